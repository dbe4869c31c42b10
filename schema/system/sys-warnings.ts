import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const sysWarnings: ListTableDefinition = {
  kind: 'list',
  name: 'sys_warnings',
  doc: 'The notices of this connection, oldest first.',
  columns: [
    { name: 'Ordinal', type: 'INTEGER', key: true, doc: 'Position, from 1' },
    { name: 'Code', type: 'TEXT', doc: 'Stable word' },
    { name: 'Message', type: 'TEXT', doc: 'What the user should know' },
  ],
  examples: [{ title: 'All notices', sql: 'SELECT Code, Message FROM sys_warnings' }],
}
