import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const sysCatalogs: ListTableDefinition = {
  kind: 'list',
  name: 'sys_catalogs',
  doc: 'The catalogs: there is one.',
  columns: [{ name: 'CatalogName', type: 'TEXT', key: true, doc: 'Gmail' }],
  examples: [{ title: 'All', sql: 'SELECT CatalogName FROM sys_catalogs' }],
}
