import type { FetchItem, MessageRecord } from '../mail/message.ts'
import type { MailboxState } from '../mail/source.ts'
import type { CallOptions, Engine } from '../sqlite/engine.ts'
import type { EngineAnswer, EngineRequest } from '../sqlite/protocol.ts'
import type { SqlValue } from '../util/value.ts'
import { insertRequests, refreshRequest } from './inserts.ts'
import { Remembered } from './remembered.ts'
import { STORE_SCHEMA } from './schema.ts'
import type { StoredMailbox } from './stored-mailbox.ts'

/** Messages that a scan needs and the store does not hold whole: which items are missing of which UIDs, newest first. */
export interface Missing {
  readonly items: readonly FetchItem[]
  readonly uids: number[]
}

/** Columns of `message` by which other tables name messages. */
export type MessageKeyColumn = 'msgid' | 'thread_id'

/** What a store says of a mailbox by itself. */
type KnownMailbox = Omit<StoredMailbox, 'ownLabel' | 'gmail'>

/** How the absence of an item shows in a row (see the schema). */
const ABSENT: Readonly<Record<FetchItem, string>> = {
  flags: 'l.flags IS NULL',
  labels: 'l.labels IS NULL',
  modSeq: 'l.modseq IS NULL',
  msgId: 'l.message_key IS NULL',
  threadId: 'm.thread_id IS NULL',
  references: 'm.thread_id IS NULL',
  internalDate: 'm.internal_date IS NULL',
  size: 'm.size IS NULL',
  envelope: 'coalesce(m.has_envelope, 0) = 0',
  structure: 'coalesce(m.has_structure, 0) = 0',
}

/** A thread is told by References and, where there are none, by the ENVELOPE: both are needed at once. */
function withEnvelope(items: readonly FetchItem[]): readonly FetchItem[] {
  return items.includes('references') && !items.includes('envelope') ? [...items, 'envelope'] : items
}

/** So many UIDs are cheap to hold beside a question about them. */
const FEW_UIDS = 2_000

/**
 * What has been seen, in the engine's SQLite file. Nothing else writes into that file while it is open, so answers are kept
 * until this does: with another writer they would have to be forgotten when a statement begins.
 */
export class MessageStore {
  readonly #engine: Engine
  readonly #account: string
  readonly #remembered = new Remembered()
  #isOpen = false

  constructor(engine: Engine, account: string) {
    this.#engine = engine
    this.#account = account
  }

  /** Makes the tables once; an engine that is started anew finds them in its file. */
  async open(options: CallOptions): Promise<void> {
    if (this.#isOpen) return
    await this.#engine.call([{ op: 'exec', sql: STORE_SCHEMA }], options)
    this.#isOpen = true
  }

  /** The state under which the mailbox was last read, null when it never was. */
  async mailbox(path: string, options: CallOptions): Promise<KnownMailbox | null> {
    return await this.#remembered.ask(`mailbox ${path}`, () => this.#mailbox(path, options), Boolean)
  }

  async #mailbox(path: string, options: CallOptions): Promise<KnownMailbox | null> {
    const sql = `SELECT id, uid_validity, uid_next, exists_count, highest_modseq, covered_from
      FROM mailbox WHERE account = ? AND path = ?`
    const [row] = await this.#engine.all(sql, [this.#account, path], options)
    if (!row) return null
    const [id, uidValidity, uidNext, exists, modSeq, coveredFrom] = row as [
      number,
      number,
      number,
      number,
      string | null,
      number | null,
    ]
    const highestModSeq = modSeq === null ? null : BigInt(modSeq)
    return { id, path, state: { path, uidValidity, uidNext, exists, highestModSeq }, coveredFrom }
  }

  /** Begins a mailbox anew: first seen, or UIDVALIDITY changed and no UID means what it meant. Answers its id. */
  async resetMailbox(state: MailboxState, options: CallOptions): Promise<number> {
    const clear =
      'DELETE FROM location WHERE mailbox_id IN (SELECT id FROM mailbox WHERE account = ? AND path = ?)'
    const insert = `INSERT INTO mailbox (account, path, uid_validity, uid_next, exists_count, highest_modseq)
      VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account, path) DO UPDATE SET uid_validity = excluded.uid_validity,
      uid_next = excluded.uid_next, exists_count = excluded.exists_count, highest_modseq = excluded.highest_modseq, covered_from = NULL`
    const { path, uidValidity, uidNext, exists } = state
    const [, , rows] = await this.#write(
      [
        { op: 'run', sql: clear, params: [this.#account, path] },
        {
          op: 'run',
          sql: insert,
          params: [this.#account, path, uidValidity, uidNext, exists, modSeqText(state)],
        },
        {
          op: 'all',
          sql: 'SELECT id FROM mailbox WHERE account = ? AND path = ?',
          params: [this.#account, path],
        },
      ],
      options,
    )
    return rows[0]![0] as number
  }

  async saveState(id: number, state: MailboxState, options: CallOptions): Promise<void> {
    const sql = 'UPDATE mailbox SET uid_next = ?, exists_count = ?, highest_modseq = ? WHERE id = ?'
    await this.#run(sql, [state.uidNext, state.exists, modSeqText(state), id], options)
  }

  async setCoveredFrom(id: number, uid: number, options: CallOptions): Promise<void> {
    await this.#run('UPDATE mailbox SET covered_from = ? WHERE id = ?', [uid, id], options)
  }

  /** The UIDs with a row, newest first, at most `limit`. */
  async knownUids(id: number, limit: number | null, options: CallOptions): Promise<readonly number[]> {
    const sql = 'SELECT uid FROM location WHERE mailbox_id = ? ORDER BY uid DESC LIMIT ?'
    const ask = async () => {
      const rows = await this.#engine.all(sql, [id, limit ?? -1], options)
      return rows.map(([uid]) => uid as number)
    }
    return await this.#remembered.ask(`uids ${id} ${limit}`, ask, uids => uids.length <= FEW_UIDS)
  }

  /** What can change of each row, as one text; null where it was never fetched. */
  async mutableTexts(id: number, options: CallOptions): Promise<Map<number, string | null>> {
    const sql = 'SELECT uid, flags || char(0) || labels FROM location WHERE mailbox_id = ?'
    return new Map((await this.#engine.all(sql, [id], options)) as [number, string | null][])
  }

  /** The lowest UID with a row, and how many have one. */
  async extent(id: number, options: CallOptions): Promise<{ lowest: number | null; count: number }> {
    const sql = 'SELECT min(uid), count(*) FROM location WHERE mailbox_id = ?'
    const [row] = await this.#engine.all(sql, [id], options)
    return { lowest: row![0] as number | null, count: row![1] as number }
  }

  /** Makes the rows at and above `from` exactly `uids`: new ones come without anything else, the others go. */
  async setUids(id: number, from: number, uids: readonly number[], options: CallOptions): Promise<void> {
    const list = JSON.stringify(uids)
    const remove = `DELETE FROM location WHERE mailbox_id = ? AND uid >= ? AND uid NOT IN (SELECT value FROM json_each(?))`
    const insert = 'INSERT OR IGNORE INTO location (mailbox_id, uid) SELECT ?, value FROM json_each(?)'
    await this.#write(
      [
        { op: 'run', sql: remove, params: [id, from, list] },
        { op: 'run', sql: insert, params: [id, list] },
      ],
      options,
    )
  }

  /** Gives rows to `uids` that have none yet. */
  async addUids(id: number, uids: readonly number[], options: CallOptions): Promise<void> {
    const sql = 'INSERT OR IGNORE INTO location (mailbox_id, uid) SELECT ?, value FROM json_each(?)'
    const add = () => this.#run(sql, [id, JSON.stringify(uids)], options)
    await this.#remembered.ask(questionOf(uids, `rows ${id}`), add, () => true)
  }

  /** Flags, labels and MODSEQ are of an unknown age: they will be fetched when they are read. */
  async forgetMutable(id: number, options: CallOptions): Promise<void> {
    await this.#run(
      `UPDATE location SET flags = NULL, flag_bits = NULL, labels = NULL, is_important = NULL, modseq = NULL
      WHERE mailbox_id = ?`,
      [id],
      options,
    )
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

  /** What of `items` the rows of `uids` (null: all rows of the mailbox) do not hold, grouped by what is missing. */
  async missing(
    id: number,
    uids: readonly number[] | null,
    items: readonly FetchItem[],
    options: CallOptions,
  ): Promise<Missing[]> {
    if (items.length === 0) return []
    const question = questionOf(uids, `missing ${id} ${items}`)
    const ask = () => this.#missing(id, uids, items, options)
    return await this.#remembered.ask(question, ask, missing => missing.length === 0)
  }

  async #missing(
    id: number,
    uids: readonly number[] | null,
    items: readonly FetchItem[],
    options: CallOptions,
  ): Promise<Missing[]> {
    const mask = items.map((item, index) => `((${ABSENT[item]}) << ${index})`).join(' | ')
    const from = uids
      ? `json_each(?2) s LEFT JOIN location l ON l.mailbox_id = ?1 AND l.uid = s.value`
      : `location l`
    const sql = `SELECT ${uids ? 's.value' : 'l.uid'} AS uid, ${mask} AS absent FROM ${from}
      LEFT JOIN message m ON m.key = l.message_key WHERE absent != 0 ${uids ? '' : 'AND l.mailbox_id = ?1'} ORDER BY uid DESC`
    const rows = await this.#engine.all(sql, uids ? [id, JSON.stringify(uids)] : [id], options)
    const groups = new Map<number, number[]>()
    for (const [uid, absent] of rows as [number, number][]) {
      const group = groups.get(absent)
      if (group) group.push(uid)
      else groups.set(absent, [uid])
    }
    return [...groups].map(([absent, group]) => ({
      items: withEnvelope(items.filter((_, index) => absent & (1 << index))),
      uids: group,
    }))
  }

  /** Keeps fetched rows: the message's immutable part once, the location's as it is now. */
  async insert(
    mailbox: StoredMailbox,
    records: readonly MessageRecord[],
    options: CallOptions,
  ): Promise<void> {
    if (records.length > 0) await this.#write(insertRequests(mailbox, records), options)
  }

  /** Brings flags, labels and MODSEQ of known rows up to date. */
  async refresh(
    mailbox: StoredMailbox,
    records: readonly MessageRecord[],
    options: CallOptions,
  ): Promise<void> {
    if (records.length > 0) await this.#write([refreshRequest(mailbox, records)], options)
  }

  async #run(sql: string, params: SqlValue[], options: CallOptions): Promise<void> {
    await this.#write([{ op: 'run', sql, params }], options)
  }

  /** What fails may have been done all the same. */
  async #write<const R extends readonly EngineRequest[]>(requests: R, options: CallOptions) {
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

function changesNothing(answer: EngineAnswer): boolean {
  return answer !== null && 'changes' in answer && answer.changes === 0
}

/** Null when the list is too long to be held. */
function questionOf(uids: readonly number[] | null, about: string): string | null {
  if (uids === null) return about
  return uids.length > FEW_UIDS ? null : `${about} of ${uids.join()}`
}

function modSeqText({ highestModSeq }: MailboxState): string | null {
  return highestModSeq === null ? null : String(highestModSeq)
}
