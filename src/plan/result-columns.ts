import type { Token } from '../sql/lexer.ts'
import type { StatementShape } from '../sql/shape.ts'
import type { Compiled } from '../sqlite/protocol.ts'
import type { ColumnType, ResultColumn } from '../util/value.ts'
import { expressionTypes } from './expression-types.ts'
import type { PlannedTable } from './plan.ts'

const TYPES: ReadonlySet<string> = new Set([
  'TEXT',
  'INTEGER',
  'REAL',
  'BLOB',
  'BOOLEAN',
  'DATETIME',
] satisfies ColumnType[])

type Origin = Omit<PlannedTable, 'read'>

/** A statement before its tables were named anew. */
export interface WrittenSelect {
  readonly tokens: readonly Token[]
  readonly shape: StatementShape
}

/** The columns of a compiled statement, in the names that the user typed. */
export function resultColumns(
  compiled: Compiled,
  tables: readonly Origin[],
  { tokens, shape }: WrittenSelect,
): ResultColumn[] {
  const types = expressionTypes(tokens, shape, tables)
  return compiled.columns.map(({ name, type, table }, index, { length }) => {
    const origin = tables.find(({ view }) => view === table)
    const isDeclared = type !== null && TYPES.has(type)
    return {
      name: withTypedNames(name, tables),
      type: isDeclared ? (type as ColumnType) : types(index, length),
      table: origin ? originName(origin) : null,
    }
  })
}

/** SQLite names an expression by its text, in which the tables have our names. */
function withTypedNames(name: string, tables: readonly Origin[]): string {
  const settled = name.replace(/\bGMAILSQL_(?:LOCAL_)?NOW\(\)/g, "'now'")
  if (!settled.includes('gmailsql_')) return settled
  return settled.replace(
    /"(gmailsql_(?:temp|cached)?\d+)"(?: AS ("(?:[^"]|"")*"))?/g,
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
