import type { PropertyDefinition } from '../../src/catalog/property.ts'

export const ssl = [
  {
    name: 'SSLServerCert',
    group: 'SSL',
    type: 'string',
    form: 'certificate',
    multiline: true,
    defaultDoc: 'those that this machine’s authorities signed',
    doc: 'The server certificate to accept: PEM text, a path, a SHA-256 fingerprint, or * for any (with a warning).',
    takesEffect: true,
  },
] as const satisfies readonly PropertyDefinition[]
