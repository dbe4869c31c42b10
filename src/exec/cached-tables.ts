import type { CachedColumn, CachedTableDefinition } from '../catalog/table.ts'
import type { CallOptions, Engine } from '../sqlite/engine.ts'
import type { EngineRequest, Rows } from '../sqlite/protocol.ts'
import { GmailSqlError } from '../util/errors.ts'
import {
  type CacheChange,
  type CachedList,
  type CacheLayout,
  cacheChange,
  cachedStoreName,
  dropChange,
  moreRows,
} from './cached-changes.ts'
import { keyNames } from './cached-columns.ts'
import { place, STAGING, staged } from './staging.ts'

export interface CacheRows {
  readonly rows: AsyncGenerator<Rows>
  /** Rows come while no statement of the engine is being read, so tables may be written meanwhile. */
  readonly streams: boolean
}

export interface CachedCount {
  readonly kept: number
  /** With AUTOCOMMIT: rows of which the key had come before. */
  readonly skipped: number
}

/** So often may another process be faster before a statement gives up. */
const TRIES = 10

/**
 * The tables that CACHE made, in the store's file: where the store lasts, other processes make and drop them too. Rows are
 * staged in the connection's own file, and one transaction takes them over; so a statement that is cancelled or killed
 * leaves the table as it was.
 */
export class CachedTables {
  readonly #engine: Engine
  readonly #isShared: boolean
  /** Null: to be read. */
  #known: readonly CachedTableDefinition[] | null = []

  constructor(engine: Engine, isShared: boolean) {
    this.#engine = engine
    this.#isShared = isShared
  }

  async list(call: CallOptions): Promise<readonly CachedTableDefinition[]> {
    if (this.#known && !this.#isShared) return this.#known
    return (await this.#read(call)).tables
  }

  /** Lays the table out and, given rows, keeps them. */
  async keep(layout: CacheLayout, given: CacheRows | null, call: CallOptions): Promise<CachedCount> {
    // What cannot be kept is refused before anything is fetched.
    cacheChange(layout, await this.#read(call), false)
    if (!given) {
      await this.#apply(layout, false, call)
      return { kept: 0, skipped: 0 }
    }
    if (layout.options.has('AUTOCOMMIT')) return await this.#committed(layout, given, call)
    const counted = counting(given.rows)
    await staged(this.#engine, { width: layout.columns.length, rows: counted.rows }, call, async () => {
      await this.#refuseDoubles(layout, call)
      await this.#apply(layout, true, call)
    })
    return { kept: counted.count(), skipped: 0 }
  }

  /** Some were removed past this. */
  forget(): void {
    this.#known = null
  }

  /** Answers how many rows it had; null where another process has dropped it. */
  async drop(table: CachedTableDefinition, call: CallOptions): Promise<number | null> {
    this.#known = null
    const count = `SELECT count(*) FROM main.${table.storeName}`
    const held = await this.#engine.all(`SELECT count(*) FROM cached_table WHERE id = ?`, [table.id], call)
    if (held[0]![0] === 0) return null
    const [rows, dropped] = await this.#engine.call(
      [{ op: 'all', sql: count, params: [] }, dropChange(table)],
      call,
    )
    return dropped.changes === null ? null : (rows[0]![0] as number)
  }

  /** Batch by batch: what has come stays, whatever happens then. */
  async #committed(
    layout: CacheLayout,
    { rows, streams }: CacheRows,
    call: CallOptions,
  ): Promise<CachedCount> {
    const { columns } = layout
    const change = await this.#apply(layout, false, call)
    let moved = 0
    const move = async () => {
      const highest = `SELECT coalesce(max(rowid), 0) FROM ${STAGING}`
      const [taken, last] = await this.#engine.call(
        [moreRows(change, columns, moved), { op: 'all', sql: highest, params: [] }],
        call,
      )
      if (taken.changes === null) throw replaced(layout)
      moved = last[0]![0] as number
    }
    const counted = counting(rows)
    const unique = keyNames(columns).map(name => columns.findIndex(column => column.name === name))
    const staging = { width: columns.length, rows: counted.rows, unique }
    await staged(this.#engine, streams ? { ...staging, onBatch: move } : staging, call, move)
    return { kept: moved, skipped: counted.count() - moved }
  }

  /** Makes the change, upon what the tables are now. */
  async #apply(layout: CacheLayout, takesRows: boolean, call: CallOptions): Promise<CacheChange> {
    for (let tries = 0; tries < TRIES; tries++) {
      const change = cacheChange(layout, await this.#read(call), takesRows)
      // Also when it fails: it may have been done all the same.
      this.#known = null
      const [{ changes }] = await this.#engine.call([change.transaction], call)
      if (changes !== null) return change
    }
    throw replaced(layout)
  }

  /** Two rows of one key: one would replace the other unseen. */
  async #refuseDoubles({ columns, target }: CacheLayout, call: CallOptions): Promise<void> {
    const names = keyNames(columns)
    if (names.length === 0) return
    const places = names.map(name => place(columns.findIndex(column => column.name === name))).join(', ')
    const sql = `SELECT ${places} FROM ${STAGING} GROUP BY ${places} HAVING count(*) > 1 LIMIT 1`
    const [double] = await this.#engine.all(sql, [], call)
    if (!double) return
    throw new GmailSqlError(
      'BAD_VALUE',
      `the key ${names.join(', ')} of the cached table ${target.name} comes twice: ${double.join(', ')}`,
      { hint: 'Select each row once; WITH AUTOCOMMIT keeps the first of them.' },
    )
  }

  async #read(call: CallOptions): Promise<CachedList> {
    const [rows, last] = await this.#engine.call([LIST, LAST], call)
    const tables = rows.map(tableOf)
    this.#known = tables
    return { tables, last: last[0]![0] as number }
  }
}

const LIST = {
  op: 'all',
  sql: 'SELECT id, name, copy_of, columns, cached_at FROM cached_table ORDER BY folded',
  params: [],
} as const satisfies EngineRequest

const LAST = {
  op: 'all',
  sql: `SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'cached_table'), 0)`,
  params: [],
} as const satisfies EngineRequest

function tableOf(row: Rows[number]): CachedTableDefinition {
  const [id, name, copyOf, columns, cachedAt] = row as [number, string, string | null, string, number]
  const at = new Date(cachedAt).toISOString().slice(0, 19).replace('T', ' ')
  const doc = copyOf === null ? `Rows that CACHE kept at ${at}` : `The copy of it that CACHE kept at ${at}`
  const read = JSON.parse(columns) as Omit<CachedColumn, 'doc'>[]
  return {
    kind: 'cached',
    id,
    name,
    storeName: cachedStoreName(id),
    doc,
    copyOf,
    cachedAt,
    columns: read.map(column => ({ ...column, doc: '' })),
  }
}

function counting(rows: AsyncGenerator<Rows>): { readonly rows: AsyncGenerator<Rows>; count: () => number } {
  let count = 0
  async function* counted(): AsyncGenerator<Rows> {
    for await (const batch of rows) {
      count += batch.length
      yield batch
    }
  }
  return { rows: counted(), count: () => count }
}

function replaced({ target }: CacheLayout): GmailSqlError {
  return new GmailSqlError('BUSY', `other processes change the cached table ${target.name} meanwhile`, {
    hint: 'Run the statement again.',
    retryable: true,
  })
}
