import type { Engine } from '../sqlite/engine.ts'
import { GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import { isGone, THIS_PROCESS } from './sender.ts'

/**
 * How a command of a write ended: `sent` it was on its way when its process ended, or is; `done`; `failed` the server refused it,
 * or nothing was sent; `unknown` the connection was lost and it could not be found out.
 */
export type JournalOutcome = 'sent' | 'done' | 'failed' | 'unknown'

/** A message before a command, and where a move or copy took it. */
export interface JournalMessage {
  readonly uid: number
  readonly msgId: string
  readonly flags: readonly string[]
  readonly labels: readonly string[] | null
  readonly copy?: number | undefined
}

/** What a command was to do. */
export interface JournalChange {
  readonly kind: string
  readonly operation?: string
  readonly values?: readonly string[]
  readonly destination?: string
  /** Of a message that is sent or appended; null: it has none. */
  readonly messageId?: string | null
  /** Of a message that is sent: how many get it. */
  readonly recipients?: number
  /** UIDNEXT of the mailbox before an APPEND: the message has no lower UID. */
  readonly uidNext?: number
  readonly octets?: number
}

export interface NewEntry {
  readonly path: string
  readonly uidValidity: number
  readonly change: JournalChange
  readonly messages: readonly JournalMessage[]
}

export interface JournalEntry extends NewEntry {
  readonly id: number
  readonly journal: number
  /** Milliseconds. */
  readonly sentAt: number
  /** See `THIS_PROCESS`. */
  readonly sender: string
  readonly operation: string
  readonly statement: string
  readonly outcome: JournalOutcome
  readonly detail: string | null
  /** UIDVALIDITY of the destination of `copy`. */
  readonly copyValidity: number | null
  readonly undoneBy: number | null
}

export interface Settled {
  readonly outcome: JournalOutcome
  readonly detail?: string | undefined
  readonly messages?: readonly JournalMessage[] | undefined
  readonly copyValidity?: number | undefined
}

/** A statement is kept this far. */
const MAX_STATEMENT = 4_000
const KEPT_MS = 90 * 86_400_000

const SELECT = `SELECT e.id, e.journal_id, e.sent_at, e.sender, j.operation, j.statement, e.path, e.uid_validity, e.change,
  e.messages, e.outcome, e.detail, e.copy_validity, j.undone_by FROM journal_entry e JOIN journal j ON j.id = e.journal_id`

/** So many are looked up at a time. */
const MAX_UNSETTLED = 100

/**
 * The writes of the connections to a store: each command is here before it is sent. Nothing here can be cancelled, so that no command
 * goes out without its entry.
 */
export class Journal {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Begins the journal of a statement; answers its number. */
  async begin(operation: string, statement: string): Promise<number> {
    const now = Date.now()
    const old = [now - KEPT_MS]
    const forget = 'DELETE FROM journal_entry WHERE journal_id IN (SELECT id FROM journal WHERE began_at < ?)'
    const insert = 'INSERT INTO journal (began_at, operation, statement) VALUES (?, ?, ?) RETURNING id'
    const answers = await this.#engine.call([
      { op: 'run', sql: forget, params: old },
      { op: 'run', sql: 'DELETE FROM journal WHERE began_at < ?', params: old },
      { op: 'all', sql: insert, params: [now, operation, statement.slice(0, MAX_STATEMENT)] },
    ])
    return answers[2][0]![0] as number
  }

  /** Before a command is sent; answers the number of the entry. */
  async sending(journal: number, { path, uidValidity, change, messages }: NewEntry): Promise<number> {
    const sql = `INSERT INTO journal_entry (journal_id, sent_at, sender, path, uid_validity, change, messages, outcome)
      VALUES (?, ?, ?, ?, ?, ?, ?, 'sent') RETURNING id`
    const texts = [JSON.stringify(change), JSON.stringify(messages)]
    const rows = await this.#engine.all(sql, [journal, Date.now(), THIS_PROCESS, path, uidValidity, ...texts])
    return rows[0]![0] as number
  }

  async settle(entry: number, { outcome, detail, messages, copyValidity }: Settled): Promise<void> {
    const sql = `UPDATE journal_entry SET outcome = ?, detail = ?, messages = coalesce(?, messages), copy_validity = ? WHERE id = ?`
    const text = messages === undefined ? null : JSON.stringify(messages)
    const params = [outcome, detail ?? null, text, copyValidity ?? null, entry]
    await this.#engine.call([{ op: 'run', sql, params }])
  }

  /**
   * Does what an entry says: it is written before, and its outcome behind it. Where even that cannot be written the entry stays `sent`.
   * @param told what is known of it when it is done
   * @throws what `work` throws; OUTCOME_UNKNOWN names the journal
   */
  async record<T>(
    journal: number,
    entry: NewEntry,
    work: () => Promise<T>,
    told: (answer: T) => Partial<Settled> = () => ({}),
  ): Promise<T> {
    const id = await this.sending(journal, entry)
    const settleFailed = async (error: unknown) => {
      const detail = error instanceof Error ? error.message : String(error)
      await this.settle(id, { outcome: isUnknown(error) ? 'unknown' : 'failed', detail }).catch(
        () => undefined,
      )
      throw isUnknown(error) ? inJournal(error, journal) : error
    }
    const answer = await work().catch(settleFailed)
    await this.settle(id, { outcome: 'done', ...told(answer) })
    return answer
  }

  /** Entries of a lasting store of which nobody knows the outcome and nobody is about to, oldest first. */
  async unsettled(): Promise<JournalEntry[]> {
    const open = `e.outcome IN ('sent', 'unknown') AND e.looked_up_at IS NULL`
    const entries = await this.#read(`${SELECT} WHERE ${open} ORDER BY e.id LIMIT ?`, [MAX_UNSETTLED])
    return entries.filter(({ outcome, sender, sentAt }) => outcome === 'unknown' || isGone(sender, sentAt))
  }

  /** What was found out of an unsettled entry. It is not looked up again. */
  async settleLater(entry: number, { outcome, detail, messages, copyValidity }: Settled): Promise<void> {
    const sql = `UPDATE journal_entry SET outcome = ?, detail = ?, messages = coalesce(?, messages), copy_validity = ?,
      looked_up_at = ? WHERE id = ? AND outcome IN ('sent', 'unknown')`
    const text = messages === undefined ? null : JSON.stringify(messages)
    const params = [outcome, detail ?? null, text, copyValidity ?? null, Date.now(), entry]
    await this.#engine.call([{ op: 'run', sql, params }])
  }

  /** `by` took it back. */
  async markUndone(journal: number, by: number): Promise<void> {
    const sql = 'UPDATE journal SET undone_by = ? WHERE id = ?'
    await this.#engine.call([{ op: 'run', sql, params: [by, journal] }])
  }

  /** All entries, oldest first. */
  async entries(): Promise<JournalEntry[]> {
    return await this.#read(`${SELECT} ORDER BY e.id`, [])
  }

  /** In the order in which they were sent. */
  async entriesOf(journal: number): Promise<JournalEntry[]> {
    return await this.#read(`${SELECT} WHERE e.journal_id = ? ORDER BY e.id`, [journal])
  }

  async #read(sql: string, params: readonly number[]): Promise<JournalEntry[]> {
    return (await this.#engine.all(sql, params)).map(entryOf)
  }
}

function isUnknown(error: unknown): error is GmailSqlError {
  return isGmailSqlError(error) && error.code === 'OUTCOME_UNKNOWN'
}

function inJournal({ code, message, hint, retryable }: GmailSqlError, journal: number): GmailSqlError {
  const where = `SELECT * FROM sys_journal WHERE Journal = ${journal} tells what it was to do.`
  return new GmailSqlError(code, `${message} (journal ${journal})`, {
    hint: hint ? `${hint} ${where}` : where,
    retryable,
  })
}

function entryOf(row: readonly unknown[]): JournalEntry {
  const [id, journal, sentAt, sender, operation, statement, path, uidValidity, change, messages, ...rest] =
    row
  const [outcome, detail, copyValidity, undoneBy] = rest
  try {
    const parsed = { change: JSON.parse(String(change)), messages: JSON.parse(String(messages)) }
    return {
      id,
      journal,
      sentAt,
      sender,
      operation,
      statement,
      path,
      uidValidity,
      ...parsed,
      outcome,
      detail,
      copyValidity,
      undoneBy,
    } as JournalEntry
  } catch {
    throw new GmailSqlError('CACHE_DAMAGED', `entry ${id} of the journal cannot be read`, {
      hint: 'Look at what the statement did with SELECT; it cannot be taken back from here.',
    })
  }
}
