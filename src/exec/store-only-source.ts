import type { FetchItem } from '../mail/message.ts'
import type { MailSource } from '../mail/source.ts'
import { GmailSqlError } from '../util/errors.ts'

/** What a statement asks of a mailbox beside which messages are in it. */
export type Wanted = readonly FetchItem[] | 'content'

/**
 * A source that knows nothing but what the store does: whatever would be asked of the server is missing. So a statement
 * that has all it needs runs without a connection, and no other ends with fewer rows than there are.
 */
export class StoreOnlySource implements MailSource {
  readonly #columnsOf: (path: string, wanted: Wanted) => readonly string[]
  #path: string | null = null

  /** @param columnsOf the columns that would be filled, as the statement names them */
  constructor(columnsOf: (path: string, wanted: Wanted) => readonly string[] = () => []) {
    this.#columnsOf = columnsOf
  }

  /** Of this mailbox is what follows. */
  opens(path: string): void {
    this.#path = path
  }

  async traits(): Promise<never> {
    throw notInStore('what the mail server can')
  }

  async listMailboxes(): Promise<never> {
    throw notInStore('the list of mailboxes')
  }

  async statuses(): Promise<never> {
    throw notInStore('how many messages the mailboxes hold now')
  }

  async examine(path: string): Promise<never> {
    throw notInStore(`the mailbox ${path}`)
  }

  async awaitNews({ path }: { readonly path: string }): Promise<never> {
    throw notInStore(`what comes to the mailbox ${path}`)
  }

  async search(): Promise<never> {
    throw notInStore(`which messages ${this.#mailbox()} holds or a search finds there`)
  }

  async totals(): Promise<never> {
    return await this.search()
  }

  async fetch(_: unknown, items: readonly FetchItem[]): Promise<never> {
    throw this.#lacks(items)
  }

  async *fetchBatches(batches: unknown, items: readonly FetchItem[]): AsyncGenerator<never> {
    yield await this.fetch(batches, items)
  }

  async fetchParts(): Promise<never> {
    throw this.#lacks('content')
  }

  async close(): Promise<void> {}

  #mailbox(): string {
    return this.#path ?? 'a mailbox'
  }

  #lacks(wanted: Wanted): GmailSqlError {
    const columns = this.#path === null ? [] : this.#columnsOf(this.#path, wanted)
    const what = columns.length > 0 ? columns.join(', ') : wanted === 'content' ? wanted : wanted.join(', ')
    return notInStore(`${what || 'the messages'} of all messages of ${this.#mailbox()} that are read`)
  }
}

export function notInStore(what: string): GmailSqlError {
  return new GmailSqlError('NOT_IN_STORE', `the store does not hold ${what}`, {
    hint: 'Run the statement once with Offline=false, or EXEC Sync; then it can be answered offline.',
  })
}
