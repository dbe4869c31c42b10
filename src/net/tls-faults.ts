/** Of which kind a failure of TLS is, and what it says of the server: `its certificate has expired`. */
export interface TlsFault {
  readonly kind: 'certificate' | 'old protocol' | 'no TLS'
  readonly what: string
}

const CERTIFICATE: ReadonlyMap<string, string> = new Map([
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

/** A failure of node's TLS named, or null when the error is none. */
export function tlsFault(error: { readonly code?: unknown; readonly message?: unknown }): TlsFault | null {
  const code = typeof error.code === 'string' ? error.code : ''
  const text = `${code} ${String(error.message ?? '')}`.toUpperCase().replaceAll(' ', '_')
  const what = CERTIFICATE.get(code)
  if (what !== undefined) return { kind: 'certificate', what }
  const isTls = /SSL|TLS|EPROTO/i.test(code)
  if (isTls && OLD_PROTOCOL.test(text))
    return { kind: 'old protocol', what: 'it does not speak TLS 1.2 or later' }
  if (!isTls && !NOT_TLS.test(text)) return null
  return { kind: 'no TLS', what: 'it does not speak TLS on this port (plain text or broken TLS)' }
}

/** What a verification code of node says of a certificate. */
export function certificateText(code: string): string {
  return CERTIFICATE.get(code) ?? `its certificate was not accepted (${code})`
}

/** What SSLServerCert would take to accept exactly the certificate of that SHA-256 fingerprint. */
export function pinHint(fingerprint: string): string {
  return `To accept exactly this certificate: SSLServerCert=${fingerprint.replaceAll(':', '').toLowerCase()}.`
}
