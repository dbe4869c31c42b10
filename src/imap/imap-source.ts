import type { FetchItem, MessageRecord } from '../mail/message.ts'
import type { SearchTerm } from '../mail/search-term.ts'
import type {
  FetchOptions,
  Mailbox,
  MailboxState,
  MailboxStatus,
  MailSource,
  MessageParts,
  MessageSet,
  PartRequest,
  SearchTotal,
  ServerTraits,
  SourceOptions,
} from '../mail/source.ts'
import { parseServerCert } from '../net/server-cert.ts'
import { abandon, withAbort } from './abort.ts'
import { type Account, createAccount } from './account.ts'
import { commandError, failure } from './errors.ts'
import { examine } from './examine.ts'
import { fetchRows } from './fetch.ts'
import { fetchBatches } from './fetch-batches.ts'
import { awaitNews, type NewsWish } from './idle.ts'
import { type ImapStats, sumOf } from './imap-stats.ts'
import { DEFAULT_POOL, KeptSession, Turn } from './kept-session.ts'
import { listMailboxes, statuses } from './mailboxes.ts'
import { checkOptions, type ImapSourceOptions } from './options.ts'
import { PartSessions } from './part-sessions.ts'
import { search, totals } from './search.ts'
import type { Session } from './session.ts'

export interface Running<T> {
  readonly command: string
  readonly mailbox?: string | undefined
  readonly work: (session: Session) => Promise<T>
  /** It does not depend on what was examined before. */
  readonly isFresh?: boolean
}

/**
 * A mail account over IMAP. Connects at the first call and again after a lost connection; a lost EXAMINE is
 * then repeated, and its UIDVALIDITY compared.
 *
 * Throws, besides what each method says: CONNECT, TLS_REFUSED, AUTH_REFUSED, TOO_MANY_CONNECTIONS, THROTTLED,
 * CONNECTION_LOST, TIMEOUT, PROTOCOL, CANCELLED.
 */
export class ImapSource implements MailSource {
  readonly #options: ImapSourceOptions
  readonly #account: Account
  readonly #kept: KeptSession
  readonly #extras: PartSessions
  /** What the caller last examined, whatever became of the connection. */
  #examined: Session['examined'] = null
  #busy = false

  /** @throws BAD_PROPERTY, BAD_VALUE, CERT_UNREADABLE */
  constructor(options: ImapSourceOptions) {
    checkOptions(options)
    this.#account = options.account ?? createAccount()
    this.#options = { ...options, account: this.#account }
    const trust = parseServerCert(options.serverCert)
    const wireNames: Session['wireNames'] = new Map()
    const parts = { options: this.#options, trust, account: this.#account, wireNames }
    this.#kept = new KeptSession(parts)
    const { maxSize } = options.pool ?? DEFAULT_POOL
    this.#extras = new PartSessions(
      () => new KeptSession({ ...parts, isExtra: true }),
      this.#account,
      maxSize,
    )
  }

  async traits(options?: SourceOptions): Promise<ServerTraits> {
    const work = async (session: Session) => ({
      gmail: session.has('X-GM-EXT-1'),
      condstore: session.has('CONDSTORE'),
      esearch: session.has('ESEARCH'),
    })
    return await this.run({ command: 'CAPABILITY', isFresh: true, work }, options)
  }

  async listMailboxes(options?: SourceOptions): Promise<readonly Mailbox[]> {
    return await this.run({ command: 'LIST', isFresh: true, work: listMailboxes }, options)
  }

  async statuses(
    paths: readonly string[],
    options?: SourceOptions,
  ): Promise<ReadonlyMap<string, MailboxStatus>> {
    const work = (session: Session) => statuses(session, paths)
    return await this.run({ command: 'STATUS', mailbox: paths.join(', '), isFresh: true, work }, options)
  }

  async examine(path: string, options?: SourceOptions): Promise<MailboxState> {
    const work = async (session: Session) => {
      this.#examined = null
      const state = await examine(session, path)
      this.#examined = session.examined
      return state
    }
    return await this.run({ command: 'EXAMINE', mailbox: path, isFresh: true, work }, options)
  }

  async awaitNews(wish: NewsWish, options?: SourceOptions): Promise<MailboxState> {
    const work = async (session: Session) => {
      this.#examined = null
      const state = await awaitNews(session, { ...wish, signal: options?.signal })
      this.#examined = session.examined
      return state
    }
    return await this.run({ command: 'IDLE', mailbox: wish.path, isFresh: true, work }, options)
  }

  async search(term: SearchTerm, options?: SourceOptions): Promise<readonly number[]> {
    const work = async (session: Session) => {
      await this.#reExamine(session)
      return await search(session, term)
    }
    return await this.run({ command: 'SEARCH', mailbox: this.#examined?.path, work }, options)
  }

  async totals(
    term: SearchTerm,
    wanted: readonly SearchTotal[],
    options?: SourceOptions,
  ): Promise<readonly (number | null)[]> {
    const work = async (session: Session) => {
      await this.#reExamine(session)
      return await totals(session, term, wanted)
    }
    return await this.run({ command: 'SEARCH', mailbox: this.#examined?.path, work }, options)
  }

  async fetch(
    set: MessageSet,
    items: readonly FetchItem[],
    options?: Parameters<MailSource['fetch']>[2],
  ): Promise<MessageRecord[]> {
    const work = async (session: Session) => {
      const again = await this.#reExamine(session)
      if (again && set.kind === 'sequence') {
        throw failure(
          'CONNECTION_LOST',
          'The connection ended since EXAMINE; sequence numbers may have changed.',
        )
      }
      const own = { items: new Set(items), octets: options?.octets, onSaved: options?.onSaved }
      return await fetchRows({ ...this.#fetchContext(session), ...own }, set)
    }
    return await this.run({ command: 'FETCH', mailbox: this.#examined?.path, work }, options)
  }

  async *fetchBatches(
    batches: readonly (readonly number[])[],
    items: readonly FetchItem[],
    options?: FetchOptions<MessageRecord>,
  ): AsyncGenerator<MessageRecord[], void, undefined> {
    const signal = options?.signal
    const about = { command: 'FETCH', mailbox: this.#examined?.path }
    const step = <T>(start: () => Promise<T>) => withAbort(start, signal, () => this.#drop())
    const work = async (session: Session) => {
      await this.#reExamine(session)
      const context = { ...this.#fetchContext(session), items: new Set(items), onSaved: options?.onSaved }
      return fetchBatches(context, batches)
    }
    const turn = new Turn(this.#kept)
    const use = async () => {
      await this.#account.governor.admit(this.#options.onNotice, signal)
      return await turn.begin(signal)
    }
    const begin = async () => {
      const session = await use()
      return { session, rows: await this.#worked({ ...about, work }, session) }
    }
    this.#enter('FETCH')
    let begun: Awaited<ReturnType<typeof begin>> | null = null
    try {
      begun = await step(begin)
      const { session, rows } = begun
      const next = () => step(() => this.#worked({ ...about, work: () => rows.next() }, session))
      for (let batch = await next(); !batch.done; batch = await next()) {
        turn.end()
        yield batch.value
        await step(use)
      }
    } finally {
      const ending = begun?.rows.return() ?? Promise.resolve()
      await (signal?.aborted ? abandon(ending, () => this.#drop()) : ending)
      turn.end()
      this.#busy = false
    }
  }

  async fetchParts(
    uids: readonly number[],
    parts: readonly PartRequest[],
    options?: FetchOptions<MessageParts>,
  ): Promise<MessageParts[]> {
    const work = async (session: Session) => {
      await this.#reExamine(session)
      const context = { ...this.#fetchContext(session), onSaved: options?.onSaved }
      const uidValidity = this.#examined?.uidValidity ?? 0
      return await this.#extras.fetch({ context, uids, parts, uidValidity, signal: options?.signal })
    }
    return await this.run({ command: 'FETCH', mailbox: this.#examined?.path, work }, options)
  }

  async close(): Promise<void> {
    this.#examined = null
    await this.rest()
  }

  /** Ends the connections until the next call, which goes on where this one was. */
  async rest(): Promise<void> {
    await Promise.all([this.#kept.close(), this.#extras.close()])
  }

  /**
   * After a failure of which the server says that it passes, or a lost connection.
   * @param tried how often this operation was put off already
   * @returns whether the same call may be made again; it then waits as long as is due
   */
  postpone(tried: number, reason: string): boolean {
    return this.#account.governor.refused(tried, reason)
  }

  /** Cumulative over all connections of this source. */
  stats(): ImapStats {
    return sumOf([this.#kept.stats(), ...this.#extras.stats()])
  }

  /** One operation: guard, connect, run, map the failure. What writes comes in here too (`write/imap-writer`). */
  async run<T>(running: Running<T>, options: SourceOptions | undefined): Promise<T> {
    this.#enter(running.command)
    try {
      return await withAbort(
        () => this.#attempt(running, options?.signal),
        options?.signal,
        () => this.#drop(),
      )
    } finally {
      this.#busy = false
    }
  }

  #drop(): void {
    this.#kept.drop()
    this.#extras.drop()
  }

  #enter(command: string): void {
    if (this.#busy)
      throw failure('INTERNAL', `${command} was called while another operation runs on this source.`)
    this.#busy = true
  }

  async #attempt<T>(running: Running<T>, signal: AbortSignal | undefined): Promise<T> {
    await this.#account.governor.admit(this.#options.onNotice, signal)
    try {
      const session = await this.#kept.begin(running.isFresh === true, signal)
      return await this.#worked(running, session)
    } finally {
      this.#kept.end()
    }
  }

  async #worked<T>(running: Running<T>, session: Session): Promise<T> {
    try {
      return await running.work(session)
    } catch (error) {
      throw commandError(error, session.context, running)
    }
  }

  /** True when the mailbox had to be examined again because the connection is a new one. */
  async #reExamine(session: Session): Promise<boolean> {
    const examined = this.#examined
    if (examined === null) throw failure('INTERNAL', 'No mailbox is examined.')
    if (session.examined !== null) return false
    const state = await examine(session, examined.path)
    if (state.uidValidity === examined.uidValidity) return true
    this.#examined = null
    throw failure(
      'STALE_ID',
      `The mailbox ${JSON.stringify(examined.path)} was rebuilt (UIDVALIDITY changed).`,
      {
        hint: 'Run the statement again.',
        retryable: true,
      },
    )
  }

  #fetchContext(session: Session) {
    const onNotice = (code: string, message: string) => this.#options.onNotice?.({ code, message })
    return { session, mailbox: this.#examined?.path ?? '', onNotice }
  }
}
