import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'

export const renameMailbox: ProcedureDefinition = {
  kind: 'procedure',
  name: 'RenameMailbox',
  doc: 'Gives a mailbox another name; those below it go along.',
  isWrite: true,
  inputs: [
    { name: 'Mailbox', required: true, doc: 'IMAP path of the mailbox' },
    { name: 'NewMailbox', required: true, doc: 'The new path' },
  ],
  results: [{ name: 'Success', type: 'TEXT', doc: 'true' }],
  examples: [],
}
