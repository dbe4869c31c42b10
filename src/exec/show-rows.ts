import type { ResolvedTable } from '../catalog/resolve.ts'
import { isInStar } from '../catalog/view-columns.ts'
import { spellName } from '../sql/spelling.ts'
import type { SqlValue } from '../util/value.ts'
import type { ListedTable } from './system-rows.ts'

/** Rows of SHOW TABLES: name, spelling, type, description. A mailbox stands once, in the shortest spelling that means it. */
export function shownTables(tables: readonly ListedTable[]): SqlValue[][] {
  const plain = new Set(tables.filter(({ schema }) => schema === 'IMAP').map(({ doc }) => doc))
  const once = tables.filter(({ schema, doc }) => schema !== 'Mailbox' || !plain.has(doc))
  return once.map(({ schema, name, type, doc }) => {
    const spelling = schema === 'IMAP' ? spellName(name) : `${schema}.${spellName(name)}`
    return [name, spelling, type, doc]
  })
}

/** Rows of DESCRIBE: name, type, in `*`, key, what may write it, description. */
export function shownColumns({ table }: ResolvedTable, includeMessage: boolean): SqlValue[][] {
  return table.columns.map(column => {
    const isShown =
      'cost' in column ? isInStar(column, includeMessage) : !('hidden' in column && column.hidden)
    return [
      column.name,
      column.type,
      Number(isShown),
      Number(column.key === true),
      Number(column.writable !== undefined),
      column.doc,
    ]
  })
}
