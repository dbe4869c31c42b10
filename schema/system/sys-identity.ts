import type { ListTableDefinition } from '../../src/catalog/table.ts'
import { writtenKeyColumns } from '../columns/written-keys.ts'

export const sysIdentity: ListTableDefinition = {
  kind: 'list',
  name: 'sys_identity',
  doc: 'The messages that the last INSERT, UPDATE or DELETE of the connection made, changed or removed, and what ended it early.',
  columns: writtenKeyColumns,
  examples: [{ title: 'How many', sql: 'SELECT COUNT(*) AS n FROM sys_identity' }],
}
