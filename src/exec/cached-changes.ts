import { cachedByName } from '../catalog/cached.ts'
import type { CachedColumn, CachedTableDefinition } from '../catalog/table.ts'
import type { CacheOption } from '../sql/cache.ts'
import { quoteName } from '../sql/lexer.ts'
import type { EngineRequest, WriteRequest } from '../sqlite/protocol.ts'
import { foldName } from '../util/fold-name.ts'
import {
  columnLike,
  columnList,
  hasSameColumns,
  refuseOtherColumns,
  refuseOtherKey,
} from './cached-columns.ts'
import { place, STAGING } from './staging.ts'

export interface CacheTarget {
  readonly name: string
  /** Which live table it is a copy of, as `identityOf` says it; null: it has a name of its own. */
  readonly copyOf: string | null
}

/** What a CACHE statement makes of a table. */
export interface CacheLayout {
  readonly target: CacheTarget
  readonly columns: readonly CachedColumn[]
  readonly options: ReadonlySet<CacheOption>
}

/** The cached tables of a file as they were read. */
export interface CachedList {
  readonly tables: readonly CachedTableDefinition[]
  /** The highest id that was ever given. */
  readonly last: number
}

type Transaction = Extract<EngineRequest, { op: 'transaction' }>

/** The table as it is to be, and what makes it that, with its rows or without: all in one, if nobody was faster. */
export interface CacheChange {
  readonly storeName: string
  readonly id: number
  readonly transaction: Transaction
}

export function cachedStoreName(id: number): string {
  return `gmailsql_cached${id}`
}

/**
 * @param takesRows those of the staging table, in the order of the columns
 * @throws BAD_VALUE when the columns or the key are others than so far and no option says what to do
 */
export function cacheChange(layout: CacheLayout, list: CachedList, takesRows: boolean): CacheChange {
  const { target, columns, options } = layout
  const existing = cachedByName(target.name, list.tables)
  const before = options.has('DROP EXISTING') ? undefined : existing
  if (before) refuseOtherKey(before, columns)
  const isSame = before !== undefined && hasSameColumns(before, columns)
  if (before && !isSame && !options.has('ALTER SCHEMA')) refuseOtherColumns(before, columns)
  const id = isSame ? before.id : list.last + 1
  const into = cachedStoreName(id)
  const empties = options.has('TRUNCATE')
  const made = isSame
    ? changeRows(before, empties)
    : [
        ...create(id, layout),
        ...(before && !empties ? copyRows(before, into, columns) : []),
        ...(existing ? removal(existing) : []),
        register(id, layout),
      ]
  const requests = takesRows ? [...made, fill(into, columns, 0)] : made
  return {
    storeName: into,
    id,
    transaction: { op: 'transaction', guard: unchanged(existing, list.last), requests },
  }
}

/** More rows of the staging table, of those behind `from`. */
export function moreRows(
  { id, storeName }: Pick<CacheChange, 'id' | 'storeName'>,
  columns: readonly CachedColumn[],
  from: number,
): Transaction {
  return { op: 'transaction', guard: isThere(id), requests: [fill(storeName, columns, from)] }
}

/** Also answers null where another process has removed it already. */
export function dropChange(table: CachedTableDefinition): Transaction {
  return { op: 'transaction', guard: isThere(table.id), requests: removal(table) }
}

function create(id: number, { columns }: CacheLayout): WriteRequest[] {
  return [{ op: 'exec', sql: `CREATE TABLE main.${cachedStoreName(id)} (${columnList(columns)})` }]
}

function register(id: number, { target, columns }: CacheLayout): WriteRequest {
  const { name, copyOf } = target
  const kept = columns.map(({ name, type, key, collate }) => ({ name, type, key, collate }))
  const params = [id, name, foldName(name), copyOf, JSON.stringify(kept), Date.now()]
  const sql =
    'INSERT INTO cached_table (id, name, folded, copy_of, columns, cached_at) VALUES (?, ?, ?, ?, ?, ?)'
  return { op: 'run', sql, params }
}

/** Removes the table and what is known of it. */
export function removal({ id, storeName }: CachedTableDefinition): WriteRequest[] {
  return [
    { op: 'exec', sql: `DROP TABLE main.${storeName}` },
    { op: 'run', sql: 'DELETE FROM cached_table WHERE id = ?', params: [id] },
  ]
}

function changeRows({ id, storeName }: CachedTableDefinition, empties: boolean): WriteRequest[] {
  const stamp = 'UPDATE cached_table SET cached_at = ? WHERE id = ?'
  const changed: WriteRequest[] = [{ op: 'run', sql: stamp, params: [Date.now(), id] }]
  return empties ? [{ op: 'exec', sql: `DELETE FROM main.${storeName}` }, ...changed] : changed
}

/** What stays of the rows: columns that are new are NULL. */
function copyRows(
  before: CachedTableDefinition,
  into: string,
  columns: readonly CachedColumn[],
): WriteRequest[] {
  const both = columns.filter(column => columnLike(before, column)).map(({ name }) => quoteName(name))
  const list = both.join(', ')
  const sql = `INSERT INTO main.${into} (${list}) SELECT ${list} FROM main.${before.storeName} ORDER BY rowid`
  return both.length > 0 ? [{ op: 'exec', sql }] : []
}

function fill(into: string, columns: readonly CachedColumn[], from: number): WriteRequest {
  const list = columns.map(({ name }) => quoteName(name)).join(', ')
  const places = columns.map((_, index) => place(index)).join(', ')
  const rows = `SELECT ${places} FROM ${STAGING} WHERE rowid > ${from} ORDER BY rowid`
  return { op: 'exec', sql: `INSERT OR REPLACE INTO main.${into} (${list}) ${rows}` }
}

function isThere(id: number): Transaction['guard'] {
  return { sql: 'SELECT EXISTS (SELECT 1 FROM cached_table WHERE id = ?)', params: [id] }
}

/** No table was made since the list was read, and this one is there still. */
function unchanged(existing: CachedTableDefinition | undefined, last: number): Transaction['guard'] {
  const seq = `coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'cached_table'), 0)`
  const own = '(? IS NULL OR EXISTS (SELECT 1 FROM cached_table WHERE id = ?))'
  const id = existing?.id ?? null
  return { sql: `SELECT ${seq} = ? AND ${own}`, params: [last, id, id] }
}
