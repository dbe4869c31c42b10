import { listedName } from '../catalog/cached.ts'
import {
  CATALOG_NAME,
  type CatalogNames,
  type ListedUserView,
  resolveTable,
  SCHEMAS,
  type SchemaName,
  STANDARD_SCHEMA,
  tableNameOf,
} from '../catalog/resolve.ts'
import type {
  CachedColumn,
  CachedTableDefinition,
  ColumnDefinition,
  ListColumnDefinition,
  TableDefinition,
  TempColumn,
  TempTableDefinition,
  ViewColumnDefinition,
} from '../catalog/table.ts'
import { isInStar } from '../catalog/view-columns.ts'
import type { Mailbox } from '../mail/source.ts'
import { isGmailSqlError } from '../util/errors.ts'
import type { ColumnType, SqlValue } from '../util/value.ts'

/** What the properties that narrow the metadata say. Empty lists narrow nothing. */
export interface MetadataFilter {
  /** `*` is more than what flags and the envelope tell. */
  readonly includeMessage: boolean
  readonly schemas: readonly string[]
  readonly tables: readonly string[]
  readonly views: readonly string[]
  /** `Table=Column` pairs, `*` for any: hidden columns to list all the same. */
  readonly pseudoColumns: readonly { readonly table: string; readonly column: string }[]
}

type AnyColumn = CachedColumn | ColumnDefinition | ListColumnDefinition | ViewColumnDefinition | TempColumn

/** A table as metadata lists it: `schema` and the quoted `name` are what a statement may write in FROM. */
export interface ListedTable {
  readonly schema: SchemaName
  readonly name: string
  readonly type: 'TABLE' | 'VIEW' | 'SYSTEM TABLE' | 'TEMP TABLE' | 'CACHED TABLE'
  readonly definition: TableDefinition | TempTableDefinition | CachedTableDefinition
  readonly doc: string
}

/** Rows of sys_schemas. */
export function schemaRows({ schemas }: MetadataFilter): SqlValue[][] {
  return SCHEMAS.filter(schema => holds(schemas, schema)).map(schema => [CATALOG_NAME, schema])
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
    const columns: readonly AnyColumn[] = table.definition.columns
    const shown = columns.filter(
      column =>
        !isDirective(column) || filter.pseudoColumns.some(pair => fits(pair, table.name, column.name)),
    )
    return shown.map((column, index) => {
      const isHidden =
        'cost' in column
          ? !isInStar(column, filter.includeMessage)
          : isDirective(column) || 'onlyNamed' in column
      return columnRow(table, column, { ordinal: index + 1, isHidden })
    })
  })
}

export function listedTables(names: CatalogNames, filter: MetadataFilter): ListedTable[] {
  const readable = names.mailboxes.filter(({ isSelectable }) => isSelectable)
  const mailboxTables = readable.flatMap(mailbox => listedMailbox(mailbox, names))
  const own = [...names.tables.map(listedDefinition), ...(names.userViews ?? []).map(listedUserView)]
  const kept = [
    ...names.cached.tables.map(table => listedCached(table, names)),
    ...names.temps.map(listedTemp),
  ]
  const live = names.cached.copiesStand ? own.filter(table => !hasCopy(table, names)) : own
  return [...live, ...mailboxTables, ...kept].filter(table => isListed(table, filter))
}

function listedDefinition(definition: TableDefinition): ListedTable {
  const { name, doc } = definition
  const standard = name.startsWith(`${STANDARD_SCHEMA}.`)
  const type = standard ? 'SYSTEM TABLE' : typeOf(definition)
  return standard
    ? { schema: STANDARD_SCHEMA, name: name.slice(STANDARD_SCHEMA.length + 1), type, definition, doc }
    : { schema: 'IMAP', name, type, definition, doc }
}

function listedUserView({ name, columns }: ListedUserView): ListedTable {
  const doc = 'A view of UserDefinedViews'
  const definition = { kind: 'list', name, doc, columns, examples: [] } as const
  return { schema: 'IMAP', name, type: 'VIEW', definition, doc }
}

function listedTemp(definition: TempTableDefinition): ListedTable {
  const { name, doc } = definition
  return { schema: 'IMAP', name, type: 'TEMP TABLE', definition, doc }
}

function listedCached(definition: CachedTableDefinition, { cached }: CatalogNames): ListedTable {
  const name = listedName(definition, cached)
  return { schema: 'IMAP', name, type: 'CACHED TABLE', definition, doc: definition.doc }
}

/** The name means the copy. */
function hasCopy({ definition: { name } }: ListedTable, { cached }: CatalogNames): boolean {
  return cached.tables.some(({ copyOf }) => copyOf === `table ${name}`)
}

/** In the schema IMAP only where its name means this mailbox, not a table, a role, or another one. */
function listedMailbox({ path }: Mailbox, names: CatalogNames): ListedTable[] {
  const name = tableNameOf(path)
  const doc = `Messages of the mailbox ${path}`
  const mailbox = { type: 'TABLE', definition: names.mailboxTable, doc } as const
  const exact = { schema: 'Mailbox', name: path, ...mailbox } as const
  return meansMailbox(name, path, names) ? [{ schema: 'IMAP', name, ...mailbox }, exact] : [exact]
}

function meansMailbox(name: string, path: string, names: CatalogNames): boolean {
  try {
    const resolved = resolveTable(['IMAP', name], names)
    return resolved.kind === 'mailbox' && resolved.mailbox.path === path
  } catch (error) {
    if (isGmailSqlError(error)) return false
    throw error
  }
}

function typeOf({ kind, name }: TableDefinition): ListedTable['type'] {
  if (name.startsWith('sys_')) return 'SYSTEM TABLE'
  return kind === 'view' ? 'VIEW' : 'TABLE'
}

function isListed({ schema, name, type }: ListedTable, filter: MetadataFilter): boolean {
  if (!holds(filter.schemas, schema)) return false
  if (type === 'SYSTEM TABLE' || type === 'TEMP TABLE' || type === 'CACHED TABLE') return true
  return holds(type === 'VIEW' ? filter.views : filter.tables, name)
}

function holds(list: readonly string[], wanted: string): boolean {
  return list.length === 0 || list.some(item => item.toLowerCase() === wanted.toLowerCase())
}

function fits(pair: { table: string; column: string }, table: string, column: string): boolean {
  const same = (pattern: string, name: string) =>
    pattern === '*' || pattern.toLowerCase() === name.toLowerCase()
  return same(pair.table, table) && same(pair.column, column)
}

/** Columns that only direct a WHERE are no columns to a program that reads the metadata, unless it asks. */
function isDirective(column: AnyColumn): boolean {
  return 'hidden' in column && column.hidden === true
}

/** Numbers of java.sql.Types. */
export const JDBC_TYPES: Readonly<Record<ColumnType, number>> = {
  TEXT: 12,
  INTEGER: -5,
  REAL: 8,
  BLOB: 2004,
  BOOLEAN: 16,
  DATETIME: 93,
}

function columnRow(
  { schema, name }: ListedTable,
  column: AnyColumn,
  { ordinal, isHidden }: { readonly ordinal: number; readonly isHidden: boolean },
): SqlValue[] {
  const isInteger = column.type === 'INTEGER'
  return [
    CATALOG_NAME,
    schema,
    name,
    column.name,
    column.type ?? 'TEXT',
    JDBC_TYPES[column.type ?? 'TEXT'],
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
    null,
  ]
}
