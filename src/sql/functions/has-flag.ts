import type { SqlFunction } from '../../util/sql-function.ts'
import type { SqlValue } from '../../util/value.ts'

/** Flags are compared without case (RFC 9051 §2.3.2), with or without the backslash of system flags. */
function hasFlag(flags: SqlValue, flag: SqlValue): SqlValue {
  if (flags === null || flag === null) return null
  const wanted = bare(String(flag))
  return String(flags)
    .split(' ')
    .some(name => bare(name) === wanted)
    ? 1
    : 0
}

function bare(name: string): string {
  return name.replace(/^\\/, '').toLowerCase()
}

/** `Flags = 'x'` is rewritten to this. */
export const hasFlagFunction: SqlFunction = {
  name: 'HAS_FLAG',
  family: 'mail',
  doc: "HAS_FLAG(Flags, 'Seen'): 1 when the flag or keyword is set.",
  deterministic: true,
  call: hasFlag,
}
