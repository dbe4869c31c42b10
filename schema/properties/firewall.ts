import type { PropertyDefinition } from '../../src/catalog/property.ts'

export const firewall = [
  {
    name: 'FirewallType',
    group: 'Firewall',
    type: 'choice',
    values: ['NONE', 'TUNNEL', 'SOCKS4', 'SOCKS5'],
    default: 'NONE',
    doc: 'The kind of proxy that connections to the mail server go through: TUNNEL is HTTP CONNECT; the proxy looks names up.',
    takesEffect: true,
  },
  {
    name: 'FirewallServer',
    group: 'Firewall',
    type: 'string',
    form: 'host',
    doc: 'Name or address of that proxy.',
    takesEffect: true,
  },
  {
    name: 'FirewallPort',
    group: 'Firewall',
    type: 'integer',
    default: 0,
    min: 0,
    max: 65_535,
    doc: 'Port of that proxy; 0 is 80 for TUNNEL and 1080 for SOCKS.',
    takesEffect: true,
  },
  {
    name: 'FirewallUser',
    group: 'Firewall',
    type: 'string',
    doc: 'The user to name to it.',
    takesEffect: true,
  },
  {
    name: 'FirewallPassword',
    group: 'Firewall',
    type: 'secret',
    doc: 'The password for it; SOCKS4 has none.',
    takesEffect: true,
  },
] as const satisfies readonly PropertyDefinition[]
