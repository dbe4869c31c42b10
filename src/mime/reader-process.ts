/**
 * Reads messages, one after the other: a child process, because what hostile mail can do to a parser is to keep it busy or fill its
 * memory, and only a process can be ended then without harm to its host.
 */
import { isGmailSqlError } from '../util/errors.ts'
import { watchParent } from '../util/watch-parent.ts'
import { limitText } from './limits.ts'
import { parseMessage } from './message.ts'
import type { ReaderSettings, ReadReply, ReadRequest } from './protocol.ts'
import { renderBodies } from './render.ts'

const settings: ReaderSettings = JSON.parse(process.argv[2] ?? '{}')

process.on('message', (request: ReadRequest) => process.send?.(answer(request)))
process.on('disconnect', () => process.exit(0))
process.send?.({ is: 'ready' } satisfies ReadReply)
watchParent()

function answer(request: ReadRequest): ReadReply {
  try {
    const result =
      request.op === 'bodies'
        ? renderBodies(request.parts, settings.charset)
        : parseMessage(request.raw, settings.charset)
    return { is: 'read', result }
  } catch (error) {
    return { is: 'failed', error: describe(error) }
  }
}

function describe(error: unknown): string {
  if (isGmailSqlError(error)) return limitText(error.message)
  // A recursion without end in a library is a message that is too deep for it.
  if (error instanceof RangeError) return limitText('nested too deeply to be read')
  return `the message could not be read: ${error instanceof Error ? error.message : String(error)}`
}
