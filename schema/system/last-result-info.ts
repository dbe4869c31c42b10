import type { ListTableDefinition } from '../../src/catalog/table.ts'
import { writtenKeyColumns } from '../columns/written-keys.ts'

export const lastResultInfo: ListTableDefinition = {
  kind: 'list',
  name: 'LastResultInfo#TEMP',
  doc: 'The same as sys_identity, under the name that statements over temporary tables know.',
  columns: writtenKeyColumns,
  examples: [{ title: 'How many', sql: 'SELECT COUNT(*) AS n FROM LastResultInfo#TEMP' }],
}
