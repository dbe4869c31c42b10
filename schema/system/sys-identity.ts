import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const sysIdentity: ListTableDefinition = {
  kind: 'list',
  name: 'sys_identity',
  doc: 'What the last write made, a row for each message; empty on a connection that has written nothing.',
  columns: [
    { name: 'Id', type: 'TEXT', doc: 'Id of the row that was written' },
    { name: 'Batch', type: 'TEXT', doc: 'Which batch of the statement' },
    { name: 'Operation', type: 'TEXT', doc: 'INSERT, UPDATE or DELETE' },
    { name: 'Message', type: 'TEXT', doc: 'Why it failed, NULL when it did not' },
  ],
  examples: [{ title: 'How many', sql: 'SELECT COUNT(*) AS n FROM sys_identity' }],
}
