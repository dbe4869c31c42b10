import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const sysSchemas: ListTableDefinition = {
  kind: 'list',
  name: 'sys_schemas',
  doc: 'The schemas of the catalog, those of BrowsableSchemas if it is set.',
  columns: [
    { name: 'CatalogName', type: 'TEXT', doc: 'Gmail' },
    { name: 'SchemaName', type: 'TEXT', key: true, doc: 'IMAP, Mailbox or information_schema' },
  ],
  examples: [{ title: 'All', sql: 'SELECT CatalogName, SchemaName FROM sys_schemas' }],
}
