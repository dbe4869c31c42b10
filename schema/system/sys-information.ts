import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const sysInformation: ListTableDefinition = {
  kind: 'list',
  name: 'sys_information',
  doc: 'What runs here, in one row.',
  columns: [
    { name: 'Product', type: 'TEXT', doc: 'gmailsql' },
    { name: 'Version', type: 'TEXT', doc: 'Its version' },
    { name: 'Datasource', type: 'TEXT', doc: 'Host and port of the mail server' },
    { name: 'NodeId', type: 'TEXT', doc: 'NULL: nothing is tied to a machine' },
    { name: 'HelpURL', type: 'TEXT', doc: 'Where the pages are' },
    { name: 'License', type: 'TEXT', doc: 'Its licence' },
    { name: 'Location', type: 'TEXT', doc: 'Directory of the program' },
    { name: 'Environment', type: 'TEXT', doc: 'Node.js, system and SQLite that it runs on' },
    {
      name: 'BytesReceived',
      type: 'INTEGER',
      doc: 'From the mail server for this User in the last 24 hours',
    },
    { name: 'BytesReceivedLimit', type: 'INTEGER', doc: 'What Gmail allows in a day; NULL elsewhere' },
    { name: 'BytesReceivedPercent', type: 'REAL', doc: 'How much of it that is' },
    { name: 'BytesSent', type: 'INTEGER', doc: 'To the mail server for this User in the last 24 hours' },
    { name: 'BytesSentLimit', type: 'INTEGER', doc: 'What Gmail allows in a day; NULL elsewhere' },
    { name: 'BytesSentPercent', type: 'REAL', doc: 'How much of it that is' },
    {
      name: 'LimitReached',
      type: 'DATETIME',
      doc: 'When the mail server last refused for a limit of the account; NULL if not in the last 24 hours',
    },
  ],
  examples: [
    { title: 'The version', sql: 'SELECT Product, Version FROM sys_information' },
    {
      title: 'How near the account is to the limit of a day',
      sql: 'SELECT BytesReceivedPercent, BytesSentPercent, LimitReached FROM sys_information',
    },
  ],
}
