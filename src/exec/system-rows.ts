import { CATALOG_NAME, type CatalogNames, tableNameOf } from '../catalog/resolve.ts'
import type { ColumnDefinition, ListColumnDefinition, TableDefinition } from '../catalog/table.ts'
import { isInStar } from '../catalog/view-columns.ts'
import type { ColumnType, SqlValue } from '../util/value.ts'

/** What the properties that narrow the metadata say. Empty lists narrow nothing. */
export interface MetadataFilter {
  readonly schemas: readonly string[]
  readonly tables: readonly string[]
  readonly views: readonly string[]
  /** `Table=Column` pairs, `*` for any: hidden columns to list all the same. */
  readonly pseudoColumns: readonly { readonly table: string; readonly column: string }[]
}

/** A table as metadata lists it. */
interface ListedTable {
  readonly schema: 'IMAP' | 'Mailbox'
  readonly name: string
  readonly type: 'TABLE' | 'VIEW' | 'SYSTEM TABLE'
  readonly definition: TableDefinition
  readonly doc: string
}

/** Rows of sys_tables. */
export function tableRows(names: CatalogNames, filter: MetadataFilter): SqlValue[][] {
  return listedTables(names, filter).map(({ schema, name, type, definition, doc }) => {
    const isUpdateable = definition.columns.some(column => column.writable !== undefined)
    return [CATALOG_NAME, schema, name, type, doc, Number(isUpdateable)]
  })
}

/** Rows of sys_tablecolumns. */
export function columnRows(names: CatalogNames, filter: MetadataFilter): SqlValue[][] {
  return listedTables(names, filter).flatMap(table => {
    const columns: readonly (ColumnDefinition | ListColumnDefinition)[] = table.definition.columns
    const shown = columns.filter(
      column =>
        !isDirective(column) || filter.pseudoColumns.some(pair => fits(pair, table.name, column.name)),
    )
    return shown.map((column, index) => columnRow(table, column, index + 1))
  })
}

function listedTables(
  { tables, mailboxTable, mailboxes }: CatalogNames,
  filter: MetadataFilter,
): ListedTable[] {
  const own = tables.map((definition): ListedTable => {
    const type = definition.name.startsWith('sys_') ? 'SYSTEM TABLE' : 'TABLE'
    return { schema: 'IMAP', name: definition.name, type, definition, doc: definition.doc }
  })
  const taken = new Set(tables.map(({ name }) => name.toLowerCase()))
  const readable = mailboxes.filter(({ isSelectable }) => isSelectable)
  const mailboxTables = readable.flatMap(({ path }): ListedTable[] => {
    const name = tableNameOf(path)
    // The contract's table wins a bare name; the mailbox is then reached through its schema.
    const spelling = taken.has(name.toLowerCase()) ? `Mailbox.[${path.replaceAll(']', ']]')}]` : name
    const mailbox = {
      type: 'TABLE',
      definition: mailboxTable,
      doc: `Messages of the mailbox ${path}`,
    } as const
    return [
      { schema: 'IMAP', name: spelling, ...mailbox },
      { schema: 'Mailbox', name: path, ...mailbox },
    ]
  })
  return [...own, ...mailboxTables].filter(table => isListed(table, filter))
}

function isListed({ schema, name, type }: ListedTable, filter: MetadataFilter): boolean {
  const holds = (list: readonly string[], wanted: string) =>
    list.length === 0 || list.some(item => item.toLowerCase() === wanted.toLowerCase())
  if (!holds(filter.schemas, schema)) return false
  if (type === 'SYSTEM TABLE') return true
  return holds(type === 'VIEW' ? filter.views : filter.tables, name)
}

function fits(pair: { table: string; column: string }, table: string, column: string): boolean {
  const same = (pattern: string, name: string) =>
    pattern === '*' || pattern.toLowerCase() === name.toLowerCase()
  return same(pair.table, table) && same(pair.column, column)
}

/** Columns that only direct a WHERE are no columns to a program that reads the metadata, unless it asks. */
function isDirective(column: ColumnDefinition | ListColumnDefinition): boolean {
  return 'hidden' in column && column.hidden === true
}

/** Numbers of java.sql.Types. */
const JDBC_TYPES: Readonly<Record<ColumnType, number>> = {
  TEXT: 12,
  INTEGER: -5,
  REAL: 8,
  BLOB: 2004,
  BOOLEAN: 16,
  DATETIME: 93,
}

function columnRow(
  { schema, name }: ListedTable,
  column: ColumnDefinition | ListColumnDefinition,
  ordinal: number,
): SqlValue[] {
  const isInteger = column.type === 'INTEGER'
  const isHidden = 'cost' in column && !isInStar(column)
  return [
    CATALOG_NAME,
    schema,
    name,
    column.name,
    column.type,
    JDBC_TYPES[column.type],
    null,
    column.type === 'DATETIME' ? 19 : null,
    isInteger ? 19 : null,
    isInteger ? 0 : null,
    Number(column.key !== true),
    column.doc,
    ordinal,
    'NO',
    'NO',
    Number(isHidden),
    Number(column.name === 'Labels' && column.type === 'TEXT'),
    Number(column.writable === undefined),
    Number(column.key === true),
    null,
  ]
}
