import { GmailSqlError, systemCode } from '../../util/errors.ts'
import type { Secret } from '../../util/secret.ts'
import { cleanText } from './clean-text.ts'
import { describeProxy, type ProxyServer } from './proxy.ts'

/** Node's words for a network that may work at the next try. */
const NETWORK = new Set([
  ...['ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ENETDOWN', 'EHOSTDOWN', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EMFILE', 'ENFILE'],
])

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
    NETWORK.has(code),
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

/** Failed before there was a tunnel: the endpoint was not reached, and nothing goes there directly. */
export function proxyError(error: unknown, proxy: ProxyServer): GmailSqlError {
  const code = codeOf(error)
  const text = error instanceof Error ? error.message : String(error)
  const reason = code === '' ? cleanText(text, secretsOf(proxy)) : code
  return new GmailSqlError('CONNECT', `The proxy ${describeProxy(proxy)} cannot be used: ${reason}`, {
    hint: 'Nothing was sent without it. Look at ProxyServer, ProxyPort, ProxyUser and ProxySSLType.',
    retryable: NETWORK.has(code),
  })
}

function secretsOf({ password }: ProxyServer): Secret[] {
  return password === null ? [] : [password]
}

export interface ConnectAnswer {
  readonly statusCode: number
  readonly statusText: string
  readonly headers: Readonly<Record<string, unknown>>
}

/** The proxy answered CONNECT with something else than 200. */
export function proxyRefusal(answer: ConnectAnswer, proxy: ProxyServer): GmailSqlError {
  const status = Number.isInteger(answer.statusCode) ? String(answer.statusCode) : 'no HTTP status'
  const said = cleanText(`${status} ${answer.statusText}`, secretsOf(proxy))
  return new GmailSqlError('CONNECT', `The proxy ${describeProxy(proxy)} refuses the connection: ${said}`, {
    hint:
      answer.statusCode === 407
        ? loginHint(answer, proxy)
        : 'Nothing was sent without it. Ask its administrator.',
    retryable: answer.statusCode >= 500,
  })
}

function loginHint(answer: ConnectAnswer, proxy: ProxyServer): string {
  const wanted = [answer.headers['proxy-authenticate']]
    .flat()
    .map(scheme => String(scheme).split(/\s/)[0] ?? '')
  if (wanted.some(scheme => /^basic$/i.test(scheme)) || wanted.every(scheme => !/^[\w-]+$/.test(scheme))) {
    return proxy.user === null
      ? 'It asks for a login: set ProxyUser and ProxyPassword.'
      : 'ProxyUser or ProxyPassword is not accepted.'
  }
  return `It wants ${wanted.filter(scheme => /^[\w-]+$/.test(scheme)).join(' or ')}; gmailsql can do Basic only.`
}

function codeOf(error: unknown): string {
  const code = systemCode(error)
  return /^[A-Z][A-Z\d_]{1,60}$/.test(code) ? code : ''
}
