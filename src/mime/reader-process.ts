/**
 * Reads messages, one after the other: a child process, because what hostile mail can do to a parser is to keep it busy or fill its
 * memory, and only a process can be ended then without harm to its host.
 */
import { isGmailSqlError } from '../util/errors.ts'
import { watchParent } from '../util/watch-parent.ts'
import { limitText } from './limits.ts'
import { parseMessage } from './message.ts'
import type { ReadAnswer, ReaderSettings, ReadReply, ReadRequest } from './protocol.ts'
import { renderBodies } from './render.ts'

const settings: ReaderSettings = JSON.parse(process.argv[2] ?? '{}')

/** What has been read for so long is told, whatever of the message is still to be read. */
const TELL_MS = 50

process.on('message', answerAll)
process.on('disconnect', () => process.exit(0))
process.send?.({ is: 'ready' } satisfies ReadReply)
watchParent()

function answerAll(requests: readonly ReadRequest[]): void {
  let answers: ReadAnswer[] = []
  let told = performance.now()
  for (const [index, request] of requests.entries()) {
    answers.push(answer(request))
    const isLast = index === requests.length - 1
    if (!isLast && performance.now() - told < TELL_MS) continue
    process.send?.({ is: 'answers', answers } satisfies ReadReply)
    answers = []
    told = performance.now()
  }
}

function answer(request: ReadRequest): ReadAnswer {
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
