import { GmailSqlError, systemCode } from './errors.ts'

/** What the system says when it has no process, file or memory for another program. */
const LACKING: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM'])

/** The error of a program of ours that could not be started. */
export function notStarted(what: string, error: Error): GmailSqlError {
  const code = systemCode(error)
  if (!LACKING.has(code)) return new GmailSqlError('INTERNAL', `${what} did not start: ${error.message}`)
  return new GmailSqlError('NO_RESOURCES', `${what} could not be started (${code})`, {
    hint: 'The machine or its limits (ulimit -a) leave no process, open file or memory for it.',
  })
}
