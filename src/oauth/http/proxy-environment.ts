import type { ProxyKind, ProxyServer } from '../../net/proxy.ts'
import { GmailSqlError } from '../../util/errors.ts'
import { Secret } from '../../util/secret.ts'
import { bareHost, isInNoProxy } from './host-patterns.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const DEFAULT_PORTS: Readonly<Record<ProxyKind, number>> = {
  http: 80,
  https: 443,
  socks4: 1080,
  socks4a: 1080,
  socks5: 1080,
  socks5h: 1080,
}

/**
 * HTTPS_PROXY or HTTP_PROXY by the scheme of the URL, else ALL_PROXY, unless NO_PROXY takes the host. The lower-case
 * spelling comes first, as with curl.
 *
 * @throws BAD_PROPERTY when the variable holds something that is no proxy; its text is not told, it may hold a password.
 */
export function proxyOfEnvironment(url: URL, env: Environment): ProxyServer | null {
  if (isInNoProxy(variable(env, 'NO_PROXY')?.value ?? '', url)) return null
  const byScheme = variable(env, url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY')
  const named = byScheme ?? variable(env, 'ALL_PROXY')
  return named === null ? null : parseProxy(named)
}

interface Variable {
  readonly name: string
  readonly value: string
}

function variable(env: Environment, upper: string): Variable | null {
  for (const name of [upper.toLowerCase(), upper]) {
    const value = env[name]?.trim()
    if (value !== undefined && value !== '') return { name, value }
  }
  return null
}

function parseProxy({ name, value }: Variable): ProxyServer {
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`)
  const kind = kindOf(url?.protocol ?? '')
  if (url === null || kind === null || url.hostname === '') throw notAProxy(name)
  return {
    kind,
    host: bareHost(url.hostname),
    port: url.port === '' ? DEFAULT_PORTS[kind] : Number(url.port),
    user: url.username === '' ? null : decode(url.username, name),
    password: url.password === '' ? null : new Secret(decode(url.password, name)),
    source: name,
  }
}

function kindOf(protocol: string): ProxyKind | null {
  const name = protocol.replace(/:$/, '')
  // `socks` without a version is the newest one, names resolved by the proxy.
  const kind = name === 'socks' ? 'socks5h' : name
  return Object.hasOwn(DEFAULT_PORTS, kind) ? (kind as ProxyKind) : null
}

function decode(text: string, name: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw notAProxy(name)
  }
}

function notAProxy(name: string): GmailSqlError {
  return new GmailSqlError('BAD_PROPERTY', `The environment variable ${name} does not name a proxy`, {
    hint: 'Write it as http://host:port, https://…, socks5://… or socks5h://…, or set ProxyAutoDetect=false.',
  })
}
