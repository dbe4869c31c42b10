import type { GmailSqlError } from '../util/errors.ts'

const busy = new WeakSet<GmailSqlError>()

/** Marks a failure of which the server itself says that it passes: a limit, or a temporary error. */
export function markBusy(error: GmailSqlError): GmailSqlError {
  busy.add(error)
  return error
}

export function isBusy(error: unknown): boolean {
  return busy.has(error as GmailSqlError)
}
