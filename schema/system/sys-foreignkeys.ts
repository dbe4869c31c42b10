import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const sysForeignkeys: ListTableDefinition = {
  kind: 'list',
  name: 'sys_foreignkeys',
  doc: 'The columns that name a row of another table. Nothing enforces them: a message in Spam or Trash has no row in Messages.',
  columns: [
    { name: 'CatalogName', type: 'TEXT', doc: 'Gmail' },
    { name: 'SchemaName', type: 'TEXT', doc: 'IMAP or Mailbox' },
    { name: 'TableName', type: 'TEXT', doc: 'As in sys_tables' },
    { name: 'ColumnName', type: 'TEXT', doc: 'The column that names a row of the other table' },
    { name: 'PrimaryKeyName', type: 'TEXT', doc: 'Name of the key of the other table' },
    { name: 'ForeignKeyName', type: 'TEXT', doc: 'Name of the foreign key' },
    { name: 'ReferencedCatalogName', type: 'TEXT', doc: 'Gmail' },
    { name: 'ReferencedSchemaName', type: 'TEXT', doc: 'Schema of the other table' },
    { name: 'ReferencedTableName', type: 'TEXT', doc: 'The other table' },
    { name: 'ReferencedColumnName', type: 'TEXT', doc: 'Its column' },
    { name: 'ForeignKeyType', type: 'TEXT', doc: 'IMPORT: the table names rows of the other one' },
  ],
  examples: [
    {
      title: 'What a mailbox names',
      sql: `SELECT ColumnName, ReferencedTableName FROM sys_foreignkeys
WHERE SchemaName = 'IMAP' AND TableName = 'INBOX'`,
    },
  ],
}
