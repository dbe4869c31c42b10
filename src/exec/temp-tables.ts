import { type CatalogNames, tempTable } from '../catalog/resolve.ts'
import type { TempColumn, TempTableDefinition } from '../catalog/table.ts'
import { quoteName } from '../sql/lexer.ts'
import type { CallOptions, Engine } from '../sqlite/engine.ts'
import type { EngineRequest, Rows } from '../sqlite/protocol.ts'
import { GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import { nearest } from '../util/suggest.ts'
import type { ColumnType } from '../util/value.ts'
import { place, STAGING, staged } from './staging.ts'
import { columnSql } from './view.ts'

export interface NewColumn {
  readonly name: string
  readonly type: ColumnType | null
  /** Behind the type, in SQLite's spelling. */
  readonly constraints?: string
}

/** Names that SQLite has for the key of a row; a column may be called like one of them. */
const KEYS = ['rowid', '_rowid_', 'oid']

interface WrittenRows {
  readonly columns: readonly TempColumn[]
  readonly rows: AsyncGenerator<Rows>
  readonly conflict?: string | null
}

/**
 * The temporary tables of a connection. They are ordinary tables of a private file, not SQLite's own temporary ones: those
 * would be gone with the engine, which is killed when a statement is cancelled.
 */
export class TempTables {
  readonly #engine: Engine
  #tables: readonly TempTableDefinition[] = []
  #made = 0

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** In the order in which they were made. */
  get list(): readonly TempTableDefinition[] {
    return this.#tables
  }

  find(path: readonly string[]): TempTableDefinition | undefined {
    const isPlain = path.length === 1 || path.at(-2)!.toLowerCase() === 'imap'
    return isPlain
      ? tempTable(path.at(-1)!, { temps: this.#tables } satisfies Pick<CatalogNames, 'temps'>)
      : undefined
  }

  /** Makes a table and fills it; it is there for other statements only when that is done. Answers the number of rows. */
  async create(
    name: string,
    content: { readonly columns: readonly NewColumn[]; readonly constraints?: readonly string[] },
    rows: AsyncGenerator<Rows> | null,
    call: CallOptions,
  ): Promise<number> {
    const table = this.#define(name, content.columns)
    const list = content.columns.map(column => `${columnSql(column)} ${column.constraints ?? ''}`)
    const sql = `CREATE TABLE ${storeName(table)} (${[...list, ...(content.constraints ?? [])].join(', ')})`
    await this.#call(table, [{ op: 'exec', sql }], call)
    try {
      const filled = rows ? await this.insert(table, { columns: table.columns, rows }, call) : 0
      this.#tables = [...this.#tables, table]
      return filled
    } catch (error) {
      await this.#engine.call([{ op: 'exec', sql: `DROP TABLE IF EXISTS ${storeName(table)}` }])
      throw error
    }
  }

  async drop(table: TempTableDefinition, call: CallOptions): Promise<void> {
    await this.#engine.call([{ op: 'exec', sql: `DROP TABLE IF EXISTS ${storeName(table)}` }], call)
    this.#tables = this.#tables.filter(other => other !== table)
  }

  /** Answers the number of rows that were inserted: all of them, or after an error none. */
  async insert(table: TempTableDefinition, from: WrittenRows, call: CallOptions): Promise<number> {
    const columns = from.columns.map(({ name }) => quoteName(name)).join(', ')
    const or = from.conflict ? ` OR ${from.conflict}` : ''
    const places = from.columns.map((_, index) => place(index)).join(', ')
    const sql = `INSERT${or} INTO ${storeName(table)} (${columns}) SELECT ${places} FROM ${STAGING} ORDER BY rowid`
    return await this.#staged(table, { width: from.columns.length, rows: from.rows, sql }, call)
  }

  /** @param rows the key of each row to remove */
  async delete(table: TempTableDefinition, rows: AsyncGenerator<Rows>, call: CallOptions): Promise<number> {
    const sql = `DELETE FROM ${storeName(table)} WHERE ${keyOf(table)} IN (SELECT ${place(0)} FROM ${STAGING})`
    return await this.#staged(table, { width: 1, rows, sql }, call)
  }

  /** @param from in each row the key, then the new values of the columns */
  async update(table: TempTableDefinition, from: WrittenRows, call: CallOptions): Promise<number> {
    const or = from.conflict ? ` OR ${from.conflict}` : ''
    const set = from.columns.map(({ name }, index) => `${quoteName(name)} = s.${place(index + 1)}`)
    const sql = `UPDATE${or} ${storeName(table)} AS t SET ${set.join(', ')} FROM ${STAGING} s WHERE t.${keyOf(table)} = s.${place(0)}`
    return await this.#staged(table, { width: from.columns.length + 1, rows: from.rows, sql }, call)
  }

  /** The rows first, then one statement: what fails or is cancelled before its end has changed nothing. */
  async #staged(
    table: TempTableDefinition,
    { width, rows, sql }: { width: number; rows: AsyncGenerator<Rows>; sql: string },
    call: CallOptions,
  ): Promise<number> {
    const write = () => this.#call(table, [{ op: 'run', sql, params: [] }], call)
    return await staged(this.#engine, { width, rows }, call, write)
  }

  /** Answers the changes of the last request; SQLite's errors name the table as its user does. */
  async #call(
    table: TempTableDefinition,
    requests: readonly EngineRequest[],
    call: CallOptions,
  ): Promise<number> {
    try {
      const last = (await this.#engine.call(requests, call)).at(-1)
      return last && 'changes' in last ? (last.changes ?? 0) : 0
    } catch (error) {
      if (!isGmailSqlError(error)) throw error
      const message = error.message.replaceAll(table.storeName, table.name)
      throw new GmailSqlError(error.code, message, { hint: error.hint })
    }
  }

  #define(name: string, columns: readonly NewColumn[]): TempTableDefinition {
    refuseRepeated(columns)
    this.#made++
    return {
      kind: 'temp',
      name,
      storeName: `gmailsql_temp${this.#made}`,
      doc: 'A temporary table of this connection',
      columns: columns.map(({ name, type }) => ({ name, type, doc: '', writable: 'update' })),
    }
  }
}

/** The name of a row's key that is no column of the table. */
export function keyOf(table: TempTableDefinition): string {
  const taken = new Set(table.columns.map(({ name }) => name.toLowerCase()))
  const key = KEYS.find(name => !taken.has(name))
  if (key) return key
  throw new GmailSqlError('NOT_SUPPORTED', `the columns of ${table.name} take every name of a row's key`, {
    hint: 'Give one of rowid, oid and _rowid_ another name.',
  })
}

/** The columns of these names. @throws NO_COLUMN with the nearest name; SYNTAX for one that comes twice. */
export function columnsNamed(table: TempTableDefinition, names: readonly string[]): TempColumn[] {
  refuseRepeated(names.map(name => ({ name })))
  return names.map(name => {
    const column = table.columns.find(other => other.name.toLowerCase() === name.toLowerCase())
    if (column) return column
    const known = table.columns.map(other => other.name)
    const near = nearest(name, known)
    throw new GmailSqlError('NO_COLUMN', `there is no column "${name}" in ${table.name}`, {
      hint: near ? `Did you mean ${near}?` : `Its columns are ${known.join(', ')}.`,
    })
  })
}

function refuseRepeated(columns: readonly { readonly name: string }[]): void {
  const seen = new Set<string>()
  for (const { name } of columns) {
    if (seen.has(name.toLowerCase())) {
      throw new GmailSqlError('SYNTAX', `the column "${name}" is named twice`, {
        hint: 'Give each another name.',
      })
    }
    seen.add(name.toLowerCase())
  }
}

function storeName({ storeName }: TempTableDefinition): string {
  return `own.${quoteName(storeName)}`
}
