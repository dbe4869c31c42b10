import { setTimeout as delay } from 'node:timers/promises'
import type { MailboxState } from '../mail/source.ts'
import { examine } from './examine.ts'
import type { Session } from './session.ts'

export interface NewsWish {
  readonly path: string
  /** Of the mailbox when it was last looked at: from it on everything is news. */
  readonly uidNext: number
  readonly maxMs: number
  readonly signal?: AbortSignal | undefined
}

/** A server without IDLE is asked so often. */
const POLL_MS = 60_000

/** Waits until the mailbox has mail from `uidNext` on, at most `maxMs`, and answers its state then. */
export async function awaitNews(
  session: Session,
  { path, uidNext, maxMs, signal }: NewsWish,
): Promise<MailboxState> {
  const before = await examine(session, path)
  if (before.uidNext > uidNext) return before
  const stop = new AbortController()
  const either = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal])
  const ms = session.has('IDLE') ? maxMs : Math.min(maxMs, POLL_MS)
  const over = delay(ms, undefined, { signal: either }).catch(() => {})
  if (session.has('IDLE')) await session.idle(over, () => stop.abort())
  else await over
  stop.abort()
  return await examine(session, path)
}
