/**
 * The engine: a child process that owns the store's SQLite file and runs every statement. A process and not a thread,
 * because SQLite cannot be interrupted from outside and a thread inside it holds up the exit of its host (measured: 40 s);
 * a process can be killed, and its file survives that.
 */
import { rmSync } from 'node:fs'
import { isGmailSqlError } from '../util/errors.ts'
import type { SqlFunction, StatementFacts } from '../util/sql-function.ts'
import type { SqlValue } from '../util/value.ts'
import { watchParent } from '../util/watch-parent.ts'
import { alone } from './alone.ts'
import { compile, probe } from './compile.ts'
import { type Database, openDatabase, type Statement } from './native.ts'
import type {
  BoundValue,
  EngineAnswer,
  EngineCall,
  EngineReply,
  EngineRequest,
  EngineSettings,
  Rows,
} from './protocol.ts'
import { registerFunctions } from './register-functions.ts'

const settings = await new Promise<EngineSettings>(resolve => process.once('message', resolve))
/** Another process may keep the store so long, in a transaction. */
const BUSY_MS = 20_000
const BUSY_TRIES = 500
const main = await openMain().catch(refuseToStart)
const shadow = await openDatabase(':memory:')
let facts: StatementFacts = { ...settings.session, nowMs: Date.now(), timeZone: 'UTC' }
await loadFunctions(main, shadow)
const prepared = new Map<string, Statement>()
let cursor: IterableIterator<unknown> | undefined

process.on('message', (call: EngineCall) => process.send?.(answer(call)))
process.on('disconnect', () => {
  main.close()
  if (settings.removeAtEnd) rmSync(settings.removeAtEnd, { recursive: true, force: true })
  process.exit(0)
})
process.send?.({ id: 0, answers: [] } satisfies EngineReply)
watchParent(settings.removeAtEnd)

async function openMain(): Promise<Database> {
  const db = await openDatabase(settings.file)
  db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`)
  if (settings.isLasting) openShared(db)
  // Durability against a kill of this process needs no fsync; a private store does not outlive the machine anyway.
  else db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF')
  db.exec('PRAGMA cache_size = -8000; PRAGMA temp_store = FILE')
  db.exec('PRAGMA recursive_triggers = OFF; PRAGMA trusted_schema = ON; PRAGMA case_sensitive_like = OFF')
  db.prepare('ATTACH ? AS own').run(settings.own)
  db.exec('PRAGMA own.journal_mode = WAL; PRAGMA own.synchronous = OFF')
  return db
}

/** A power cut may take the last transactions, never a part of one. */
function openShared(db: Database): void {
  for (let tries = 0; ; tries++) {
    try {
      if (db.pragma('journal_mode', { simple: true }) !== 'wal') db.exec('PRAGMA journal_mode = WAL')
      break
    } catch (error) {
      // SQLite does not wait for others here.
      if (!describe(error).code.startsWith('SQLITE_BUSY') || tries === BUSY_TRIES) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
  db.exec('PRAGMA synchronous = NORMAL; PRAGMA cell_size_check = ON')
}

/** An engine that is started anew may find its file damaged: the host is told that, not only that the engine is gone. */
function refuseToStart(reason: unknown): Promise<never> {
  const error = describe(reason)
  if (!/^SQLITE_(?:CORRUPT|NOTADB|FULL|IOERR|BUSY|CANTOPEN|READONLY|PERM)/.test(error.code)) throw reason
  process.send?.({ id: 0, answers: [], error } satisfies EngineReply, () => process.exit(1))
  return new Promise(() => {})
}

async function loadFunctions(...databases: Database[]): Promise<void> {
  if (!settings.functions) return
  const { functions }: { functions: readonly SqlFunction[] } = await import(settings.functions)
  for (const db of databases) registerFunctions(db, functions, () => facts)
}

function answer(call: EngineCall): EngineReply {
  const answers: EngineAnswer[] = []
  try {
    for (const request of call.requests) answers.push(perform(request))
    return { id: call.id, answers }
  } catch (error) {
    return { id: call.id, answers, error: describe(error) }
  }
}

function describe(error: unknown): NonNullable<EngineReply['error']> {
  if (!(error instanceof Error)) return { code: 'UNKNOWN', message: String(error) }
  const { message } = error
  if (isGmailSqlError(error)) return { code: error.code, message, hint: error.hint }
  return { code: 'code' in error ? String(error.code) : error.name, message }
}

function perform(request: EngineRequest): EngineAnswer {
  switch (request.op) {
    case 'exec':
    case 'shadowExec':
      ;(request.op === 'exec' ? main : shadow).exec(request.sql)
      return null
    case 'run':
      return { changes: statement(request.sql).run(...bound(request)).changes }
    case 'runMany':
      runMany(request.sql, request.rows)
      return null
    case 'transaction':
      return { changes: transact(request) }
    case 'alone':
      alone(main, BUSY_MS, () => request.requests.forEach(perform))
      return null
    case 'all':
      return outgoing(reader(request.sql).all(...bound(request)), request.exact)
    case 'open':
      closeCursor()
      cursor = reader(request.sql).iterate(...bound(request))
      return null
    case 'next':
      return nextPage(request)
    case 'closeCursor':
      closeCursor()
      return null
    case 'compile':
      return compile(shadow, request.sql, request.explained)
    case 'clock':
    case 'insertedKey':
      facts = { ...facts, ...(request.op === 'clock' ? request.clock : { insertedKey: request.key }) }
      return null
    case 'evaluate':
      return plainRows(reader(request.sql, shadow).all(...bound(request)))
    case 'probe':
      return request.sqls.map(sql => probe(shadow, sql))
  }
}

/** Statements of the store are few and come again; those of users are not kept (they name views that are dropped). */
function statement(sql: string): Statement {
  let kept = prepared.get(sql)
  if (!kept) {
    kept = main.prepare(sql)
    prepared.set(sql, kept)
  }
  return kept
}

function reader(sql: string, database = main): Statement {
  return database.prepare(sql).raw(true).safeIntegers(true)
}

/** better-sqlite3 takes `?` from a list and `?1` only by name. A statement has one of the two. */
function bound({ sql, params }: { sql: string; params: readonly BoundValue[] }): unknown[] {
  if (params.length === 0) return []
  const values = params.map(bindable)
  return /\?\d/.test(sql) ? [Object.fromEntries(values.map((value, index) => [index + 1, value]))] : values
}

/** better-sqlite3 binds every number as REAL, and then `7 / ?` is a fraction and `'x' || ?` ends in `.0`. */
function bindable(value: BoundValue): SqlValue {
  if (value instanceof Uint32Array) return `[${value.join()}]`
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value
}

function runMany(sql: string, rows: readonly (readonly SqlValue[])[]): void {
  main.unsafeMode(true)
  try {
    const insert = statement(sql)
    main.transaction(() => {
      for (const row of rows) insert.run(...row)
    })()
  } finally {
    main.unsafeMode(false)
  }
}

function transact({ guard, requests }: Extract<EngineRequest, { op: 'transaction' }>): number | null {
  main.exec('BEGIN IMMEDIATE')
  try {
    const row = reader(guard.sql).get(...bound(guard)) as unknown[] | undefined
    const isAllowed = row?.[0] === 1n
    const before = totalChanges()
    if (isAllowed) for (const request of requests) perform(request)
    main.exec('COMMIT')
    return isAllowed ? totalChanges() - before : null
  } finally {
    if (main.inTransaction) main.exec('ROLLBACK')
  }
}

function totalChanges(): number {
  return statement('SELECT total_changes()').pluck().get() as number
}

function closeCursor(): void {
  cursor?.return?.()
  cursor = undefined
}

function nextPage({ count, exact, atEnd = [] }: Extract<EngineRequest, { op: 'next' }>): {
  rows: Rows
  done: boolean
} {
  const page = readCursor(count, exact)
  if (page.done) for (const request of atEnd) perform(request)
  return page
}

function readCursor(count: number, exact?: boolean): { rows: Rows; done: boolean } {
  const rows: unknown[] = []
  while (cursor && rows.length < count) {
    const step = cursor.next()
    if (step.done) {
      cursor = undefined
      break
    }
    rows.push(step.value)
  }
  return { rows: outgoing(rows, exact), done: cursor === undefined }
}

function outgoing(rows: unknown[], exact = false): Rows {
  return exact ? (rows as Rows) : plainRows(rows)
}

/** Integers are read as bigint so that none is rounded; those that a JS number holds exactly go out as numbers. */
function plainRows(rows: unknown[]): Rows {
  const cells = rows as SqlValue[][]
  for (const row of cells) {
    for (let i = 0; i < row.length; i++) {
      const value = row[i]
      if (typeof value === 'bigint' && value >= -9007199254740991n && value <= 9007199254740991n)
        row[i] = Number(value)
    }
  }
  return cells
}
