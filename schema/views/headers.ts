import type { ViewDefinition } from '../../src/catalog/table.ts'
import { viewBaseColumns } from '../columns/view-base.ts'
import { msgIdOfRow, spamTrashDirective } from '../columns/view-columns.ts'

export const headersView: ViewDefinition = {
  kind: 'view',
  name: 'Headers',
  doc: 'A row for each field of the header block of each message.',
  base: viewBaseColumns,
  reads: ['Headers'],
  source: ', json_each(HEADER_LINES(base.Headers)) AS field',
  order: 'base.Uid DESC, field.key',
  perMessage: true,
  columns: [
    msgIdOfRow,
    {
      name: 'Ordinal',
      type: 'INTEGER',
      reads: [],
      sql: 'CAST(field.key + 1 AS INTEGER)',
      doc: 'Position in the block, from 1',
    },
    {
      name: 'Name',
      type: 'TEXT',
      reads: [],
      sql: "CAST(field.value ->> '$.name' AS TEXT) COLLATE NOCASE",
      doc: 'Name as it is written; compares without case',
    },
    {
      name: 'Value',
      type: 'TEXT',
      reads: [],
      sql: "CAST(field.value ->> '$.value' AS TEXT)",
      doc: 'Value, unfolded; encoded words stay as they are',
    },
    spamTrashDirective,
  ],
  examples: [
    {
      title: 'Which programs mail is written with',
      sql: 'SELECT Name, COUNT(DISTINCT MsgId) AS n FROM Headers WHERE MsgId IN (SELECT MsgId FROM Inbox LIMIT 20) GROUP BY Name ORDER BY n DESC LIMIT 5',
    },
  ],
}
