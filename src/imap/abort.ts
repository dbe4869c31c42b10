import { setTimeout as delay } from 'node:timers/promises'
import type { GmailSqlError } from '../util/errors.ts'
import { failure } from './errors.ts'

/** An answer on its way is worth waiting for: it saves a reconnect. */
const GRACE_MS = 300

/**
 * Runs `start` under a signal. Aborted before: nothing is started. Aborted during: the work gets 300 ms to
 * end by itself, then `drop` ends its connection; the result is CANCELLED either way, and the work is over
 * when this settles.
 * @throws CANCELLED
 */
export async function withAbort<T>(
  start: () => Promise<T>,
  signal: AbortSignal | undefined,
  drop: () => void,
): Promise<T> {
  if (signal === undefined) return await start()
  if (signal.aborted) throw cancelled()
  const work = start()
  const settled = work.then(
    () => {},
    () => {},
  )
  const { promise: aborted, resolve } = Promise.withResolvers<'aborted'>()
  const onAbort = () => resolve('aborted')
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const first = await Promise.race([aborted, settled])
    if (first !== 'aborted') return await work
    await abandon(settled, drop)
    throw cancelled()
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** Waits for work whose result nobody wants any more: 300 ms, and then only until the end of its connection. Never throws. */
export async function abandon(work: Promise<unknown>, drop: () => void): Promise<void> {
  const settled = work.then(
    () => {},
    () => {},
  )
  const timer = new AbortController()
  const grace = delay(GRACE_MS, 'late' as const, { signal: timer.signal }).catch(() => 'late' as const)
  if ((await Promise.race([settled, grace])) === 'late') drop()
  timer.abort()
  await Promise.race([settled, delay(GRACE_MS)])
}

export function cancelled(): GmailSqlError {
  return failure('CANCELLED', 'The operation was cancelled.')
}
