import type { ViewColumnDefinition, ViewDefinition } from '../../src/catalog/table.ts'
import { viewBaseColumns } from '../columns/view-base.ts'
import { msgIdOfRow, spamTrashDirective } from '../columns/view-columns.ts'

function ofAddress(name: string, key: string, doc: string): ViewColumnDefinition {
  return { name, type: 'TEXT', reads: [], sql: `CAST(address.value ->> '$.${key}' AS TEXT)`, doc }
}

const address = ofAddress('Address', 'address', 'The address; compares without case')

export const recipientsView: ViewDefinition = {
  kind: 'view',
  name: 'Recipients',
  doc: 'A row for each address in the envelope of each message: its authors and its recipients.',
  base: viewBaseColumns,
  reads: ['AddressList'],
  source: ', json_each(base.AddressList) AS address',
  order: 'base.Uid DESC, address.key',
  perMessage: true,
  columns: [
    msgIdOfRow,
    ofAddress('Role', 'role', 'from, sender, reply-to, to, cc or bcc'),
    ofAddress('Name', 'name', 'Display name; NULL for none'),
    { ...address, sql: `${address.sql} COLLATE NOCASE` },
    ofAddress('Domain', 'domain', 'Domain of the address, lower case'),
    {
      name: 'Ordinal',
      type: 'INTEGER',
      reads: [],
      sql: "CAST(address.value ->> '$.ordinal' AS INTEGER)",
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
