import type { EngineRequest, WriteRequest } from '../sqlite/protocol.ts'
import { CONTENT_TABLES } from './schema.ts'

type Transaction = Extract<EngineRequest, { op: 'transaction' }>

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/**
 * As long as Gmail keeps what is in Trash and Spam: whatever comes back from there, or is moved to a mailbox that is read only
 * now and then, is not fetched again.
 */
const KEPT_MS = 30 * DAY_MS
/** Rows of a mailbox that was begun anew are not read so long afterwards. */
const RETIRED_MS = HOUR_MS
/** In one transaction, which other processes wait for. */
const MOST_MESSAGES = 5_000

const GONE_MAILBOXES = `SELECT id FROM mailbox WHERE retired_at < ?1 OR (checked_at < ?2 AND path NOT IN
  (SELECT listed.value ->> 'path' FROM account, json_each(coalesce(mailboxes, (SELECT json_group_array(json_object('path', path))
    FROM mailbox))) listed))`
/** The key that was given last stays, so that none is given twice. */
const DUE = `SELECT message_key FROM unshown WHERE since < ?1 AND message_key < (SELECT max(key) FROM message)
  AND NOT EXISTS (SELECT 1 FROM location l WHERE l.message_key = unshown.message_key)`
const NOW_DUE = `${DUE} ORDER BY since, message_key LIMIT ${MOST_MESSAGES}`

/**
 * Removes what no mailbox has shown for 30 days, and mailboxes that have not been listed for so long; once a day for all processes
 * that use the file, in transactions of at most 5,000 messages. A message that moves keeps its row: it is marked when it is in no
 * mailbox, and the mark goes when it is fetched in another.
 */
export function purgeRequest(now: number): Transaction {
  const before = now - KEPT_MS
  const run = (sql: string, ...params: number[]): WriteRequest => ({ op: 'run', sql, params })
  const marked = `INSERT OR IGNORE INTO unshown (message_key, since) SELECT key, ? FROM message
    WHERE NOT EXISTS (SELECT 1 FROM location l WHERE l.message_key = message.key)`
  return {
    op: 'transaction',
    guard: {
      sql: 'SELECT EXISTS (SELECT 1 FROM account WHERE coalesce(purged_at, 0) NOT BETWEEN ? AND ?)',
      params: [now - DAY_MS, now],
    },
    requests: [
      run(`DELETE FROM location WHERE mailbox_id IN (${GONE_MAILBOXES})`, now - RETIRED_MS, before),
      run(`DELETE FROM mailbox WHERE id IN (${GONE_MAILBOXES})`, now - RETIRED_MS, before),
      ...CONTENT_TABLES.map(table => run(`DELETE FROM ${table} WHERE message_key IN (${NOW_DUE})`, before)),
      run(`DELETE FROM message WHERE key IN (${NOW_DUE})`, before),
      run('DELETE FROM unshown WHERE message_key NOT IN (SELECT key FROM message)'),
      run(marked, now),
      run(`UPDATE account SET purged_at = ?2 WHERE NOT EXISTS (${DUE})`, before, now),
    ],
  }
}
