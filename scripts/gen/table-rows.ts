import { tables, views } from '../../schema/index.ts'
import type { ColumnType } from '../../src/util/value.ts'

/** What a value of a column is in JavaScript. */
const TYPE_OF: Readonly<Record<ColumnType, string>> = {
  TEXT: 'string',
  INTEGER: 'number',
  REAL: 'number',
  BLOB: 'Uint8Array',
  BOOLEAN: 'number',
  DATETIME: 'string',
}

type Table = (typeof tables)[number] | (typeof views)[number]

/** src/driver/table-rows.ts: a type for the rows of each table, and one for all tables by name. */
export function tableRows(): string {
  const all: readonly Table[] = [...tables, ...views]
  const sorted = all.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const head = '// Made by `npm run gen` from schema; do not edit.'
  const database = [
    '/** The tables by name. A label is one as well, with the rows of Inbox: `GmailDatabase & { Work: InboxRow }`. */',
    'export interface GmailDatabase {',
    ...sorted.map(({ name }) => `  readonly ${name}: ${name}Row`),
    '}',
  ].join('\n')
  return `${[head, ...sorted.map(rowType), database].join('\n\n')}\n`
}

function rowType({ name, columns }: Table): string {
  const lines = columns
    .filter(column => !('hidden' in column && column.hidden))
    .map(column => `  readonly ${column.name}: ${TYPE_OF[column.type]}${column.key ? '' : ' | null'}`)
  return [`export interface ${name}Row {`, ...lines, '}'].join('\n')
}
