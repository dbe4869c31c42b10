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
import { abandon, cancelled, withAbort } from './abort.ts'
import type { Account } from './account.ts'
import { commandError, failure } from './errors.ts'
import { examine } from './examine.ts'
import { fetchRows } from './fetch.ts'
import { fetchBatches } from './fetch-batches.ts'
import { fetchParts } from './fetch-parts.ts'
import { Governor } from './governor.ts'
import type { ImapStats } from './imap-stats.ts'
import { listMailboxes, statuses } from './mailboxes.ts'
import { checkOptions, type ImapSourceOptions } from './options.ts'
import { search, totals } from './search.ts'
import { parseServerCert, type ServerTrust } from './server-cert.ts'
import { Session } from './session.ts'

interface Running<T> {
  readonly command: string
  readonly mailbox?: string | undefined
  readonly work: (session: Session) => Promise<T>
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
  readonly #trust: ServerTrust
  readonly #account: Account
  #session: Session | null = null
  /** What the caller last examined, whatever became of the connection. */
  #examined: Session['examined'] = null
  #busy = false
  readonly #ended = { commands: 0, setupCommands: 0, bytesReceived: 0 }
  #setupOfSession = 0
  /** Shared by all connections: a name is learned by LIST and used after a reconnect as well. */
  readonly #wireNames: Session['wireNames'] = new Map()

  /** @throws BAD_PROPERTY, BAD_VALUE, CERT_UNREADABLE */
  constructor(options: ImapSourceOptions) {
    checkOptions(options)
    this.#account = options.account ?? { governor: new Governor() }
    this.#options = { ...options, account: this.#account }
    this.#trust = parseServerCert(options.serverCert)
  }

  async traits(options?: SourceOptions): Promise<ServerTraits> {
    const work = async (session: Session) => ({
      gmail: session.has('X-GM-EXT-1'),
      condstore: session.has('CONDSTORE'),
      esearch: session.has('ESEARCH'),
    })
    return await this.#run({ command: 'CAPABILITY', work }, options)
  }

  async listMailboxes(options?: SourceOptions): Promise<readonly Mailbox[]> {
    return await this.#run({ command: 'LIST', work: listMailboxes }, options)
  }

  async statuses(
    paths: readonly string[],
    options?: SourceOptions,
  ): Promise<ReadonlyMap<string, MailboxStatus>> {
    const work = (session: Session) => statuses(session, paths)
    return await this.#run({ command: 'STATUS', mailbox: paths.join(', '), work }, options)
  }

  async examine(path: string, options?: SourceOptions): Promise<MailboxState> {
    const work = async (session: Session) => {
      this.#examined = null
      const state = await examine(session, path)
      this.#examined = session.examined
      return state
    }
    return await this.#run({ command: 'EXAMINE', mailbox: path, work }, options)
  }

  async search(term: SearchTerm, options?: SourceOptions): Promise<readonly number[]> {
    const work = async (session: Session) => {
      await this.#reExamine(session)
      return await search(session, term)
    }
    return await this.#run({ command: 'SEARCH', mailbox: this.#examined?.path, work }, options)
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
    return await this.#run({ command: 'SEARCH', mailbox: this.#examined?.path, work }, options)
  }

  async fetch(
    set: MessageSet,
    items: readonly FetchItem[],
    options?: FetchOptions<MessageRecord>,
  ): Promise<MessageRecord[]> {
    const work = async (session: Session) => {
      const again = await this.#reExamine(session)
      if (again && set.kind === 'sequence') {
        throw failure(
          'CONNECTION_LOST',
          'The connection ended since EXAMINE; sequence numbers may have changed.',
        )
      }
      const context = { ...this.#fetchContext(session), items: new Set(items), onSaved: options?.onSaved }
      return await fetchRows(context, set)
    }
    return await this.#run({ command: 'FETCH', mailbox: this.#examined?.path, work }, options)
  }

  async *fetchBatches(
    batches: readonly (readonly number[])[],
    items: readonly FetchItem[],
    options?: FetchOptions<MessageRecord>,
  ): AsyncGenerator<MessageRecord[], void, undefined> {
    const signal = options?.signal
    const about = { command: 'FETCH', mailbox: this.#examined?.path }
    const step = <T>(start: () => Promise<T>) => withAbort(start, signal, () => this.#drop())
    const begin = async (session: Session) => {
      await this.#reExamine(session)
      const context = { ...this.#fetchContext(session), items: new Set(items), onSaved: options?.onSaved }
      return { session, rows: fetchBatches(context, batches) }
    }
    this.#enter('FETCH')
    let begun: Awaited<ReturnType<typeof begin>> | null = null
    try {
      begun = await step(() => this.#attempt({ ...about, work: begin }, signal))
      const { session, rows } = begun
      const next = () => step(() => this.#on(session, { ...about, work: () => rows.next() }))
      for (let batch = await next(); !batch.done; batch = await next()) {
        yield batch.value
        await step(() => this.#account.governor.admit(this.#options.onNotice, signal))
      }
    } finally {
      const ending = begun?.rows.return() ?? Promise.resolve()
      await (signal?.aborted ? abandon(ending, () => this.#drop()) : ending)
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
      return await fetchParts(context, uids, parts)
    }
    return await this.#run({ command: 'FETCH', mailbox: this.#examined?.path, work }, options)
  }

  async close(): Promise<void> {
    const session = this.#session
    this.#retire()
    this.#examined = null
    if (session?.isOpen === true) await session.logout()
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
    const session = this.#session
    const sent = session?.commandsSent ?? 0
    return {
      commands: this.#ended.commands + sent - this.#setupOfSession,
      setupCommands: this.#ended.setupCommands + this.#setupOfSession,
      bytesReceived: this.#ended.bytesReceived + (session?.bytesReceived ?? 0),
    }
  }

  /** One operation: guard, connect, run, map the failure. */
  async #run<T>(running: Running<T>, options: SourceOptions | undefined): Promise<T> {
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

  #enter(command: string): void {
    if (this.#busy)
      throw failure('INTERNAL', `${command} was called while another operation runs on this source.`)
    this.#busy = true
  }

  async #attempt<T>(running: Running<T>, signal: AbortSignal | undefined): Promise<T> {
    await this.#account.governor.admit(this.#options.onNotice, signal)
    return await this.#on(await this.#connected(signal), running)
  }

  async #on<T>(session: Session, running: Running<T>): Promise<T> {
    try {
      return await running.work(session)
    } catch (error) {
      throw commandError(error, session.context, running)
    } finally {
      if (!session.isOpen) this.#retire()
    }
  }

  async #connected(signal: AbortSignal | undefined): Promise<Session> {
    if (this.#session?.isOpen === true) return this.#session
    this.#retire()
    const credentials = await this.#options.credentials()
    // A cancelled caller is gone by now and another operation may be running.
    if (signal?.aborted === true) throw cancelled()
    try {
      const session = await Session.open(this.#options, this.#trust, credentials, opening => {
        this.#session = opening
      })
      session.wireNames = this.#wireNames
      this.#setupOfSession = session.commandsSent
      return session
    } catch (error) {
      this.#setupOfSession = this.#session?.commandsSent ?? 0
      this.#retire()
      throw error
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

  /** Keeps the counters of a connection that is over. */
  #retire(): void {
    const stats = this.stats()
    Object.assign(this.#ended, stats)
    this.#session = null
    this.#setupOfSession = 0
  }

  #drop(): void {
    this.#session?.drop()
  }
}
