import type { ProxyServer } from '../../net/proxy.ts'
import { GmailSqlError } from '../../util/errors.ts'
import { bareHost, isException } from './host-patterns.ts'
import { type Environment, proxyOfEnvironment } from './proxy-environment.ts'
import type { ProxySettings } from './proxy-settings.ts'

/**
 * The proxy for this URL, or null for a direct connection. A ProxyServer that was given wins over the environment.
 *
 * @throws BAD_PROPERTY for an authentication scheme that is not there, or a variable that names no proxy.
 */
export function proxyFor(
  url: URL,
  settings: ProxySettings | null,
  env: Environment | null,
): ProxyServer | null {
  if (settings !== null) return isException(settings.exceptions, url) ? null : proxyOfSettings(settings)
  return env === null ? null : proxyOfEnvironment(url, env)
}

/**
 * The token endpoint is always reached through a tunnel, so that no proxy reads the secrets; ProxySSLType only says
 * whether the way to the proxy is encrypted as well.
 */
function proxyOfSettings(settings: ProxySettings): ProxyServer {
  refuseOtherSchemes(settings.authScheme)
  const hasLogin = settings.authScheme === 'BASIC' && settings.user !== null && settings.user !== ''
  return {
    kind: settings.sslType === 'ALWAYS' ? 'https' : 'http',
    host: bareHost(settings.server),
    port: settings.port,
    user: hasLogin ? settings.user : null,
    password: hasLogin ? settings.password : null,
    source: 'ProxyServer',
  }
}

/** The properties come typed from our own reader and untyped from elsewhere. */
function refuseOtherSchemes(scheme: string): void {
  if (scheme === 'BASIC' || scheme === 'NONE') return
  throw new GmailSqlError('BAD_PROPERTY', `ProxyAuthScheme ${scheme} is not one that gmailsql can do`, {
    hint: 'BASIC and NONE are there; for NTLM, Negotiate or Digest put a local proxy such as cntlm in between.',
  })
}
