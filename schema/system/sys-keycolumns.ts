import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const sysKeycolumns: ListTableDefinition = {
  kind: 'list',
  name: 'sys_keycolumns',
  doc: 'The columns that identify a row, and those that name a row of another table.',
  columns: [
    { name: 'CatalogName', type: 'TEXT', doc: 'Gmail' },
    { name: 'SchemaName', type: 'TEXT', doc: 'IMAP or Mailbox' },
    { name: 'TableName', type: 'TEXT', doc: 'As in sys_tables' },
    { name: 'ColumnName', type: 'TEXT', doc: 'Name' },
    { name: 'IsKey', type: 'BOOLEAN', doc: 'Part of the primary key' },
    { name: 'IsForeignKey', type: 'BOOLEAN', doc: 'Names a row of another table' },
    {
      name: 'PrimaryKeyName',
      type: 'TEXT',
      doc: 'Name of the primary key; of a foreign key, of the one it names',
    },
    { name: 'ForeignKeyName', type: 'TEXT', doc: 'Name of the foreign key' },
    { name: 'ReferencedCatalogName', type: 'TEXT', doc: 'Gmail' },
    { name: 'ReferencedSchemaName', type: 'TEXT', doc: 'Schema of the other table' },
    { name: 'ReferencedTableName', type: 'TEXT', doc: 'The other table' },
    { name: 'ReferencedColumnName', type: 'TEXT', doc: 'Its column' },
  ],
  examples: [
    {
      title: 'What can be joined with what',
      sql: `SELECT TableName, ColumnName, ReferencedTableName, ReferencedColumnName FROM sys_keycolumns
WHERE IsForeignKey AND SchemaName = 'IMAP' LIMIT 5`,
    },
  ],
}
