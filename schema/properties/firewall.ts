import type { PropertyDefinition } from '../../src/catalog/property.ts'

export const firewall = [
  {
    name: 'FirewallType',
    group: 'Firewall',
    type: 'choice',
    values: ['NONE', 'TUNNEL', 'SOCKS4', 'SOCKS5'],
    default: 'NONE',
    doc: 'The kind of firewall that IMAP and SMTP go through.',
    takesEffect: false,
  },
  {
    name: 'FirewallServer',
    group: 'Firewall',
    type: 'string',
    form: 'host',
    doc: 'Name or address of the firewall.',
    takesEffect: false,
  },
  {
    name: 'FirewallPort',
    group: 'Firewall',
    type: 'integer',
    default: 0,
    min: 0,
    max: 65_535,
    doc: 'Port of the firewall; 0 is 80 for TUNNEL and 1080 for SOCKS.',
    takesEffect: false,
  },
  {
    name: 'FirewallUser',
    group: 'Firewall',
    type: 'string',
    doc: 'The user to name to the firewall.',
    takesEffect: false,
  },
  {
    name: 'FirewallPassword',
    group: 'Firewall',
    type: 'secret',
    doc: 'The password for the firewall.',
    takesEffect: false,
  },
] as const satisfies readonly PropertyDefinition[]
