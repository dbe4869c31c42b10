import type { Compiled } from '../sqlite/protocol.ts'
import type { ColumnType, ResultColumn } from '../util/value.ts'
import type { PlannedTable } from './plan.ts'

const TYPES: ReadonlySet<string> = new Set([
  'TEXT',
  'INTEGER',
  'REAL',
  'BLOB',
  'BOOLEAN',
  'DATETIME',
] satisfies ColumnType[])

type Origin = Pick<PlannedTable, 'view' | 'shownAs' | 'resolved'>

/** The columns of a compiled statement, in the names that the user typed. */
export function resultColumns(compiled: Compiled, tables: readonly Origin[]): ResultColumn[] {
  return compiled.columns.map(({ name, type, table }) => {
    const origin = tables.find(({ view }) => view === table)
    return {
      name: withTypedNames(name, tables),
      type: type !== null && TYPES.has(type) ? (type as ColumnType) : null,
      table: origin ? originName(origin) : null,
    }
  })
}

/** SQLite names an expression by its text, in which the tables have our names. */
function withTypedNames(name: string, tables: readonly Origin[]): string {
  if (!name.includes('gmailsql_')) return name
  return name.replace(
    /"(gmailsql_(?:temp)?\d+)"(?: AS ("(?:[^"]|"")*"))?/g,
    (all, view: string, alias?: string) => {
      return (
        alias ??
        (tables.some(table => table.view === view) ? tables.find(table => table.view === view)!.shownAs : all)
      )
    },
  )
}

function originName({ resolved }: Origin): string {
  return resolved.kind === 'mailbox' ? resolved.mailbox.path : resolved.table.name
}
