import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'

export const deleteMailbox: ProcedureDefinition = {
  kind: 'procedure',
  name: 'DeleteMailbox',
  doc: 'Removes a mailbox. On Gmail its messages lose the label and stay in All Mail.',
  isWrite: true,
  inputs: [{ name: 'Mailbox', required: true, doc: 'IMAP path of the mailbox' }],
  results: [{ name: 'Success', type: 'TEXT', doc: 'true' }],
  examples: [],
}
