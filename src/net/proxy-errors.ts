import { cleanText } from '../util/clean-text.ts'
import { GmailSqlError, systemCode } from '../util/errors.ts'
import { isNetworkCode } from './network-codes.ts'
import { describeProxy, type ProxyServer } from './proxy.ts'

/** What the properties of this proxy are called in hints: `ProxyUser`, `FirewallUser`. */
function prefixOf(proxy: ProxyServer): 'Firewall' | 'Proxy' {
  return proxy.source.startsWith('Firewall') ? 'Firewall' : 'Proxy'
}

/** Failed before there was a tunnel: the target was not reached, and nothing goes there directly. */
export function proxyError(error: unknown, proxy: ProxyServer): GmailSqlError {
  const code = codeOf(error)
  const text = error instanceof Error ? error.message : String(error)
  const reason =
    text === 'socket hang up' ? 'it ended the connection' : code === '' ? clean(text, proxy) : code
  return unusable(proxy, reason, code === '' ? false : isNetworkCode(code))
}

export function proxyTimeout(proxy: ProxyServer): GmailSqlError {
  return unusable(proxy, 'it did not answer within Timeout', true)
}

function unusable(proxy: ProxyServer, reason: string, retryable: boolean): GmailSqlError {
  const prefix = prefixOf(proxy)
  const kind = prefix === 'Firewall' ? 'FirewallType' : 'ProxySSLType'
  return new GmailSqlError('CONNECT', `The proxy ${describeProxy(proxy)} cannot be used: ${reason}`, {
    hint: `Nothing was sent without it. Look at ${prefix}Server, ${prefix}Port, ${prefix}User and ${kind}.`,
    retryable,
  })
}

/** What the proxy said instead of opening the way; `login` when it is about the login. */
export function proxyRefusal(
  proxy: ProxyServer,
  said: string,
  about: { readonly login?: string; readonly retryable?: boolean } = {},
): GmailSqlError {
  return new GmailSqlError(
    'CONNECT',
    `The proxy ${describeProxy(proxy)} refuses the connection: ${clean(said, proxy)}`,
    {
      hint: about.login ?? 'Nothing was sent without it. Ask its administrator.',
      retryable: about.retryable ?? false,
    },
  )
}

/** The hint for a login that the proxy wants or did not take. */
export function loginHint(proxy: ProxyServer): string {
  const prefix = prefixOf(proxy)
  return proxy.user === null
    ? `It asks for a login: set ${prefix}User and ${prefix}Password.`
    : `${prefix}User or ${prefix}Password is not accepted.`
}

/** @throws BAD_PROPERTY: RFC 1929 has one byte for each length. */
export function checkSocksLogin(proxy: ProxyServer): void {
  const prefix = prefixOf(proxy)
  for (const [name, value] of [
    ['User', proxy.user ?? ''],
    ['Password', proxy.password?.reveal() ?? ''],
  ] as const) {
    if (Buffer.byteLength(value) <= 255) continue
    throw new GmailSqlError(
      'BAD_PROPERTY',
      `${prefix}${name} is longer than the 255 bytes that SOCKS takes`,
      {
        hint: `Look at ${prefix}${name} again, or use an HTTP proxy.`,
      },
    )
  }
}

function clean(text: string, proxy: ProxyServer): string {
  return cleanText(text, proxy.password === null ? [] : [proxy.password])
}

function codeOf(error: unknown): string {
  const code = systemCode(error)
  return /^[A-Z][A-Z\d_]{1,60}$/.test(code) ? code : ''
}
