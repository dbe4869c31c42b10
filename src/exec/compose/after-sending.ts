import { isGmailSqlError } from '../../util/errors.ts'
import type { Notice } from '../../util/notice.ts'
import type { ExecContext } from '../context.ts'
import type { FoundMessage, Place } from '../write/found-message.ts'

/**
 * Does what belongs behind a message that was sent. What fails there is a notice: an error would make the caller send the message
 * again.
 */
export async function afterSending(
  work: () => Promise<void>,
  failed: (why: string) => Notice,
  notify: (notice: Notice) => void,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!isGmailSqlError(error)) throw error
    notify(failed(error.message))
  }
}

/** A message as it is now, null when it is not there any more. */
export async function foundNow(
  { path, uidValidity, uid }: Place,
  { source, signal, traits }: ExecContext,
): Promise<FoundMessage | null> {
  const state = await source.examine(path, { signal })
  if (state.uidValidity !== uidValidity) return null
  const items = ['msgId', 'flags', ...(traits.gmail ? (['labels'] as const) : [])] as const
  const [row] = await source.fetch({ kind: 'uids', uids: [uid] }, items, { signal })
  if (row === undefined) return null
  const msgId = row.msgId ?? `${uidValidity}/${uid}@${path}`
  return { path, uidValidity, uid, msgId, flags: row.flags ?? [], labels: row.labels ?? null }
}
