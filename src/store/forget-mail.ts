import type { CallOptions, Engine } from '../sqlite/engine.ts'
import type { WriteRequest } from '../sqlite/protocol.ts'
import { GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import { CONTENT_TABLES } from './schema.ts'

export interface Forgotten {
  readonly mailboxes: number
  readonly messages: number
}

/** Of a path null: all mail, and the list of mailboxes. */
export interface ForgettingScope {
  readonly path: string | null
  /** Whether the store outlives its connection, and so has tables of its own for that. */
  readonly isLasting: boolean
}

/**
 * Forgets a mailbox and all that is known of its messages, or all mail. A row of another mailbox that
 * shows one of the messages stays, and the message is fetched again for it.
 * @throws BUSY when others have the store open: what they are reading would be gone
 */
export async function forgetMail(
  engine: Engine,
  { path, isLasting }: ForgettingScope,
  requests: readonly WriteRequest[],
  call: CallOptions,
): Promise<Forgotten> {
  const counts = path === null ? COUNT_ALL : COUNT_ONE
  const [[row]] = await engine.call(
    [{ op: 'all', sql: counts, params: path === null ? [] : [path, path] }],
    call,
  )
  const [mailboxes, messages] = row as [number, number]
  const forgetting = path === null ? forgetAll(isLasting) : forgetOne(path)
  try {
    await engine.call([{ op: 'alone', requests: [...forgetting, ...requests] }], call)
  } catch (error) {
    throw isGmailSqlError(error) && error.code === 'BUSY' ? inUse() : error
  }
  return { mailboxes, messages }
}

const COUNT_ALL = `SELECT (SELECT count(*) FROM mailbox WHERE retired_at IS NULL), (SELECT count(*) FROM message)`
const COUNT_ONE = `SELECT (SELECT count(*) FROM mailbox WHERE path = ? AND retired_at IS NULL),
  (SELECT count(*) FROM location l JOIN mailbox b ON b.id = l.mailbox_id WHERE b.path = ? AND b.retired_at IS NULL)`

function forgetAll(isLasting: boolean): WriteRequest[] {
  const tables = ['location', 'mailbox', 'message', ...CONTENT_TABLES]
  const mail: WriteRequest = { op: 'exec', sql: tables.map(table => `DELETE FROM ${table}`).join('; ') }
  return isLasting ? [mail, { op: 'exec', sql: FORGET_LASTING }] : [mail]
}

/** Keys are given from the first again, and the mark of another message must not be theirs. */
const FORGET_LASTING =
  'DELETE FROM unshown; UPDATE account SET traits = NULL, mailboxes = NULL, listed_at = NULL'

function forgetOne(path: string): WriteRequest[] {
  const own = 'SELECT id FROM mailbox WHERE path = ?'
  const held = 'SELECT key FROM temp.gmailsql_forgotten'
  const makeList = `CREATE TEMP TABLE gmailsql_forgotten AS SELECT DISTINCT message_key AS key FROM location WHERE 0`
  const fillList = `INSERT INTO temp.gmailsql_forgotten SELECT DISTINCT message_key FROM location
    WHERE mailbox_id IN (${own}) AND message_key IS NOT NULL`
  const contents = CONTENT_TABLES.map(table => `DELETE FROM ${table} WHERE message_key IN (${held})`)
  const removals = [
    ...contents,
    `DELETE FROM message WHERE key IN (${held})`,
    `UPDATE location SET message_key = NULL WHERE message_key IN (${held})`,
    'DROP TABLE temp.gmailsql_forgotten',
  ]
  return [
    { op: 'exec', sql: makeList },
    { op: 'run', sql: fillList, params: [path] },
    { op: 'run', sql: `DELETE FROM location WHERE mailbox_id IN (${own})`, params: [path] },
    { op: 'exec', sql: removals.join('; ') },
    { op: 'run', sql: 'DELETE FROM mailbox WHERE path = ?', params: [path] },
  ]
}

function inUse(): GmailSqlError {
  return new GmailSqlError(
    'BUSY',
    'other connections have the store open, and may be reading what would go',
    {
      hint: 'Close them and run it again. A cached table alone goes by its name: RESET CACHE name.',
      retryable: true,
    },
  )
}
