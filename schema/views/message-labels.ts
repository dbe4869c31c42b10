import type { ViewDefinition } from '../../src/catalog/table.ts'
import { pushRowLabel } from '../../src/catalog/view-rules.ts'
import { viewBaseColumns } from '../columns/view-base.ts'
import { msgIdOfRow, spamTrashDirective } from '../columns/view-columns.ts'

export const messageLabelsView: ViewDefinition = {
  kind: 'view',
  name: 'MessageLabels',
  doc: 'A row for each label of each message, which INSERT puts on and DELETE takes off; on a server without labels one for each message, its mailbox.',
  base: viewBaseColumns,
  reads: ['Labels'],
  source: ', json_each(base.Labels) AS label',
  order: 'base.Uid DESC, label.key',
  perMessage: true,
  columns: [
    { ...msgIdOfRow, writable: 'insert' },
    {
      name: 'Label',
      type: 'TEXT',
      writable: 'update',
      reads: [],
      sql: 'CAST(label.value AS TEXT)',
      pushdown: pushRowLabel,
      doc: 'One label, exactly as Gmail spells it',
    },
    spamTrashDirective,
  ],
  examples: [
    {
      title: 'The labels of most messages',
      sql: 'SELECT Label, COUNT(*) AS n FROM MessageLabels GROUP BY Label ORDER BY n DESC LIMIT 5',
    },
  ],
}
