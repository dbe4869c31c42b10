import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'

export const undo: ProcedureDefinition = {
  kind: 'procedure',
  name: 'Undo',
  doc: 'Takes back what a statement did to flags, labels and mailboxes.',
  isWrite: true,
  inputs: [{ name: 'Journal', required: true, doc: 'Its number in sys_journal' }],
  results: [
    { name: 'Success', type: 'TEXT', doc: 'true' },
    { name: 'Affected', type: 'INTEGER', doc: 'How many messages' },
  ],
  examples: [],
}
