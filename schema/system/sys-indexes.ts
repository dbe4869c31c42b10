import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const sysIndexes: ListTableDefinition = {
  kind: 'list',
  name: 'sys_indexes',
  doc: 'Columns by which rows are found without reading the table: the keys.',
  columns: [
    { name: 'CatalogName', type: 'TEXT', doc: 'Gmail' },
    { name: 'SchemaName', type: 'TEXT', doc: 'IMAP or Mailbox' },
    { name: 'TableName', type: 'TEXT', doc: 'As in sys_tables' },
    { name: 'IndexName', type: 'TEXT', doc: 'Name of the key' },
    { name: 'ColumnName', type: 'TEXT', doc: 'Column' },
    { name: 'IsUnique', type: 'BOOLEAN', doc: 'No two rows have the same value' },
    { name: 'IsPrimary', type: 'BOOLEAN', doc: 'Is the primary key' },
    { name: 'Type', type: 'INTEGER', doc: '3: neither a statistic (0), nor clustered (1), nor hashed (2)' },
    { name: 'SortOrder', type: 'TEXT', doc: 'A: ascending' },
    { name: 'OrdinalPosition', type: 'INTEGER', doc: 'Position of the column, from 1' },
  ],
  examples: [
    {
      title: 'Of one table',
      sql: "SELECT IndexName, ColumnName FROM sys_indexes WHERE TableName = 'Labels'",
    },
  ],
}
