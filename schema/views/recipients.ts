import type { ViewColumnDefinition, ViewDefinition } from '../../src/catalog/table.ts'
import { viewBaseColumns } from '../columns/view-base.ts'
import { msgIdOfRow, spamTrashDirective } from '../columns/view-columns.ts'

function text(name: string, sql: string, doc: string): ViewColumnDefinition {
  return { name, type: 'TEXT', reads: [], sql: `CAST(${sql} AS TEXT)`, doc }
}

/** As `addressList` of the store wrote it. */
const ADDRESS = `coalesce(address.value ->> 3, (address.value ->> 1) || '@' || (address.value ->> 2), address.value ->> 1)`
const LIST = `CASE role.type WHEN 'text' THEN base.AddressList -> '$.from' ELSE role.value END`

const address = text('Address', ADDRESS, 'The address; compares without case')

export const recipientsView: ViewDefinition = {
  kind: 'view',
  name: 'Recipients',
  doc: 'A row for each address in the envelope of each message: its authors and its recipients.',
  base: viewBaseColumns,
  reads: ['AddressList'],
  source: `, json_each(base.AddressList) AS role, json_each(${LIST}) AS address`,
  order: 'base.Uid DESC, role.id, address.key',
  perMessage: true,
  columns: [
    msgIdOfRow,
    text('Role', 'role.key', 'from, sender, reply-to, to, cc or bcc'),
    text('Name', 'address.value ->> 0', 'Display name; NULL for none'),
    { ...address, sql: `${address.sql} COLLATE NOCASE` },
    text('Domain', 'address.value ->> 2', 'Domain of the address, lower case'),
    {
      name: 'Ordinal',
      type: 'INTEGER',
      reads: [],
      sql: 'CAST(address.key + 1 AS INTEGER)',
      doc: 'Position among those of its role, from 1',
    },
    spamTrashDirective,
  ],
  examples: [
    {
      title: 'Who is written to most',
      sql: "SELECT Address, COUNT(*) AS n FROM Recipients WHERE Role IN ('to', 'cc') GROUP BY Address ORDER BY n DESC LIMIT 5",
    },
  ],
}
