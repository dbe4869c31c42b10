import { GmailSqlError } from '../util/errors.ts'
import type { Parameters } from '../util/value.ts'
import type { CallValue } from './call-values.ts'
import { connect } from './connect.ts'
import type { Connection, ConnectOptions, Result, Row, StatementOptions } from './types.ts'

const DEFAULT_MAX = 3
const DEFAULT_IDLE_SECONDS = 60
const DEFAULT_WAIT_SECONDS = 30

export interface PoolOptions extends ConnectOptions {
  /** Connections at most; default 3, as many as an account has sessions with the mail server by PoolMaxSize. */
  readonly max?: number | undefined
  /** A connection that nobody uses for so long is closed; default 60. */
  readonly idleSeconds?: number | undefined
  /** So long is a connection waited for; default 30. */
  readonly waitSeconds?: number | undefined
}

/** A connection of a pool for as long as it is not released. */
export interface Lease extends AsyncDisposable {
  /** Not to be closed: it goes back. */
  readonly connection: Connection
  /** Idempotent. */
  release(): void
}

/**
 * Connections to one account, for programs that run statements at the same time. Each is opened when it is first needed. What
 * belongs to a connection, its temporary tables and notices, is there for the next who gets it.
 */
export interface Pool extends AsyncDisposable {
  query<R = Row>(sql: string, params?: Parameters, options?: StatementOptions): Promise<Result<R>>
  /** Holds a connection until the loop over it ends. */
  stream<R = Row>(
    sql: string,
    params?: Parameters,
    options?: StatementOptions,
  ): AsyncGenerator<R, void, undefined>
  call<R = Row>(
    procedure: string,
    inputs?: Readonly<Record<string, CallValue>>,
    options?: StatementOptions,
  ): Promise<R[]>
  /** Several statements on one connection. */
  use<T>(work: (connection: Connection) => Promise<T>, options?: StatementOptions): Promise<T>
  /** @throws TIMEOUT when none is free in time, CONNECTION_LOST when the pool is closed, what `connect` throws */
  acquire(options?: StatementOptions): Promise<Lease>
  /** Open connections, those of them that nobody uses, and who waits for one. */
  readonly counts: { readonly total: number; readonly idle: number; readonly waiting: number }
  /** Takes no more work, waits for what is under way, and closes all connections. Idempotent. */
  close(): Promise<void>
}

/**
 * @param connection as `connect` takes it
 * @throws BAD_VALUE for options out of range; a connection string is read when the first connection is opened
 */
export function createPool(
  connection: string | Readonly<Record<string, unknown>>,
  options: PoolOptions = {},
): Pool {
  return new ConnectionPool(connection, options)
}

interface Idle {
  readonly connection: Connection
  readonly timer: NodeJS.Timeout
}

interface Waiting {
  readonly take: (connection: Connection) => void
  readonly refuse: (error: unknown) => void
}

class ConnectionPool implements Pool {
  readonly #target: string | Readonly<Record<string, unknown>>
  readonly #options: PoolOptions
  readonly #max: number
  readonly #idle: Idle[] = []
  readonly #waiting: Waiting[] = []
  #total = 0
  #closing: Promise<void> | undefined
  #onEmpty: (() => void) | undefined

  constructor(target: string | Readonly<Record<string, unknown>>, options: PoolOptions) {
    this.#target = target
    this.#options = options
    this.#max = atLeast('max', options.max ?? DEFAULT_MAX, 1)
    atLeast('idleSeconds', options.idleSeconds ?? DEFAULT_IDLE_SECONDS, 0)
    atLeast('waitSeconds', options.waitSeconds ?? DEFAULT_WAIT_SECONDS, 0)
  }

  get counts(): Pool['counts'] {
    return { total: this.#total, idle: this.#idle.length, waiting: this.#waiting.length }
  }

  async query<R = Row>(sql: string, params?: Parameters, options?: StatementOptions): Promise<Result<R>> {
    return await this.use(connection => connection.query<R>(sql, params, options), options)
  }

  async *stream<R = Row>(
    sql: string,
    params?: Parameters,
    options?: StatementOptions,
  ): AsyncGenerator<R, void, undefined> {
    const { connection, release } = await this.acquire(options)
    try {
      yield* connection.stream<R>(sql, params, options)
    } finally {
      release()
    }
  }

  async call<R = Row>(
    procedure: string,
    inputs?: Readonly<Record<string, CallValue>>,
    options?: StatementOptions,
  ): Promise<R[]> {
    return await this.use(connection => connection.call<R>(procedure, inputs, options), options)
  }

  async use<T>(work: (connection: Connection) => Promise<T>, options?: StatementOptions): Promise<T> {
    const { connection, release } = await this.acquire(options)
    try {
      return await work(connection)
    } finally {
      release()
    }
  }

  async acquire({ signal }: StatementOptions = {}): Promise<Lease> {
    if (this.#closing) throw closedError()
    signal?.throwIfAborted()
    const connection =
      this.#takeIdle() ?? (this.#total < this.#max ? await this.#open() : await this.#wait(signal))
    let isHeld = true
    const release = () => {
      if (isHeld) this.#giveBack(connection)
      isHeld = false
    }
    return { connection, release, [Symbol.asyncDispose]: async () => release() }
  }

  async close(): Promise<void> {
    this.#closing ??= this.#close()
    await this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #takeIdle(): Connection | undefined {
    // The one used last: the others may grow old.
    const idle = this.#idle.pop()
    clearTimeout(idle?.timer)
    return idle?.connection
  }

  async #open(): Promise<Connection> {
    this.#total++
    try {
      return await connect(this.#target, this.#options)
    } catch (error) {
      this.#oneLess()
      throw error
    }
  }

  async #wait(signal: AbortSignal | undefined): Promise<Connection> {
    const seconds = this.#options.waitSeconds ?? DEFAULT_WAIT_SECONDS
    const { promise, resolve, reject } = Promise.withResolvers<Connection>()
    // Out of the list at once: a connection that is given to somebody who has gone would be lost.
    const refuse = (error: unknown) => {
      const at = this.#waiting.indexOf(waiting)
      if (at >= 0) this.#waiting.splice(at, 1)
      reject(error)
    }
    const waiting: Waiting = { take: resolve, refuse }
    this.#waiting.push(waiting)
    const timer = setTimeout(() => refuse(busyError(this.#max, seconds)), seconds * 1000)
    const onAbort = () => refuse(signal?.reason)
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
  }

  #giveBack(connection: Connection): void {
    const next = this.#waiting.shift()
    if (next) next.take(connection)
    else if (this.#closing) void this.#end(connection)
    else this.#rest(connection)
  }

  #rest(connection: Connection): void {
    const seconds = this.#options.idleSeconds ?? DEFAULT_IDLE_SECONDS
    const timer = setTimeout(() => {
      this.#idle.splice(
        this.#idle.findIndex(idle => idle.connection === connection),
        1,
      )
      void this.#end(connection)
    }, seconds * 1000)
    // A program that has nothing else to do may end.
    timer.unref()
    this.#idle.push({ connection, timer })
  }

  async #end(connection: Connection): Promise<void> {
    await connection.close().catch(() => {})
    this.#oneLess()
  }

  #oneLess(): void {
    this.#total--
    if (this.#total === 0) this.#onEmpty?.()
    // Whoever waits for one that could not be opened, or is gone, opens one.
    const next = this.#closing ? undefined : this.#waiting.shift()
    if (next) this.#open().then(next.take, next.refuse)
  }

  async #close(): Promise<void> {
    for (const { refuse } of [...this.#waiting]) refuse(closedError())
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#onEmpty = resolve
    for (const { connection, timer } of this.#idle.splice(0)) {
      clearTimeout(timer)
      void this.#end(connection)
    }
    if (this.#total === 0) resolve()
    await promise
  }
}

function atLeast(name: string, value: number, least: number): number {
  if (Number.isFinite(value) && value >= least) return value
  throw new GmailSqlError('BAD_VALUE', `${name} of a pool is ${value}`, {
    hint: `Give a number of at least ${least}.`,
  })
}

function closedError(): GmailSqlError {
  return new GmailSqlError('CONNECTION_LOST', 'the pool is closed', {
    hint: 'Make another with createPool().',
    retryable: false,
  })
}

function busyError(max: number, seconds: number): GmailSqlError {
  return new GmailSqlError(
    'TIMEOUT',
    `none of the ${max} connections of the pool was free within ${seconds} s`,
    {
      hint: 'Release connections and leave loops over streams, or raise max or waitSeconds.',
      retryable: true,
    },
  )
}
