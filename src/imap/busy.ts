import type { GmailSqlError } from '../util/errors.ts'

/** How long it takes by what is known: seconds, or hours. */
type Duration = 'short' | 'long'

const busy = new WeakMap<GmailSqlError, Duration>()

/** Marks a failure of which the server itself says that it passes: a limit, or a temporary error. */
export function markBusy(error: GmailSqlError, duration: Duration): GmailSqlError {
  busy.set(error, duration)
  return error
}

export function isBusy(error: unknown): boolean {
  return busy.has(error as GmailSqlError)
}

/** Nobody waits so long, and whoever asks on is refused for longer. */
export function isBusyForLong(error: unknown): boolean {
  return busy.get(error as GmailSqlError) === 'long'
}
