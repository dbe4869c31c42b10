import { badSyntax } from '../wire/refusal.ts'
import type { Call } from './command.ts'

/** RFC 2177: news go out as they come until the client says DONE. */
export async function idle(call: Call): Promise<string> {
  const { session } = call
  call.args.end()
  const { selected } = session
  let scheduled = false
  const tell = (): void => {
    if (scheduled) return
    scheduled = true
    // What one change of another session sets off is told together.
    setImmediate(() => {
      scheduled = false
      if (session.ended || session.selected !== selected) return
      session.tellNews(true)
      session.output.flush()
    })
  }
  session.continuation('idling')
  session.tellNews(true)
  session.output.flush()
  if (selected !== undefined) selected.onNews = tell
  const line = await session.reader.line()
  if (selected !== undefined) selected.onNews = undefined
  if (line === undefined) return 'BAD Connection closed'
  if (line.toUpperCase() !== 'DONE\r\n') throw badSyntax()
  return 'OK IDLE terminated (Success)'
}
