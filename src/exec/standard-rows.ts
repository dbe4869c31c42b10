import { CATALOG_NAME, type CatalogNames } from '../catalog/resolve.ts'
import type { SqlValue } from '../util/value.ts'
import { columnRows, listedTables, type MetadataFilter } from './system-rows.ts'

const STANDARD_TYPES = {
  TABLE: 'BASE TABLE',
  VIEW: 'VIEW',
  'SYSTEM TABLE': 'SYSTEM VIEW',
  'TEMP TABLE': 'LOCAL TEMPORARY',
  'CACHED TABLE': 'BASE TABLE',
} as const

/** Rows of information_schema.tables. */
export function standardTableRows(names: CatalogNames, filter: MetadataFilter): SqlValue[][] {
  return listedTables(names, filter).map(({ schema, name, type }) => [
    CATALOG_NAME,
    schema,
    name,
    STANDARD_TYPES[type],
  ])
}

/** Rows of information_schema.columns, made of those of sys_tablecolumns. */
export function standardColumnRows(names: CatalogNames, filter: MetadataFilter): SqlValue[][] {
  return columnRows(names, filter).map(row => {
    const [catalog, schema, table, column, type, , , , precision, scale, isNullable, , ordinal] = row
    const nullable = isNullable === 1 ? 'YES' : 'NO'
    const cells = [catalog, schema, table, column, ordinal, null, nullable, type, null, precision, scale]
    return cells.map(cell => cell ?? null)
  })
}
