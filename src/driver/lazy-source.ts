import type { ImapStats } from '../imap/imap-source.ts'
import type { FetchItem, MessageRecord } from '../mail/message.ts'
import type { SearchTerm } from '../mail/search-term.ts'
import type {
  Mailbox,
  MailboxState,
  MailboxStatus,
  MailSource,
  MessageSet,
  ServerTraits,
  SourceOptions,
} from '../mail/source.ts'

type Source = MailSource & { stats(): ImapStats }

/** The mail source, made at the first call: opening a connection neither loads the IMAP client nor touches the network. */
export class LazySource implements MailSource {
  readonly #make: () => Promise<Source>
  #source: Promise<Source> | undefined
  #made: Source | undefined

  constructor(make: () => Promise<Source>) {
    this.#make = make
  }

  async #get(): Promise<Source> {
    this.#source ??= this.#make()
    try {
      this.#made = await this.#source
      return this.#made
    } catch (error) {
      // What was missing may be there at the next statement: a token that a procedure got.
      this.#source = undefined
      throw error
    }
  }

  stats(): ImapStats {
    return this.#made?.stats() ?? { commands: 0, setupCommands: 0, bytesReceived: 0 }
  }

  async traits(options?: SourceOptions): Promise<ServerTraits> {
    return await (await this.#get()).traits(options)
  }

  async listMailboxes(options?: SourceOptions): Promise<readonly Mailbox[]> {
    return await (await this.#get()).listMailboxes(options)
  }

  async statuses(
    paths: readonly string[],
    options?: SourceOptions,
  ): Promise<ReadonlyMap<string, MailboxStatus>> {
    return await (await this.#get()).statuses(paths, options)
  }

  async examine(path: string, options?: SourceOptions): Promise<MailboxState> {
    return await (await this.#get()).examine(path, options)
  }

  async search(term: SearchTerm, options?: SourceOptions): Promise<readonly number[]> {
    return await (await this.#get()).search(term, options)
  }

  async count(term: SearchTerm, options?: SourceOptions): Promise<number> {
    return await (await this.#get()).count(term, options)
  }

  async fetch(
    set: MessageSet,
    items: readonly FetchItem[],
    options?: SourceOptions,
  ): Promise<MessageRecord[]> {
    return await (await this.#get()).fetch(set, items, options)
  }

  async close(): Promise<void> {
    await this.#made?.close()
  }
}
