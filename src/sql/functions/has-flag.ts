import { text } from './arguments.ts'
import { Family } from './define.ts'

/** RFC 9051 §2.3.2. They may be named without their backslash; a keyword of the same letters is not one of them. */
const SYSTEM_FLAGS = new Set(['seen', 'answered', 'flagged', 'deleted', 'draft'])

/** Flags are compared without case. */
function hasFlag(flags: string, flag: string): boolean {
  const name = flag.toLowerCase()
  const wanted = SYSTEM_FLAGS.has(name) ? `\\${name}` : name
  return flags.toLowerCase().split(' ').includes(wanted)
}

/** `Flags = 'x'` is rewritten to this. */
export const hasFlagFunction = new Family('mail').scalar({
  name: 'HAS_FLAG',
  parameters: 'Flags, flag',
  doc: '1 when the flag or keyword is set, without case, with or without its backslash.',
  example: ["HAS_FLAG('\\Seen Work', 'seen')", 1],
  args: [text, text],
  call: hasFlag,
})
