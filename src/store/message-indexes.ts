import type { CallOptions, Engine } from '../sqlite/engine.ts'
import type { EngineRequest, Rows } from '../sqlite/protocol.ts'
import { isGmailSqlError } from '../util/errors.ts'
import type { StoredMailbox } from './stored-mailbox.ts'

/**
 * Indexes of `message` that hold all that a statement reads of it, so that counting a mailbox does not read the wide rows. They are
 * partial, with a condition that is always true: SQLite uses one only where a view says `key <> 0` as well, and no other
 * statement is planned otherwise because they are there.
 */
const INDEXES = {
  message_by_size: '(size)',
  message_by_domain: '(from_domain, size)',
  message_by_sender: '(from_addr COLLATE NOCASE, size)',
  message_by_thread: '(thread_id)',
  message_by_month: '(substr(internal_date, 1, 7))',
  message_by_date: '(internal_date, from_domain, from_addr COLLATE NOCASE, size)',
  // What is not fetched yet, so that asking whether something is missing does not read all rows.
  message_incomplete: '(key)',
} as const

export type MessageIndex = keyof typeof INDEXES

/** Rows of which metadata or the ENVELOPE was not fetched yet. */
const INCOMPLETE = 'has_envelope = 0 OR thread_id IS NULL OR internal_date IS NULL OR size IS NULL'
/** For fewer messages a look at the rows is as fast. */
const WORTH_INDEXING = 10_000

const NAMES = Object.keys(INDEXES) as MessageIndex[]
const FACTS = `SELECT (SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'message' AND name IN ('${NAMES.join("', '")}')),
  (SELECT count(*) FROM message)`
/** Their making may wait for these until another day. */
const OF_OTHERS: ReadonlySet<string> = new Set(['BUSY', 'FILE_UNSAFE'])

/**
 * Makes the indexes that are not there, once the store has messages enough. They are not made with the tables: then every message of
 * a first synchronisation would be put into each, at places all over the file.
 * @returns whether they are there; another process that keeps the file, or a full disk, costs time and no answer
 */
export async function makeMessageIndexes(engine: Engine, options: CallOptions): Promise<boolean> {
  const [[row]] = await engine.call([{ op: 'all', sql: FACTS, params: [] }], options)
  const [known, messages] = row as [number, number]
  if (known === NAMES.length) return true
  if (messages < WORTH_INDEXING) return false
  try {
    // One in a call each: a call has a time limit.
    for (const name of NAMES) await engine.call([{ op: 'exec', sql: createSql(name) }], options)
    return true
  } catch (error) {
    options.signal?.throwIfAborted()
    if (isGmailSqlError(error) && OF_OTHERS.has(error.code)) return false
    throw error
  }
}

/** Whether nothing of metadata or ENVELOPE is missing in the whole store, as the indexes tell; false where they are not there. */
export async function isComplete(
  { id, state }: StoredMailbox,
  ask: (request: Extract<EngineRequest, { op: 'all' }>) => Promise<Rows>,
): Promise<boolean> {
  if (state.exists < WORTH_INDEXING) return false
  const isThere = `SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'message_incomplete')`
  if ((await ask({ op: 'all', sql: isThere, params: [] }))[0]![0] === 0) return false
  return (await ask({ op: 'all', sql: LACKS, params: [id, state.uidNext] }))[0]![0] === 0
}

const LACKS = `SELECT EXISTS (SELECT 1 FROM message WHERE ${INCOMPLETE})
  OR EXISTS (SELECT 1 FROM location WHERE message_key IS NULL AND mailbox_id = ? AND uid < ?)`

function createSql(name: MessageIndex): string {
  const rows = name === 'message_incomplete' ? INCOMPLETE : 'key <> 0'
  return `CREATE INDEX IF NOT EXISTS ${name} ON message ${INDEXES[name]} WHERE ${rows}`
}
