import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const sysSqlinfo: ListTableDefinition = {
  kind: 'list',
  name: 'sys_sqlinfo',
  doc: 'What statements may be made of, for programs that write SQL.',
  columns: [
    { name: 'Name', type: 'TEXT', key: true, doc: 'Which part of SQL' },
    { name: 'Description', type: 'TEXT', doc: 'What the value says' },
    { name: 'Value', type: 'TEXT', doc: 'YES, NO, a sign, or a comma-separated list' },
  ],
  examples: [
    {
      title: 'How names are quoted',
      sql: "SELECT Name, Value FROM sys_sqlinfo WHERE Name LIKE 'IDENTIFIER_QUOTE%'",
    },
    { title: 'The functions for text', sql: "SELECT Value FROM sys_sqlinfo WHERE Name = 'STRING_FUNCTIONS'" },
  ],
}
