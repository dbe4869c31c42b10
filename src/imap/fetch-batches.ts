import type { MessageRecord } from '../mail/message.ts'
import { type FetchContext, fetchRows } from './fetch.ts'

/**
 * The rows of each batch of UIDs in turn. As many FETCH are in flight as the session allows: the next is sent before the rows of
 * the last are taken, so that neither the server nor the line waits for whoever takes them. No more than these are ever kept.
 */
export async function* fetchBatches(
  context: FetchContext,
  batches: readonly (readonly number[])[],
): AsyncGenerator<MessageRecord[], void, undefined> {
  const inFlight: Promise<MessageRecord[]>[] = []
  const unsent = [...batches].reverse()
  const send = () => {
    const uids = unsent.pop()
    if (uids === undefined) return
    const rows = fetchRows(context, { kind: 'uids', uids })
    // A failure is told when its turn comes, or not at all if nobody wants the rows any more.
    rows.catch(() => {})
    inFlight.push(rows)
  }
  try {
    for (let i = 0; i < context.session.commandsAtOnce; i++) send()
    for (let first = inFlight.shift(); first !== undefined; first = inFlight.shift()) {
      const rows = await first
      send()
      yield rows
    }
  } finally {
    // Nothing else may be sent before they are answered.
    for (const result of await Promise.allSettled(inFlight))
      if (result.status === 'fulfilled') context.onSaved?.(result.value)
  }
}
