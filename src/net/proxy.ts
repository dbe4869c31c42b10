import type { Secret } from '../util/secret.ts'

/** `socks4` and `socks5` look names up here, `socks4a` and `socks5h` leave that to the proxy. */
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

export interface Target {
  /** IPv6 without brackets. */
  readonly host: string
  readonly port: number
}

/** `host:port`, with the brackets that an IPv6 address needs. */
export function authorityOf({ host, port }: Target): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

export function describeProxy(proxy: ProxyServer): string {
  return `${authorityOf(proxy)} (${proxy.source})`
}
