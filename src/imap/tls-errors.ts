import type { GmailSqlError } from '../util/errors.ts'
import { type ErrorContext, failure, type LibraryError } from './errors.ts'

const EXPLAINED: ReadonlyMap<string, string> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is self-signed'],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    'its certificate chain ends in a self-signed certificate that is not trusted',
  ],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'the issuer of its certificate is not known'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'the issuer of its certificate is not known'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'the issuer of its certificate is not known'],
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['CERT_NOT_YET_VALID', 'its certificate is not valid yet'],
  ['CERT_REVOKED', 'its certificate is revoked'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name'],
  ['HOSTNAME_MISMATCH', 'its certificate is for another name'],
])

const OLD_PROTOCOL =
  /UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|NO_PROTOCOLS|WRONG_SSL_VERSION|NO_SHARED_CIPHER|HANDSHAKE_FAILURE/
const NOT_TLS = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNEXPECTED_MESSAGE|BAD_RECORD_TYPE/

/** A TLS failure named, or null when the error is none. `secure`: TLS was expected from the first byte. */
export function tlsError(
  library: LibraryError,
  context: ErrorContext,
  secure: boolean,
): GmailSqlError | null {
  const code = typeof library.code === 'string' ? library.code : ''
  const text = `${code} ${String(library.message ?? '')}`
  const what = EXPLAINED.get(code)
  if (what !== undefined) return certificateError(what, null, context)
  if (/SSL|TLS|EPROTO/i.test(code) && OLD_PROTOCOL.test(text.toUpperCase().replaceAll(' ', '_'))) {
    return refused(context, 'it does not speak TLS 1.2 or later', 'A server this old is not safe for mail.')
  }
  if (/SSL|TLS|EPROTO/i.test(code) || NOT_TLS.test(text.toUpperCase().replaceAll(' ', '_'))) {
    const hint = secure
      ? 'Port 993 takes TLS from the start; for STARTTLS (port 143) set SSLMode=StartTLS.'
      : 'Use TLS from the start (port 993).'
    return refused(context, 'it does not speak TLS on this port (plain text or broken TLS)', hint)
  }
  if (library.tlsFailed === true) return startTlsError(library, context)
  return null
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

/** A certificate that was not accepted; `fingerprint` is what SSLServerCert would take to accept it. */
export function certificateError(
  what: string,
  fingerprint: string | null,
  context: ErrorContext,
): GmailSqlError {
  const pin =
    fingerprint === null
      ? ''
      : ` To accept exactly this certificate: SSLServerCert=${fingerprint.replaceAll(':', '').toLowerCase()}.`
  return refused(context, what, `Check the name of the server, and whether somebody is in between.${pin}`)
}

/** The text for a certificate verification code of node. */
export function certificateText(code: string): string {
  return EXPLAINED.get(code) ?? `its certificate was not accepted (${code})`
}

function refused(context: ErrorContext, what: string, hint: string): GmailSqlError {
  return failure('TLS_REFUSED', `No secure connection to ${context.host}:${context.port}: ${what}.`, { hint })
}
