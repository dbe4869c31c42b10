import type { ListTableDefinition } from '../../src/catalog/table.ts'
import { writtenKeyColumns } from '../columns/written-keys.ts'

export const sysIdentity: ListTableDefinition = {
  kind: 'list',
  name: 'sys_identity',
  doc: 'What the last write of the connection made, changed or removed, a row for each message, and one for what ended it early.',
  columns: writtenKeyColumns,
  examples: [{ title: 'How many', sql: 'SELECT COUNT(*) AS n FROM sys_identity' }],
}
