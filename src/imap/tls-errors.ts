import type { PeerFault } from '../net/peer-certificate.ts'
import { pinHint, tlsFault } from '../net/tls-faults.ts'
import type { GmailSqlError } from '../util/errors.ts'
import { type ErrorContext, failure, type LibraryError } from './errors.ts'

/** A TLS failure named, or null when the error is none. `secure`: TLS was expected from the first byte. */
export function tlsError(
  library: LibraryError,
  context: ErrorContext,
  secure: boolean,
): GmailSqlError | null {
  const fault = tlsFault(library)
  if (fault?.kind === 'certificate') return certificateError({ what: fault.what, fingerprint: '' }, context)
  if (fault?.kind === 'old protocol')
    return refused(context, fault.what, 'A server this old is not safe for mail.')
  if (fault !== null) {
    const hint = secure
      ? 'Port 993 takes TLS from the start; for STARTTLS (port 143) set TLS=StartTLS.'
      : 'Use TLS from the start (port 993).'
    return refused(context, fault.what, hint)
  }
  return library.tlsFailed === true ? startTlsError(library, context) : null
}

function startTlsError(library: LibraryError, context: ErrorContext): GmailSqlError {
  const message = String(library.message ?? '')
  const what = /PREAUTH/.test(message)
    ? 'it skipped the login (PREAUTH), so STARTTLS is not possible'
    : 'STARTTLS failed or is not offered'
  return refused(
    context,
    what,
    'Somebody on the way may be removing STARTTLS; use TLS from the start (port 993).',
  )
}

/** A certificate that was not accepted; the hint has what SSLServerCert would take to accept it. */
export function certificateError({ what, fingerprint }: PeerFault, context: ErrorContext): GmailSqlError {
  const pin = fingerprint === '' ? '' : ` ${pinHint(fingerprint)}`
  return refused(context, what, `Check the name of the server, and whether somebody is in between.${pin}`)
}

function refused(context: ErrorContext, what: string, hint: string): GmailSqlError {
  return failure('TLS_REFUSED', `No secure connection to ${context.host}:${context.port}: ${what}.`, { hint })
}
