import type { LineReader } from './line-reader.ts'
import { Refusal } from './refusal.ts'

/** Enough for any set of UIDs that a careful client sends; Gmail's own limit is not published. */
const MAX_COMMAND = 65_536
/** LITERAL- (RFC 7888): literals that do not wait may have so many octets. */
const MAX_NON_SYNC = 4096

export interface LiteralRules {
  /** The largest literal taken, by what stands before it. */
  readonly limit: (before: string) => number
  readonly goAhead: () => void
  readonly nonSync: boolean
}

/**
 * One command with its literals inline and without its last CRLF; undefined at the end of the stream. Throws
 * {@link Refusal} for a command that must not be read on; what was read of it is in `started`.
 */
export async function readCommand(
  reader: LineReader,
  rules: LiteralRules,
  started: { text: string },
): Promise<string | undefined> {
  started.text = ''
  for (;;) {
    const line = await reader.line()
    if (line === undefined) return undefined
    if (line === 'too long' || started.text.length + line.length > MAX_COMMAND + rules.limit(started.text)) {
      throw new Refusal('BAD', 'Command line too long')
    }
    started.text += line
    if (!line.endsWith('\r\n')) throw new Refusal('BAD', 'Could not parse command')
    const head = /\{(\d{1,10})(\+?)\}\r\n$/.exec(line)
    if (head === null) return started.text.slice(0, -2)
    const length = Number(head[1])
    admit(length, head[2] === '+', started.text, rules)
    const octets = await reader.octets(length)
    if (octets === undefined) return undefined
    started.text += octets
  }
}

function admit(length: number, nonSync: boolean, before: string, rules: LiteralRules): void {
  if (nonSync && (!rules.nonSync || length > MAX_NON_SYNC))
    throw new Refusal('BAD', 'Could not parse command')
  if (length > rules.limit(before)) {
    // The octets of a literal that waits are never sent after a refusal, so the line is over (RFC 3501 §7.5).
    throw new Refusal('NO', '[TOOBIG] Message too large. (Failure)')
  }
  if (!nonSync) rules.goAhead()
}
