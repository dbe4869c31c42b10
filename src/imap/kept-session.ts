import type { ServerTrust } from '../net/server-cert.ts'
import { cancelled } from './abort.ts'
import type { Account } from './account.ts'
import { failure } from './errors.ts'
import type { ImapStats } from './imap-stats.ts'
import type { ImapSourceOptions, PoolOptions } from './options.ts'
import { Session } from './session.ts'
import type { SlotHolder } from './slots.ts'

export interface KeptSessionParts {
  readonly options: ImapSourceOptions
  readonly trust: ServerTrust
  readonly account: Account
  /** Shared by all sessions of a source: a name is learned by LIST and used after a reconnect as well. */
  readonly wireNames: Session['wireNames']
  /** Takes a connection only where one is free at once. */
  readonly isExtra?: boolean
}

/** As long as this a connection is waited for where Timeout is none: who waits may be the one who holds the others. */
const LONGEST_WAIT_MS = 60_000

export const DEFAULT_POOL: PoolOptions = { maxSize: 3, idleMs: 0, lifeMs: 0, keepAliveMs: 0 }

/** One session at a time: opened when it is needed, within the account's count, renewed when it is old, ended when nobody uses it. */
export class KeptSession implements SlotHolder {
  readonly #parts: KeptSessionParts
  readonly #pool: PoolOptions
  readonly #ended = { commands: 0, setupCommands: 0, bytesReceived: 0 }
  #session: Session | null = null
  #setupOfSession = 0
  #openedAt = 0
  #usedAt = 0
  #uses = 0
  #openings = 0
  #idleTimer: NodeJS.Timeout | undefined
  #aliveTimer: NodeJS.Timeout | undefined
  #noop: Promise<unknown> | undefined

  constructor(parts: KeptSessionParts) {
    this.#parts = parts
    this.#pool = parts.options.pool ?? DEFAULT_POOL
  }

  /** An open session for one operation, after which `end` is called. @param isFresh it does not depend on what was examined before */
  async begin(isFresh: boolean, signal: AbortSignal | undefined): Promise<Session> {
    this.#uses++
    this.#stopTimers()
    await this.#noop
    const session = this.#session
    if (session?.isOpen === true && !(isFresh && this.#isOld())) return session
    if (session !== null) await this.#leave(session)
    return await this.#open(signal)
  }

  end(): void {
    this.#uses--
    this.#usedAt = this.#parts.account.clock.now()
    if (this.#session !== null && !this.#session.isOpen) this.#retire(this.#session)
    if (this.#uses === 0 && this.#session !== null) this.#startTimers()
  }

  get isOpen(): boolean {
    return this.#session?.isOpen === true
  }

  /** Ends the connection at once, what is running on it with it. */
  drop(): void {
    this.#session?.drop()
  }

  async close(): Promise<void> {
    this.#stopTimers()
    if (this.#session !== null) await this.#leave(this.#session)
  }

  idleMs(): number | null {
    return this.#uses > 0 || this.#noop ? null : this.#parts.account.clock.now() - this.#usedAt
  }

  async giveUp(): Promise<void> {
    await this.close()
  }

  /** Cumulative over all sessions. */
  stats(): ImapStats {
    const sent = this.#session?.commandsSent ?? 0
    return {
      commands: this.#ended.commands + sent - this.#setupOfSession,
      setupCommands: this.#ended.setupCommands + this.#setupOfSession,
      bytesReceived: this.#ended.bytesReceived + (this.#session?.bytesReceived ?? 0),
    }
  }

  async #open(signal: AbortSignal | undefined): Promise<Session> {
    const { options, trust, wireNames, account } = this.#parts
    let mine: Session | null = null
    this.#openings++
    try {
      await this.#acquire(signal)
      const credentials = await options.credentials()
      // A cancelled caller is gone by now and another operation may be running.
      if (signal?.aborted === true) throw cancelled()
      const session = await Session.open(options, trust, credentials, opening => {
        mine = opening
        this.#session = opening
      })
      session.wireNames = wireNames
      if (session.has('X-GM-EXT-1')) account.traffic.isGmail = true
      this.#setupOfSession = session.commandsSent
      this.#openedAt = account.clock.now()
      this.#openings--
      return session
    } catch (error) {
      this.#openings--
      this.#retire(mine)
      throw error
    }
  }

  async #acquire(signal: AbortSignal | undefined): Promise<void> {
    const { options, account, isExtra = false } = this.#parts
    const max = this.#pool.maxSize
    const waitMs = isExtra ? null : options.timeoutSeconds * 1000 || LONGEST_WAIT_MS
    if (await account.slots.acquire(this, { max, waitMs, signal })) return
    throw failure(
      'TOO_MANY_CONNECTIONS',
      `All ${max} IMAP connections that this process may have to ${options.user} are in use (PoolMaxSize).`,
      {
        hint: 'End other statements first, or raise PoolMaxSize: 10 at most, as Gmail allows 15 with phones.',
      },
    )
  }

  #isOld(): boolean {
    const { lifeMs } = this.#pool
    return lifeMs > 0 && this.#parts.account.clock.now() - this.#openedAt >= lifeMs
  }

  async #leave(session: Session): Promise<void> {
    const isOpen = session.isOpen
    if (!isOpen) return this.#retire(session)
    // Not used by anybody from here on; counted until the server knows that it is over.
    this.#keepCounters(session)
    await session.logout()
    this.#release()
  }

  /** Of a session that is over; null: it was never begun. */
  #retire(session: Session | null): void {
    if (session !== this.#session) return
    if (session !== null) this.#keepCounters(session)
    this.#release()
  }

  #keepCounters(session: Session): void {
    if (this.#setupOfSession === 0) this.#setupOfSession = session.commandsSent
    Object.assign(this.#ended, this.stats())
    this.#session = null
    this.#setupOfSession = 0
  }

  /** Not where a cancelled operation leaves what the next one has or opens already. */
  #release(): void {
    if (this.#session === null && this.#openings === 0) this.#parts.account.slots.release(this)
  }

  #startTimers(): void {
    const { idleMs, keepAliveMs } = this.#pool
    this.#stopTimers()
    if (idleMs > 0) this.#idleTimer = setTimeout(() => void this.close(), idleMs).unref()
    if (keepAliveMs > 0) this.#aliveTimer = setInterval(() => this.#ping(), keepAliveMs).unref()
  }

  #stopTimers(): void {
    clearTimeout(this.#idleTimer)
    clearInterval(this.#aliveTimer)
  }

  /** So that neither the server nor a router on the way ends what nobody uses. What fails is found by the next operation. */
  #ping(): void {
    if (this.#noop || this.#session?.isOpen !== true) return
    const ended = this.#session.exec('NOOP', []).then(
      () => {},
      () => {},
    )
    this.#noop = ended.finally(() => {
      this.#noop = undefined
    })
  }
}

/**
 * The use of a session that is interrupted while somebody takes the rows. He may pause for ever: others may have the connection
 * meanwhile, and what it did not bring is asked for on the next.
 */
export class Turn {
  readonly #kept: KeptSession
  #isUsed = false

  constructor(kept: KeptSession) {
    this.#kept = kept
  }

  async begin(signal: AbortSignal | undefined): Promise<Session> {
    this.#isUsed = true
    return await this.#kept.begin(false, signal)
  }

  end(): void {
    if (this.#isUsed) this.#kept.end()
    this.#isUsed = false
  }
}
