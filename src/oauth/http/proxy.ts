import type { Secret } from '../../util/secret.ts'

/** The Proxy properties, as given; the password is a secret. */
export interface ProxySettings {
  readonly server: string
  readonly port: number
  readonly authScheme: 'BASIC' | 'NONE'
  readonly user: string | null
  readonly password: Secret | null
  readonly sslType: 'AUTO' | 'ALWAYS' | 'NEVER' | 'TUNNEL'
  /** Hosts reached without the proxy, separated by semicolons. */
  readonly exceptions: string
}

export type ProxyKind = 'http' | 'https' | 'socks4' | 'socks4a' | 'socks5' | 'socks5h'

/** One proxy to go through. With `http` and `https` the tunnel is asked for by CONNECT; with `https` inside TLS. */
export interface ProxyServer {
  readonly kind: ProxyKind
  /** IPv6 without brackets. */
  readonly host: string
  readonly port: number
  readonly user: string | null
  readonly password: Secret | null
  /** Property or variable that named it, for messages. */
  readonly source: string
}

export function describeProxy(proxy: ProxyServer): string {
  const host = proxy.host.includes(':') ? `[${proxy.host}]` : proxy.host
  return `${host}:${proxy.port} (${proxy.source})`
}
