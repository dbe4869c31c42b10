import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'

export const importMessage: ProcedureDefinition = {
  kind: 'procedure',
  name: 'ImportMessage',
  doc: 'Puts a message as it is into a mailbox, as INSERT of RawMessage does.',
  isWrite: true,
  inputs: [
    { name: 'RawMessage', required: true, doc: 'The message, RFC 5322: a text, a Buffer or a stream' },
    { name: 'Mailbox', default: 'Inbox', doc: 'Where it goes; Messages is All Mail' },
    { name: 'ReceivedDate', doc: 'When it came, UTC or with its offset; default: now' },
    { name: 'Flags', doc: 'Flags and keywords, with commas or blanks between them' },
    { name: 'Labels', doc: 'Labels beside that of the mailbox, with commas between them or as a JSON array' },
  ],
  results: [
    { name: 'Success', type: 'TEXT', doc: 'true' },
    {
      name: 'Id',
      type: 'TEXT',
      doc: 'Its Id in the table that Mailbox names; NULL where the server does not tell',
    },
    { name: 'MsgId', type: 'TEXT', doc: 'Its MsgId' },
  ],
  examples: [],
}
