import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const sysProcedures: ListTableDefinition = {
  kind: 'list',
  name: 'sys_procedures',
  doc: 'The stored procedures.',
  columns: [
    { name: 'CatalogName', type: 'TEXT', doc: 'Gmail' },
    { name: 'SchemaName', type: 'TEXT', doc: 'IMAP' },
    { name: 'ProcedureName', type: 'TEXT', key: true, doc: 'Name to write behind EXEC' },
    { name: 'Description', type: 'TEXT', doc: 'What it does' },
    { name: 'ProcedureType', type: 'TEXT', doc: 'PROCEDURE' },
  ],
  examples: [{ title: 'What can be called', sql: 'SELECT ProcedureName, Description FROM sys_procedures' }],
}
