import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const sysTables: ListTableDefinition = {
  kind: 'list',
  name: 'sys_tables',
  doc: 'The tables of this connection, in the spelling to use.',
  columns: [
    { name: 'CatalogName', type: 'TEXT', doc: 'Gmail' },
    {
      name: 'SchemaName',
      type: 'TEXT',
      doc: 'IMAP; Mailbox for mailboxes by their path only; information_schema',
    },
    { name: 'TableName', type: 'TEXT', doc: 'Name to write in FROM' },
    { name: 'TableType', type: 'TEXT', doc: 'TABLE, VIEW, SYSTEM TABLE or TEMP TABLE' },
    { name: 'Description', type: 'TEXT', doc: 'What a row is' },
    { name: 'IsUpdateable', type: 'BOOLEAN', doc: 'Whether it can be written' },
  ],
  examples: [
    {
      title: 'The mailboxes',
      sql: "SELECT TableName FROM sys_tables WHERE TableType = 'TABLE' AND SchemaName = 'IMAP' LIMIT 5",
    },
  ],
}
