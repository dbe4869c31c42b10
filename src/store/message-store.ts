import type { FetchItem, MessageRecord } from '../mail/message.ts'
import type { MailboxState } from '../mail/source.ts'
import type { CallOptions, Engine } from '../sqlite/engine.ts'
import type { EngineAnswer, EngineRequest, Rows, WriteRequest } from '../sqlite/protocol.ts'
import { guardRequest } from './guard.ts'
import { insertRequests } from './inserts.ts'
import {
  beginRequest,
  changeRequest,
  coverRequest,
  type LiveUids,
  type MailboxChange,
  revisionAfter,
} from './mailbox-changes.ts'
import { MailboxExtents } from './mailbox-extents.ts'
import { type Missing, missingOf, uidsBelow } from './missing.ts'
import { Remembered } from './remembered.ts'
import { CACHED_TABLES, JOURNAL_TABLES, STORE_SCHEMA } from './schema.ts'
import type { KnownMailbox, Revision, StoredMailbox } from './stored-mailbox.ts'

/** Columns of `message` by which other tables name messages. */
export type MessageKeyColumn = 'msgid' | 'thread_id'

interface UidPage {
  readonly limit?: number | undefined
  readonly below?: number | undefined
}

/** So many UIDs are cheap to hold beside a question about them. */
const FEW_UIDS = 2_000

const MAILBOX_SQL = `SELECT id, uid_validity, uid_next, exists_count, highest_modseq, covered_from, version, flags_epoch, checked_at
  FROM mailbox WHERE path = ? AND retired_at IS NULL`
const DATA_VERSION = { op: 'all', sql: 'PRAGMA data_version', params: [] } as const

function mailboxOf(path: string, [row]: Rows): KnownMailbox | null {
  if (!row) return null
  const [id, uidValidity, uidNext, exists, modSeq, coveredFrom, version, flagsEpoch, checkedAt] = row as [
    number,
    number,
    number,
    number,
    string | null,
    number | null,
    number,
    number,
    number,
  ]
  const highestModSeq = modSeq === null ? null : BigInt(modSeq)
  const state = { path, uidValidity, uidNext, exists, highestModSeq }
  return { id, path, state, coveredFrom, revision: { version, flagsEpoch }, checkedAt }
}

/**
 * What has been seen, in the engine's SQLite file. Answers are kept until this store writes into the file; whether somebody
 * else has is asked when a mailbox is opened.
 */
export class MessageStore {
  readonly #engine: Engine
  readonly #remembered = new Remembered()
  readonly #isShared: boolean
  readonly extents: MailboxExtents
  #dataVersion = ''
  #isOpen = false

  /** @param isShared other processes write into the file, and its tables are there when the engine is */
  constructor(engine: Engine, isShared = false) {
    this.#engine = engine
    this.#isShared = isShared
    this.extents = new MailboxExtents(engine, this.#remembered, isShared)
  }

  /** Makes the tables once; an engine that is started anew finds them in its file. */
  async open(options: CallOptions): Promise<void> {
    if (this.#isOpen || this.#isShared) return
    const sql = STORE_SCHEMA + CACHED_TABLES + JOURNAL_TABLES
    await this.#engine.call([{ op: 'exec', sql }], options)
    this.#isOpen = true
  }

  /** Something was written past this store. */
  forget(): void {
    this.#remembered.forget()
  }

  /** The mailbox as it was when it was last read, null when it never was. */
  async mailbox(path: string, options: CallOptions): Promise<KnownMailbox | null> {
    const mailbox = { op: 'all', sql: MAILBOX_SQL, params: [path] } as const
    if (!this.#isShared) {
      const ask = async () => mailboxOf(path, (await this.#engine.call([mailbox], options))[0])
      return await this.#remembered.ask(`mailbox ${path}`, ask, Boolean)
    }
    const [[told], rows] = await this.#engine.call([DATA_VERSION, mailbox], options)
    // It changes with what others write, and means something within one process of the engine.
    const version = `${this.#engine.starts} ${told![0]}`
    if (version !== this.#dataVersion) this.#remembered.forget()
    this.#dataVersion = version
    return mailboxOf(path, rows)
  }

  /**
   * Begins a mailbox anew: first seen (`known` null), or UIDVALIDITY changed and no UID means what it meant. False when another
   * process was faster; so too for all that follow.
   */
  async begin(
    state: MailboxState,
    known: KnownMailbox | null,
    askedAt: number,
    options: CallOptions,
  ): Promise<boolean> {
    return await this.#applied(beginRequest(state, known, askedAt), options)
  }

  /** The server was asked then, and told nothing new; null: no mailbox is known to be as it was. */
  async markChecked(id: number | null, askedAt: number, options: CallOptions): Promise<void> {
    const sql = 'UPDATE mailbox SET checked_at = ?1 WHERE id = ?2 OR ?2 IS NULL'
    await this.#write([{ op: 'run', sql, params: [askedAt, id] }], options)
  }

  /** Flags and labels that are kept are of an unknown age from now on, in all mailboxes. */
  async doubtLabels(options: CallOptions): Promise<void> {
    await this.open(options)
    await this.#write(
      [{ op: 'run', sql: 'UPDATE mailbox SET flags_epoch = flags_epoch + 1', params: [] }],
      options,
    )
  }

  /** Applies what the server told; null when another process has changed the mailbox meanwhile. */
  async change(
    mailbox: StoredMailbox,
    change: MailboxChange,
    options: CallOptions,
  ): Promise<Revision | null> {
    const isApplied = await this.#applied(changeRequest(mailbox, change), options)
    return isApplied ? revisionAfter(mailbox, change) : null
  }

  /** Makes the rows at and above `from` exactly `live`: the mailbox is covered from there on. */
  async cover(mailbox: StoredMailbox, uids: LiveUids, options: CallOptions): Promise<boolean> {
    return await this.#applied(coverRequest(mailbox, uids), options)
  }

  /** The UIDs with a row below `below`, newest first, at most `limit`; of the mailbox as the statement has opened it. */
  async knownUids(
    mailbox: StoredMailbox,
    { limit = Number.POSITIVE_INFINITY, below = mailbox.state.uidNext }: UidPage,
    options: CallOptions,
  ): Promise<readonly number[]> {
    const question = `uids ${mailbox.id} ${below} ${limit}`
    const ask = () => uidsBelow(mailbox, below, limit, this.#asking(options))
    return await this.#remembered.ask(question, ask, uids => uids.length <= FEW_UIDS)
  }

  /** What can change of each row, as one text; null where it was never fetched. */
  async mutableTexts(id: number, options: CallOptions): Promise<Map<number, string | null>> {
    const sql = 'SELECT uid, flags || char(0) || labels FROM location WHERE mailbox_id = ?'
    return new Map((await this.#engine.all(sql, [id], options)) as [number, string | null][])
  }

  /** The lowest UID with a row. */
  async lowestUid(id: number, options: CallOptions): Promise<number | null> {
    const [row] = await this.#engine.all('SELECT min(uid) FROM location WHERE mailbox_id = ?', [id], options)
    return row![0] as number | null
  }

  /** Gives rows to `uids` that have none yet. */
  async addUids(mailbox: StoredMailbox, uids: readonly number[], options: CallOptions): Promise<boolean> {
    const sql = 'INSERT OR IGNORE INTO location (mailbox_id, uid) SELECT ?, value FROM json_each(?)'
    const add: WriteRequest = { op: 'run', sql, params: [mailbox.id, new Uint32Array(uids)] }
    const request: EngineRequest = { op: 'transaction', guard: guardRequest(mailbox), requests: [add] }
    const question = questionOf(uids, `rows ${mailbox.id} ${mailbox.revision.version}`)
    return await this.#remembered.ask(question, () => this.#applied(request, options), Boolean)
  }

  /** How many messages are known that this mailbox has not shown. */
  async countElsewhere(id: number, options: CallOptions): Promise<number> {
    const sql = `SELECT (SELECT count(*) FROM message) - (SELECT count(message_key) FROM location WHERE mailbox_id = ?)`
    return (await this.#engine.all(sql, [id], options))[0]![0] as number
  }

  /** Where the messages with these keys are in a mailbox, as far as it is known, newest first. */
  async uidsOfKeys(
    id: number,
    key: MessageKeyColumn,
    keys: readonly string[],
    options: CallOptions,
  ): Promise<{ readonly uid: number; readonly key: string }[]> {
    const sql = `SELECT l.uid, m.${key} FROM location l JOIN message m ON m.key = l.message_key
      WHERE l.mailbox_id = ? AND m.${key} IN (SELECT value FROM json_each(?)) ORDER BY l.uid DESC`
    const rows = await this.#engine.all(sql, [id, JSON.stringify(keys)], options)
    return rows.map(([uid, value]) => ({ uid: uid as number, key: value as string }))
  }

  /** Whether every row of a mailbox has its key. */
  async hasAllKeys(id: number, key: MessageKeyColumn, options: CallOptions): Promise<boolean> {
    const sql = `SELECT NOT EXISTS (SELECT 1 FROM location l LEFT JOIN message m ON m.key = l.message_key
      WHERE l.mailbox_id = ? AND m.${key} IS NULL)`
    const ask = async () => (await this.#engine.all(sql, [id], options))[0]![0] === 1
    return await this.#remembered.ask(`keys ${id} ${key}`, ask, () => true)
  }

  /**
   * What of `items` the rows of `uids` (null: all rows of the mailbox) do not hold, grouped by what is missing. Flags of an
   * unknown age are missing, and labels with them.
   */
  async missing(
    mailbox: StoredMailbox,
    uids: readonly number[] | null,
    items: readonly FetchItem[],
    options: CallOptions,
  ): Promise<Missing[]> {
    if (items.length === 0) return []
    const { id, state, revision } = mailbox
    const question = questionOf(uids, `missing ${id} ${state.uidNext} ${revision.flagsEpoch} ${items}`)
    const ask = () => missingOf(mailbox, uids, items, this.#asking(options))
    return await this.#remembered.ask(question, ask, missing => missing.length === 0)
  }

  #asking(options: CallOptions) {
    return async (request: Extract<EngineRequest, { op: 'all' }>) =>
      (await this.#engine.call([request], options))[0]
  }

  /** Keeps fetched rows: the message's immutable part once, the location's as it is now. */
  async insert(
    mailbox: StoredMailbox,
    records: readonly MessageRecord[],
    options: CallOptions,
  ): Promise<boolean> {
    if (records.length === 0) return true
    return isApplied((await this.#write(insertRequests(mailbox, records), options)).at(-1))
  }

  async #applied(request: EngineRequest, options: CallOptions): Promise<boolean> {
    return isApplied((await this.#write([request], options))[0])
  }

  /** What fails may have been done all the same. */
  async #write(requests: readonly EngineRequest[], options: CallOptions): Promise<readonly EngineAnswer[]> {
    let isChanged = true
    try {
      const answers = await this.#engine.call(requests, options)
      isChanged = !answers.every(changesNothing)
      return answers
    } finally {
      if (isChanged) this.#remembered.forget()
    }
  }
}

function isApplied(answer: EngineAnswer | undefined): boolean {
  return answer !== null && answer !== undefined && 'changes' in answer && answer.changes !== null
}

function changesNothing(answer: EngineAnswer): boolean {
  return answer !== null && 'changes' in answer && answer.changes === 0
}

/** Null when the list is too long to be held. */
function questionOf(uids: readonly number[] | null, about: string): string | null {
  if (uids === null) return about
  return uids.length > FEW_UIDS ? null : `${about} of ${uids.join()}`
}
