import { isNetworkCode } from '../../net/network-codes.ts'
import { GmailSqlError, systemCode } from '../../util/errors.ts'

const CERTIFICATE = /^(?:CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_|INVALID_CA|ERR_TLS_CERT)/
const TLS = /^(?:EPROTO$|ERR_SSL|ERR_TLS)/

export function endpointError(message: string, hint?: string, retryable = false): GmailSqlError {
  return new GmailSqlError('OAUTH_ENDPOINT', message, { hint, retryable })
}

export function timeoutError(url: URL, timeoutMs: number): GmailSqlError {
  const message = `${url.host} did not answer within ${timeoutMs / 1000} s`
  const hint =
    'Look whether the network or a firewall holds the connection back; a proxy may be needed (ProxyServer).'
  return new GmailSqlError('OAUTH_TIMEOUT', message, { hint })
}

export function cancelledError(): GmailSqlError {
  return new GmailSqlError('CANCELLED', 'The OAuth exchange was cancelled.')
}

/** What Node or a proxy agent threw. Its own error is not kept: it carries the request, and that the secrets. */
export function connectionError(error: unknown, url: URL): GmailSqlError {
  const code = codeOf(error)
  if (CERTIFICATE.test(code) || TLS.test(code)) return tlsError(code, url)
  if (code.startsWith('HPE_')) return endpointError(`${url.host} does not speak HTTP (${code})`)
  const what = code === '' ? 'broke' : `failed (${code})`
  return endpointError(
    `The connection to ${url.host} ${what}`,
    'Look at the network and at the endpoint’s address; behind a proxy set ProxyServer or ProxyAutoDetect.',
    isNetworkCode(code),
  )
}

function tlsError(code: string, url: URL): GmailSqlError {
  const what = CERTIFICATE.test(code)
    ? 'its certificate is not trusted'
    : 'TLS 1.2 or later could not be agreed'
  return new GmailSqlError('TLS_REFUSED', `The connection to ${url.host} is not secure: ${what} (${code})`, {
    hint: 'Secrets are not sent over it. A private authority is made known by NODE_EXTRA_CA_CERTS.',
  })
}

function codeOf(error: unknown): string {
  const code = systemCode(error)
  return /^[A-Z][A-Z\d_]{1,60}$/.test(code) ? code : ''
}
