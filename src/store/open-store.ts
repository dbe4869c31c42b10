import type { EngineAnswer, EngineRequest, Rows, WriteRequest } from '../sqlite/protocol.ts'
import { GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import type { SqlValue } from '../util/value.ts'
import { APPLICATION_ID, MIGRATIONS } from './schema.ts'

type Send = (requests: readonly EngineRequest[]) => Promise<readonly EngineAnswer[]>

export interface OpeningOptions {
  /** Where it is, for errors. */
  readonly path: string
  /** Whose mail is in it. */
  readonly account: string
  /** Reads the file through once a day, or each time while it is small. */
  readonly isFirst: boolean
}

/** A file of this size is read through in a moment. */
const SMALL_BYTES = 64_000_000
const DAY_MS = 86_400_000

/**
 * Readies a store that outlives its connection: makes its tables or brings them to this version, and looks whether it is whole
 * and of the right account.
 * @throws FILE_DAMAGED for a file of another program or of a newer version, which is not touched; CACHE_DAMAGED for a
 * damaged one; BAD_PROPERTY for that of another account
 */
export async function openStore(send: Send, options: OpeningOptions): Promise<void> {
  try {
    await migrate(send, options)
    await claim(send, options)
    if (options.isFirst) await checkWhole(send)
  } catch (error) {
    throw isGmailSqlError(error) && OF_TABLES.has(error.code) ? damaged(error.message) : error
  }
}

/** With statements of ours, an SQL error tells of tables that are not ours. */
const OF_TABLES = new Set(['NO_TABLE', 'NO_COLUMN', 'SYNTAX', 'BAD_VALUE'])

async function migrate(send: Send, { path }: OpeningOptions): Promise<void> {
  for (;;) {
    const [application, version, tables] = await row(send, FACTS)
    if (application !== APPLICATION_ID && (application !== 0 || tables !== 0)) {
      throw new GmailSqlError('FILE_DAMAGED', `${path} is an SQLite database of another program`, {
        hint: 'Name another file in CacheLocation; this one was not touched.',
      })
    }
    const known = Number(version)
    if (known > MIGRATIONS.length) {
      const what = `is of version ${known}, which a newer gmailsql wrote; this one reads up to ${MIGRATIONS.length}`
      throw new GmailSqlError('FILE_DAMAGED', `the message store ${path} ${what}`, {
        hint: 'Use the newer gmailsql, or name another file in CacheLocation; this one was not touched.',
      })
    }
    if (known === MIGRATIONS.length) return
    await send([migration(known)])
  }
}

const FACTS = `SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version),
  (SELECT count(*) FROM sqlite_schema)`

/** All steps or none, and only if no other process was faster. */
function migration(from: number): EngineRequest {
  const steps = MIGRATIONS.slice(from).map((sql): WriteRequest => ({ op: 'exec', sql }))
  const stamp = `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`
  return {
    op: 'transaction',
    guard: { sql: 'SELECT user_version = ? FROM pragma_user_version', params: [from] },
    requests: [...steps, { op: 'exec', sql: stamp }],
  }
}

async function claim(send: Send, { path, account }: OpeningOptions): Promise<void> {
  const insert =
    'INSERT OR IGNORE INTO account (id, name) SELECT 1, ? WHERE NOT EXISTS (SELECT 1 FROM account)'
  const [name] = await row(send, 'SELECT (SELECT name FROM account)')
  if (name === account) return
  if (name === null) {
    await send([{ op: 'run', sql: insert, params: [account] }])
    return await claim(send, { path, account, isFirst: false })
  }
  throw new GmailSqlError(
    'BAD_PROPERTY',
    `${path} holds the mail of ${name}, and this connection is of ${account}`,
    {
      hint: 'Name another file in CacheLocation, or a directory: each account has a file of its own there.',
    },
  )
}

async function checkWhole(send: Send): Promise<void> {
  const [bytes, checkedAt] = await row(
    send,
    `SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size), checked_at FROM account`,
  )
  const now = Date.now()
  if (Number(bytes) > SMALL_BYTES && now - Number(checkedAt ?? 0) < DAY_MS) return
  const [verdict] = await row(send, 'PRAGMA quick_check(1)')
  if (verdict !== 'ok') throw damaged(String(verdict))
  if (Number(bytes) > SMALL_BYTES)
    await send([{ op: 'run', sql: 'UPDATE account SET checked_at = ?', params: [now] }])
}

async function row(send: Send, sql: string): Promise<readonly SqlValue[]> {
  const [rows] = await send([{ op: 'all', sql, params: [] }])
  return (rows as Rows)[0] ?? []
}

function damaged(what: string): GmailSqlError {
  return new GmailSqlError('CACHE_DAMAGED', `the message store is damaged: ${what}`, {
    hint: 'Connect again: a new store is filled from the server, and no mail is lost.',
  })
}
