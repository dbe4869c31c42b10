import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const sysPrimarykeys: ListTableDefinition = {
  kind: 'list',
  name: 'sys_primarykeys',
  doc: 'The key of each table.',
  columns: [
    { name: 'CatalogName', type: 'TEXT', doc: 'Gmail' },
    { name: 'SchemaName', type: 'TEXT', doc: 'IMAP or Mailbox' },
    { name: 'TableName', type: 'TEXT', doc: 'As in sys_tables' },
    { name: 'ColumnName', type: 'TEXT', doc: 'Column of the key' },
    { name: 'KeySeq', type: 'INTEGER', doc: 'Its position in the key, from 1' },
    { name: 'KeyName', type: 'TEXT', doc: 'Name of the key' },
  ],
  examples: [
    {
      title: 'The key of a table',
      sql: "SELECT ColumnName FROM sys_primarykeys WHERE TableName = 'Messages'",
    },
  ],
}
