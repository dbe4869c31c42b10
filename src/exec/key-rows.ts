import { CATALOG_NAME } from '../catalog/resolve.ts'
import type { ForeignKey } from '../catalog/table.ts'
import type { SqlValue } from '../util/value.ts'
import type { ListedTable } from './system-rows.ts'

/** Rows of sys_primarykeys. */
export function primaryKeyRows(tables: readonly ListedTable[]): SqlValue[][] {
  return tables.flatMap(table =>
    keysOf(table).map((column, index) => [...place(table), column, index + 1, primaryKeyName(table.name)]),
  )
}

/** Rows of sys_indexes: each key finds its rows, and nothing else does. */
export function indexRows(tables: readonly ListedTable[]): SqlValue[][] {
  return tables.flatMap(table =>
    keysOf(table).map((column, index) => {
      const isUnique = keysOf(table).length === 1
      return [
        ...place(table),
        primaryKeyName(table.name),
        column,
        Number(isUnique),
        1,
        OTHER_INDEX,
        'A',
        index + 1,
      ]
    }),
  )
}

/** DatabaseMetaData.tableIndexOther of JDBC. */
const OTHER_INDEX = 3

/** Rows of sys_foreignkeys. */
export function foreignKeyRows(tables: readonly ListedTable[], keys: readonly ForeignKey[]): SqlValue[][] {
  return tables.flatMap(table =>
    referencesOf(table, tables, keys).map(key => [
      ...place(table),
      key.column,
      primaryKeyName(key.table),
      foreignKeyName(table, key),
      CATALOG_NAME,
      'IMAP',
      key.table,
      key.key,
      'IMPORT',
    ]),
  )
}

/** Rows of sys_keycolumns: each key column, then each that names a row of another table. */
export function keyColumnRows(tables: readonly ListedTable[], keys: readonly ForeignKey[]): SqlValue[][] {
  return tables.flatMap(table => {
    const own = keysOf(table)
    const primary = own.map(column => [
      ...place(table),
      column,
      1,
      0,
      primaryKeyName(table.name),
      ...NO_REFERENCE,
    ])
    const foreign = referencesOf(table, tables, keys).map(key => [
      ...place(table),
      key.column,
      Number(own.includes(key.column)),
      1,
      primaryKeyName(key.table),
      foreignKeyName(table, key),
      CATALOG_NAME,
      'IMAP',
      key.table,
      key.key,
    ])
    return [...primary, ...foreign]
  })
}

const NO_REFERENCE = [null, null, null, null, null] as const

function place({ schema, name }: ListedTable): [string, string, string] {
  return [CATALOG_NAME, schema, name]
}

function keysOf({ definition }: ListedTable): string[] {
  const columns: readonly { readonly name: string; readonly key?: boolean }[] = definition.columns
  return columns.filter(column => column.key === true).map(({ name }) => name)
}

function primaryKeyName(table: string): string {
  return `PK_${table}`
}

function foreignKeyName({ name }: ListedTable, { column }: ForeignKey): string {
  return `FK_${name}_${column}`
}

function referencesOf(
  { type, definition }: ListedTable,
  tables: readonly ListedTable[],
  keys: readonly ForeignKey[],
): ForeignKey[] {
  if (type === 'SYSTEM TABLE') return []
  const columns = new Set<string>(definition.columns.map(({ name }) => name))
  const isThere = (key: ForeignKey) =>
    tables.some(({ schema, name }) => schema === 'IMAP' && name === key.table)
  return keys.filter(key => key.table !== definition.name && columns.has(key.column) && isThere(key))
}
