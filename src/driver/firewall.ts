import type { ProxyKind, ProxyServer } from '../net/proxy.ts'
import type { Notice } from '../util/notice.ts'
import type { PropertyName, PropertyValues } from './property-values.ts'

/** Names are looked up behind the firewall: in front of it, public names often are not known at all. */
const KINDS: Readonly<Record<string, { readonly kind: ProxyKind; readonly port: number }>> = {
  TUNNEL: { kind: 'http', port: 80 },
  SOCKS4: { kind: 'socks4a', port: 1080 },
  SOCKS5: { kind: 'socks5h', port: 1080 },
}

/** What connections to the mail servers go through; null is nothing. */
export function firewallOf(values: PropertyValues): ProxyServer | null {
  const chosen = KINDS[values.FirewallType]
  if (chosen === undefined || values.FirewallServer === undefined) return null
  return {
    kind: chosen.kind,
    host: values.FirewallServer,
    port: values.FirewallPort || chosen.port,
    user: values.FirewallUser ?? null,
    password: values.FirewallPassword ?? null,
    source: 'FirewallServer',
  }
}

/** Values that do nothing beside the FirewallType. */
export function firewallNotices(values: PropertyValues, given: ReadonlySet<PropertyName>): Notice[] {
  const { FirewallType: type } = values
  const names: PropertyName[] =
    type === 'NONE'
      ? ['FirewallServer', 'FirewallPort', 'FirewallUser', 'FirewallPassword']
      : type === 'SOCKS4'
        ? ['FirewallPassword']
        : []
  return names
    .filter(name => given.has(name))
    .map(name => ({ code: 'NO_EFFECT', message: `${name} has no effect with FirewallType=${type}` }))
}
