import type { ForeignKey } from '../src/catalog/table.ts'

/** Columns that name a row of another table, in whichever table they stand. A key of a table that is not there is none. */
export const foreignKeys: readonly ForeignKey[] = [
  { column: 'Mailbox', table: 'Labels', key: 'Id' },
  { column: 'MsgId', table: 'Messages', key: 'Id' },
  { column: 'ThreadId', table: 'Threads', key: 'ThreadId' },
]
