import type { SqlFunction } from '../../util/sql-function.ts'
import type { SqlValue } from '../../util/value.ts'

/** RFC 9051 §2.3.2. They may be named without their backslash; a keyword of the same letters is not one of them. */
const SYSTEM_FLAGS = new Set(['seen', 'answered', 'flagged', 'deleted', 'draft'])

/** Flags are compared without case. */
function hasFlag(flags: SqlValue, flag: SqlValue): SqlValue {
  if (flags === null || flag === null) return null
  const name = String(flag).toLowerCase()
  const wanted = SYSTEM_FLAGS.has(name) ? `\\${name}` : name
  return String(flags).toLowerCase().split(' ').includes(wanted) ? 1 : 0
}

/** `Flags = 'x'` is rewritten to this. */
export const hasFlagFunction: SqlFunction = {
  name: 'HAS_FLAG',
  family: 'mail',
  doc: "HAS_FLAG(Flags, 'Seen'): 1 when the flag or keyword is set.",
  deterministic: true,
  call: hasFlag,
}
