import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'

export const addMailbox: ProcedureDefinition = {
  kind: 'procedure',
  name: 'AddMailbox',
  doc: 'Makes a mailbox; on Gmail, a label.',
  isWrite: true,
  inputs: [{ name: 'Mailbox', required: true, doc: 'IMAP path of the mailbox' }],
  results: [{ name: 'Success', type: 'TEXT', doc: 'true' }],
  examples: [],
}
