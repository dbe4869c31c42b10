import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'

export const sync: ProcedureDefinition = {
  kind: 'procedure',
  name: 'Sync',
  doc: 'Brings flags, labels and envelopes of mailboxes into the store, so that later statements find them there.',
  inputs: [{ name: 'Mailbox', doc: 'A mailbox; default: all of them' }],
  results: [
    { name: 'Mailbox', type: 'TEXT', doc: 'Mailbox path' },
    { name: 'New', type: 'INTEGER', doc: 'Messages that the store did not know there' },
    { name: 'Changed', type: 'INTEGER', doc: 'Known ones whose flags or labels changed' },
    { name: 'Expunged', type: 'INTEGER', doc: 'Known ones that are gone' },
    { name: 'Bytes', type: 'INTEGER', doc: 'Bytes received' },
    { name: 'Milliseconds', type: 'INTEGER', doc: 'How long it took' },
  ],
  examples: [],
}
