import type { ImapFlow } from 'imapflow'
import { assertSendable, type Credentials } from '../net/credentials.ts'
import { dial } from '../net/dial.ts'
import { describeProxy } from '../net/proxy.ts'
import type { ServerTrust } from '../net/server-cert.ts'
import type { GmailSqlError } from '../util/errors.ts'
import { isLoopbackHost } from '../util/loopback.ts'
import { createClient, limitsOf, MAX_TOKENS, type RawClient, timeoutMsOf } from './client.ts'
import { connectError, silentError } from './connect-errors.ts'
import {
  asLibraryError,
  type ErrorContext,
  isProtocolCode,
  type LibraryError,
  lostError,
  silenceError,
} from './errors.ts'
import { commandLine } from './lane/command-line.ts'
import { Lane, type RowReceiver } from './lane/lane.ts'
import { LogAdapter, type UnparsedLine } from './log-adapter.ts'
import type { ImapSourceOptions } from './options.ts'
import { withProgress } from './progress.ts'
import { cleanServerText } from './server-text.ts'
import { Transport } from './transport.ts'
import type { Tagged, UntaggedHandlers } from './untagged.ts'
import type { Attribute } from './wire.ts'

/** One connection, logged in. It is never reused after it ended. */
export class Session {
  readonly #options: ImapSourceOptions
  readonly #client: ImapFlow
  readonly #raw: RawClient
  readonly #transport: Transport
  /** null: imapflow reads the answers to FETCH too. */
  readonly #lane: Lane | null
  readonly #context: ErrorContext
  readonly #dialing = new AbortController()
  #lastError: LibraryError | null = null
  #stalled = false
  #throttledTold = false
  #unparsed: UnparsedLine[] = []
  /** Mailbox that is examined here, with its UIDVALIDITY; null after a failed EXAMINE. */
  examined: { readonly path: string; readonly uidValidity: number } | null = null
  /** The same of SELECT, which only writes send; never both. */
  selected: Session['examined'] = null
  /** Names as LIST spelled them where encoding the decoded name would give another (a server that breaks modified UTF-7). */
  wireNames = new Map<string, string>()

  private constructor(options: ImapSourceOptions, trust: ServerTrust, credentials: Credentials) {
    this.#options = options
    const { host, port, user } = options
    this.#context = { host, port, user, secrets: [credentials.value.reveal()] }
    const log = this.#logger()
    const write = (line: string) => this.#transport.wire.send(line)
    const onAlert = (text: string) => this.#notice('ALERT', `The mail server says: ${this.clean(text)}`)
    const parts = { write, log, maxTokens: MAX_TOKENS, onAlert }
    this.#lane = options.fetchEngine === 'ImapFlow' ? null : new Lane(parts)
    const under = { trust, context: this.#context, traffic: options.account?.traffic }
    this.#transport = new Transport({ ...under, onNotice: notice => options.onNotice?.(notice) })
    this.#client = createClient(options, credentials, { transport: this.#transport, logger: log })
    this.#raw = this.#client as unknown as RawClient
    this.#client.on('error', error => {
      this.#lastError ??= asLibraryError(error)
    })
    this.#client.on('alert', ({ message }) => onAlert(message))
  }

  /**
   * Connects and logs in. `onStart` gets the session before the first byte, so that it can be dropped.
   * @throws CONNECT, TLS_REFUSED, AUTH_REFUSED, TOO_MANY_CONNECTIONS, THROTTLED, PROTOCOL, TIMEOUT
   */
  static async open(
    options: ImapSourceOptions,
    trust: ServerTrust,
    credentials: Credentials,
    onStart: (session: Session) => void,
  ): Promise<Session> {
    assertSendable(credentials)
    const session = new Session(options, trust, credentials)
    onStart(session)
    try {
      await session.#dial()
      await session.#watch(session.#client.connect())
      await session.#attachLane()
    } catch (error) {
      session.drop()
      throw session.#connectFailure(error, credentials)
    }
    return session
  }

  get context(): ErrorContext {
    return this.#context
  }

  get isOpen(): boolean {
    return this.#client.usable
  }

  get bytesReceived(): number {
    return this.#transport.received
  }

  /** Commands sent on this connection, those of imapflow's set-up too. */
  get commandsSent(): number {
    return this.#raw.tagCounter + (this.#lane?.commandsSent ?? 0)
  }

  /** How many FETCH may be in flight; imapflow sends one command at a time. */
  get commandsAtOnce(): number {
    return this.#lane === null ? 1 : 2
  }

  has(capability: string): boolean {
    return this.#client.capabilities.has(capability)
  }

  /** The number of `APPENDLIMIT=35651584`; null without one. */
  capabilityNumber(name: string): number | null {
    const value = this.#client.capabilities.get(name)
    return typeof value === 'number' ? value : null
  }

  get utf8(): boolean {
    return this.#client.enabled.has('UTF8=ACCEPT')
  }

  clean(text: string): string {
    return cleanServerText(text, this.#context.secrets)
  }

  /** Lines since the last call that imapflow could not parse and skipped. */
  takeUnparsed(): readonly UnparsedLine[] {
    const lines = this.#unparsed
    this.#unparsed = []
    return lines
  }

  /**
   * Sends one command and waits for its tagged OK. Rejects with a library error that `commandError` maps, or
   * with ours.
   */
  async exec(
    command: string,
    attributes: readonly Attribute[],
    untagged: UntaggedHandlers = {},
  ): Promise<Tagged> {
    this.#unparsed = []
    try {
      const answer = await this.#watch(this.#raw.exec(command, attributes, { untagged }))
      answer.next()
      this.#heedLimits(JSON.stringify(answer.response.attributes ?? []))
      return answer.response
    } catch (error) {
      throw this.#explain(error, command)
    }
  }

  /** Sends a FETCH, by whichever engine this connection has, and waits as `exec` does. */
  async fetch(command: string, attributes: readonly Attribute[], rows: RowReceiver): Promise<void> {
    if (this.#lane !== null)
      return await this.#fetchOnLane(this.#lane, commandLine(command, attributes), rows)
    const handlers: UntaggedHandlers = {
      FETCH: ({ attributes: row, truncatedAttributes }) =>
        void rows.take(row?.[1], truncatedAttributes ?? []),
      EXPUNGE: () => {},
      EXISTS: () => {},
    }
    try {
      await this.exec(command, attributes, handlers)
    } finally {
      for (const line of this.takeUnparsed()) rows.unparsed(line)
    }
  }

  async #fetchOnLane(lane: Lane, line: string, rows: RowReceiver): Promise<void> {
    try {
      const text = await this.#watch(lane.send(line, rows))
      this.#heedLimits(text)
    } catch (error) {
      const failed = asLibraryError(error)
      if (failed.responseStatus !== undefined) throw error
      // imapflow may not know yet that the connection is over.
      this.drop()
      throw this.#stalled ? silenceError(this.#context, 'FETCH') : lostError(failed, this.#context, 'FETCH')
    }
  }

  /** IDLE (RFC 2177) until `over` settles; `onNews` is told of each EXISTS. Only the begin and the end count for Timeout. */
  async idle(over: Promise<unknown>, onNews: () => void): Promise<void> {
    const begun = Promise.withResolvers<void>()
    const answer = this.#raw.exec('IDLE', [], {
      untagged: { EXISTS: () => onNews(), EXPUNGE: () => {}, FETCH: () => {} },
      onPlusTag: async () => begun.resolve(),
    })
    answer.catch(() => {})
    try {
      await this.#watch(Promise.race([begun.promise, answer]))
      await Promise.race([over, answer])
      this.#raw.write('DONE')
      ;(await this.#watch(answer)).next()
    } catch (error) {
      throw this.#explain(error, 'IDLE')
    }
  }

  /** Says goodbye and closes; never waits long, never throws. */
  async logout(): Promise<void> {
    const timer = setTimeout(() => this.drop(), 500)
    await this.#client.logout().catch(() => undefined)
    clearTimeout(timer)
    this.drop()
  }

  /** Ends the connection at once. What is waiting on it rejects. */
  drop(): void {
    this.#dialing.abort()
    this.#client.close()
    this.#transport.dialed?.destroy()
  }

  async #dial(): Promise<void> {
    const { host, port, proxy = null, logger } = this.#options
    if (proxy !== null && logger?.isEnabled(4, 'IMAP') === true)
      logger.write(4, 'IMAP', `connecting through ${describeProxy(proxy)}`)
    const timeoutMs = timeoutMsOf(this.#options)
    this.#transport.dialed = await dial({ host, port }, { proxy, timeoutMs, signal: this.#dialing.signal })
  }

  async #attachLane(): Promise<void> {
    const limits = limitsOf(this.#options, true)
    this.#raw.streamer.maxLineLength = limits.line
    if (this.#lane === null) return
    const { wire } = this.#transport
    wire.attach(this.#lane, limits)
    const { compression = 'auto', host } = this.#options
    const isWanted = compression === 'always' || (compression === 'auto' && !isLoopbackHost(host))
    if (!isWanted || !this.has('COMPRESS=DEFLATE')) return
    const rows = { take: () => false, unparsed: () => {} }
    try {
      await this.#watch(this.#lane.send('COMPRESS DEFLATE', rows, () => wire.compress()))
    } catch (error) {
      // Refused, for instance because TLS compresses already: it goes on as it is.
      if (asLibraryError(error).responseStatus === undefined) throw error
    }
  }

  async #watch<T>(work: Promise<T>): Promise<T> {
    const stalled = () => {
      this.#stalled = true
      this.drop()
    }
    return await withProgress(work, timeoutMsOf(this.#options), () => this.bytesReceived, stalled)
  }

  #logger(): LogAdapter {
    return new LogAdapter({
      logger: this.#options.logger,
      secrets: () => this.#context.secrets,
      onUnparsed: line => {
        // Bounded: a server may send garbage for ever.
        if (this.#unparsed.length < 100) this.#unparsed.push(line)
      },
    })
  }

  #explain(error: unknown, command: string): unknown {
    if (this.#stalled) return silenceError(this.#context, command)
    const cause = this.#lastError
    if (cause === null || !(isProtocolCode(cause.code) || cause.code === 'ETIMEOUT')) return error
    // imapflow ends the connection, but only later: the next command must not be sent on it.
    this.drop()
    return lostError(cause, this.#context, command)
  }

  #connectFailure(error: unknown, credentials: Credentials): GmailSqlError {
    if (this.#transport.failure !== null) return this.#transport.failure
    if (this.#stalled) return silentError(this.#context, this.#transport.state)
    const how = { kind: credentials.kind, secure: this.#options.tls === 'Implicit' }
    return connectError(error, this.#context, how)
  }

  /** Gmail tells a soft limit only inside the text of a tagged OK. */
  #heedLimits(text: string): void {
    const isThrottled = text.includes('THROTTLED')
    this.#options.account?.governor.answered(isThrottled)
    if (this.#throttledTold || !isThrottled) return
    this.#throttledTold = true
    this.#notice(
      'THROTTLED',
      'Gmail slows this account down for a while ([THROTTLED]); statements are right but slow.',
    )
  }

  #notice(code: string, message: string): void {
    this.#options.onNotice?.({ code, message })
  }
}
