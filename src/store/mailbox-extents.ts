import type { CallOptions, Engine } from '../sqlite/engine.ts'
import type { Rows } from '../sqlite/protocol.ts'
import { makeMessageIndexes } from './message-indexes.ts'
import type { Remembered } from './remembered.ts'
import type { StoredMailbox } from './stored-mailbox.ts'

/** A mailbox as nearly all messages of the store: each message up to a key, once, but for a few. */
export interface Extent {
  readonly lastKey: number
  /** Keys of messages that the mailbox does not show, in ascending order. */
  readonly without: readonly number[]
  /** The indexes of `message` are there. */
  readonly isIndexed: boolean
}

/** In a smaller mailbox there is nothing to be gained. */
const SMALLEST = 250
/** So many keys are held beside a mailbox, and looked up for each of its messages. */
const MOST_WITHOUT = 10_000

/** Rows of the mailbox, keys among them, and different ones: an index has them in this order. */
const SHOWN = `SELECT sum(n), count(k), count(*) FROM (SELECT message_key AS k, count(*) AS n
  FROM location INDEXED BY location_of_message WHERE mailbox_id = ? AND uid < ? GROUP BY message_key)`
const STORED = 'SELECT count(*), max(key) FROM message'
const WITHOUT = `SELECT key FROM message m NOT INDEXED WHERE key <= ? AND NOT EXISTS (SELECT 1
  FROM location l INDEXED BY location_of_message WHERE l.message_key = m.key AND l.mailbox_id = ? AND l.uid < ?)
  ORDER BY key LIMIT ?`

/** How mailboxes compare with all that the store holds: what is told of messages alone needs no look at their places then. */
export class MailboxExtents {
  readonly #engine: Engine
  readonly #remembered: Remembered
  readonly #isLasting: boolean

  constructor(engine: Engine, remembered: Remembered, isLasting: boolean) {
    this.#engine = engine
    this.#remembered = remembered
    this.#isLasting = isLasting
  }

  /**
   * The mailbox as the statement has opened it; null when it is small, or many other messages are stored. What other processes
   * write later changes nothing of it: their messages have higher keys, and what they remove was there when it was opened.
   */
  async of(mailbox: StoredMailbox, options: CallOptions): Promise<Extent | null> {
    const { id, state } = mailbox
    if (state.exists < SMALLEST) return null
    const ask = () => this.#read(mailbox, options)
    return await this.#remembered.ask(`extent ${id} ${state.uidNext}`, ask, () => true)
  }

  /** Whether no two authors' addresses differ in nothing but the case of their letters. */
  async haveOneSpelling(options: CallOptions): Promise<boolean> {
    const sql = `SELECT NOT EXISTS (SELECT 1 FROM message m WHERE m.key <> 0
      GROUP BY m.from_addr COLLATE NOCASE HAVING min(m.from_addr COLLATE BINARY) <> max(m.from_addr COLLATE BINARY))`
    const ask = async () => (await this.#engine.all(sql, [], options))[0]![0] === 1
    return await this.#remembered.ask('one spelling', ask, () => true)
  }

  async #read({ id, state }: StoredMailbox, options: CallOptions): Promise<Extent | null> {
    const [[shown], [stored]] = (await this.#engine.call(
      [
        { op: 'all', sql: SHOWN, params: [id, state.uidNext] },
        { op: 'all', sql: STORED, params: [] },
      ],
      options,
    )) as [Rows, Rows]
    const [rows, keys, groups] = shown as [number, number, number]
    const [messages, lastKey] = stored as [number, number]
    // A row without a message, or two of one message: then it is not each message once.
    const isEachOnce = rows === keys && keys === groups
    if (!isEachOnce || messages - keys > MOST_WITHOUT || keys * 2 < messages) return null
    const without = messages === keys ? [] : await this.#without(id, state.uidNext, lastKey, options)
    if (without.length !== messages - keys) return null
    const isIndexed = this.#isLasting && (await makeMessageIndexes(this.#engine, options))
    return { lastKey, without, isIndexed }
  }

  async #without(id: number, uidNext: number, lastKey: number, options: CallOptions): Promise<number[]> {
    const params = [lastKey, id, uidNext, MOST_WITHOUT + 1]
    return (await this.#engine.all(WITHOUT, params, options)).map(([key]) => key as number)
  }
}
