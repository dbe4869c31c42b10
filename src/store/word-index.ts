import type { CallOptions, Engine } from '../sqlite/engine.ts'
import { type ErrorCode, isGmailSqlError } from '../util/errors.ts'
import type { StoredMailbox } from './stored-mailbox.ts'
import { candidatesSql, kindsOf, type WordQuery } from './word-query.ts'
import { makeRequest, readRequest, STAMPS_SQL, type WordKind } from './word-tables.ts'

/** So few messages are looked at one by one: reading them into the index would cost a write. */
const FEW_PENDING = 100
/** So many batches does one statement read: of a large store, the first ones make a part of the index each. */
const MOST_BATCHES = 10
/** The file cannot be written just now, and can be read all the same. */
const UNWRITABLE: ReadonlySet<ErrorCode> = new Set(['BUSY', 'FILE_UNSAFE'])

/** Which messages of a store that lasts may have words. It is made, and brought up to date, by the statements that ask. */
export class WordIndex {
  readonly #engine: Engine
  /** Indexes that are there, as a process of the engine found. */
  #made = new Set<string>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** UIDs of the mailbox, newest first, of all messages that have the words and maybe of others; null: the index cannot tell. */
  async candidates(mailbox: StoredMailbox, query: WordQuery, options: CallOptions): Promise<number[] | null> {
    const { sql, params } = candidatesSql(mailbox, query)
    try {
      for (const kind of kindsOf(query)) await this.#bringUpToDate(kind, options)
      const uids = (await this.#engine.all(sql, params, options)).map(([uid]) => uid as number)
      if (uids.at(-1) === 0) return uids.slice(0, -1)
    } catch (error) {
      if (!isGmailSqlError(error) || error.code !== 'NO_TABLE') throw error
    }
    // It is not made, or another version of the program has made it in its own way.
    this.#made.clear()
    return null
  }

  /** Reads everything that is pending into the indexes that were made. */
  async complete(options: CallOptions): Promise<void> {
    const sql = "SELECT (SELECT count(*) FROM sqlite_schema WHERE name = ? || '_words')"
    for (const kind of ['envelope', 'body'] as const) {
      const [row] = await this.#engine.all(sql, [kind], options)
      if (row![0] === 1) await this.#bringUpToDate(kind, { ...options, isWhole: true })
    }
  }

  /** Reads into the index what is not in it yet, as far as the file can be written. */
  async #bringUpToDate(
    kind: WordKind,
    { isWhole = false, ...options }: CallOptions & { readonly isWhole?: boolean },
  ): Promise<void> {
    const few = isWhole ? 0 : FEW_PENDING
    const sql = `SELECT EXISTS (SELECT 1 FROM ${kind}_pending LIMIT 1 OFFSET ${few})`
    const isBehind = async () => (await this.#engine.all(sql, [], options))[0]![0] === 1
    try {
      await this.#make(kind, options)
      for (let batches = 0; (isWhole || batches < MOST_BATCHES) && (await isBehind()); batches++) {
        const [{ changes }] = await this.#engine.call([readRequest(kind)], options)
        if (changes === null) return
      }
    } catch (error) {
      if (!isGmailSqlError(error) || !UNWRITABLE.has(error.code)) throw error
    }
  }

  async #make(kind: WordKind, options: CallOptions): Promise<void> {
    const name = `${kind} ${this.#engine.starts}`
    if (this.#made.has(name)) return
    await this.#engine.call([{ op: 'exec', sql: STAMPS_SQL }, makeRequest(kind)], options)
    this.#made.add(`${kind} ${this.#engine.starts}`)
  }
}
