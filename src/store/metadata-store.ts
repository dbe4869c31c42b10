import type { Mailbox, ServerTraits } from '../mail/source.ts'
import type { CallOptions, Engine } from '../sqlite/engine.ts'

/** What the server can and which mailboxes it has, as it told. */
export interface KeptMetadata {
  readonly traits: ServerTraits
  readonly mailboxes: readonly Mailbox[]
  /** In milliseconds. */
  readonly listedAt: number
}

/** The metadata of the account of a store that lasts. */
export class MetadataStore {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Null when there is none. */
  async read(options: CallOptions): Promise<KeptMetadata | null> {
    const sql = 'SELECT traits, mailboxes, listed_at FROM account WHERE listed_at IS NOT NULL'
    const [row] = await this.#engine.all(sql, [], options)
    if (!row) return null
    const [traits, mailboxes, listedAt] = row as [string, string, number]
    return { traits: JSON.parse(traits), mailboxes: JSON.parse(mailboxes), listedAt }
  }

  async keep({ traits, mailboxes, listedAt }: KeptMetadata, options: CallOptions): Promise<void> {
    const sql = 'UPDATE account SET traits = ?, mailboxes = ?, listed_at = ?'
    const params = [JSON.stringify(traits), JSON.stringify(mailboxes), listedAt]
    await this.#engine.call([{ op: 'run', sql, params }], options)
  }
}
