import { probeServer } from '../../../src/driver/probe-server.ts'
import { describeConnection, openSavedConnections } from '../../../src/driver/saved-connections.ts'
import { storeFileOf } from '../../../src/driver/store-file-of.ts'
import { listConnections } from '../../../src/driver/stored-connections.ts'
import type {
  ArrayRow,
  Connection,
  Result,
  Row,
  RowStream,
  StatementOptions,
  StatementStats,
} from '../../../src/driver/types.ts'
import type { Loader } from '../../../src/shell/door.ts'
import { GmailSqlError } from '../../../src/util/errors.ts'
import type { Notice } from '../../../src/util/notice.ts'
import { Secret } from '../../../src/util/secret.ts'
import type { Parameters, ResultColumn } from '../../../src/util/value.ts'

/** What the fake says to one statement. */
export interface FakeAnswer {
  /** `Size:INTEGER` or just `Subject`. None: a statement without result. */
  readonly columns?: readonly string[]
  readonly rows?: Iterable<ArrayRow>
  /** Thrown instead of columns. */
  readonly refusal?: Error
  /** Thrown after the rows. */
  readonly failure?: Error
  /** After its rows the statement hangs until it is cancelled. */
  readonly hangs?: boolean
  /** Between two rows. */
  readonly pauseMs?: number
  readonly notices?: readonly Notice[]
}

export interface Asked {
  readonly sql: string
  readonly params: unknown
}

const STATS: StatementStats = { milliseconds: 12.4, commands: 3, bytesReceived: 4567 }

/** A connection that says what it was told to say, and remembers what it was asked. */
export class FakeConnection implements Connection {
  readonly asked: Asked[] = []
  /** Those of which rows were read: the others were prepared only. */
  readonly ran: string[] = []
  readonly #answers: (sql: string) => FakeAnswer
  openStreams = 0
  isClosed = false

  constructor(answers: (sql: string) => FakeAnswer) {
    this.#answers = answers
  }

  streamArrays(
    sql: string,
    params?: Parameters | StatementOptions,
    options?: StatementOptions,
  ): RowStream<ArrayRow> {
    this.asked.push({ sql, params })
    this.openStreams++
    const answer = this.#answers(sql)
    const closed = () => {
      this.openStreams--
    }
    const began = () => this.ran.push(sql)
    return new FakeStream(rowsOf(answer, options?.signal, began), answer, closed)
  }

  query<R = Row>(): Promise<Result<R>> {
    return Promise.reject(new Error('the shell streams'))
  }

  call<R = Row>(): Promise<R[]> {
    return Promise.reject(new Error('the shell streams'))
  }

  queryArrays(): Promise<Result<ArrayRow>> {
    return Promise.reject(new Error('the shell streams'))
  }

  stream<R = Row>(): RowStream<R> {
    throw new Error('the shell reads rows as arrays')
  }

  watch(): never {
    throw new Error('the shell watches nothing')
  }

  script(): never {
    throw new Error('the shell runs statement by statement')
  }

  prepare(): Promise<never> {
    return Promise.reject(new Error('the shell runs each statement once'))
  }

  explain(): Promise<never> {
    return Promise.reject(new Error('the shell sends EXPLAIN as SQL'))
  }

  async close(): Promise<void> {
    this.isClosed = true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

class FakeStream implements RowStream<ArrayRow> {
  readonly notices: readonly Notice[]
  readonly stats = STATS
  readonly #answer: FakeAnswer
  readonly #rows: AsyncGenerator<ArrayRow, undefined>
  #closed: (() => void) | undefined

  constructor(rows: AsyncGenerator<ArrayRow, undefined>, answer: FakeAnswer, closed: () => void) {
    this.#answer = answer
    this.notices = answer.notices ?? []
    this.#rows = rows
    this.#closed = closed
  }

  async columns(): Promise<readonly ResultColumn[]> {
    if (this.#answer.refusal) throw this.#answer.refusal
    return (this.#answer.columns ?? []).map(spec => {
      const [name, type] = spec.split(':')
      return { name: name!, type: (type ?? null) as ResultColumn['type'], table: null }
    })
  }

  next(): Promise<IteratorResult<ArrayRow, undefined>> {
    return this.#rows.next()
  }

  async return(): Promise<IteratorResult<ArrayRow, undefined>> {
    this.#closed?.()
    this.#closed = undefined
    return this.#rows.return(undefined)
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

async function* rowsOf(
  answer: FakeAnswer,
  signal: AbortSignal | undefined,
  began: () => void,
): AsyncGenerator<ArrayRow, undefined> {
  began()
  for (const row of answer.rows ?? []) {
    if (answer.pauseMs !== undefined) await new Promise(resolve => setTimeout(resolve, answer.pauseMs))
    yield row
  }
  if (answer.hangs) {
    await new Promise<void>(resolve => {
      signal?.addEventListener('abort', () => resolve())
    })
    throw new GmailSqlError('CANCELLED', 'the statement was cancelled')
  }
  if (answer.failure) throw answer.failure
  return undefined
}

/** A loader whose `connect` gives the connection, or the error. */
export function loaderOf(connection: FakeConnection | Error, logins: string[] = []): Loader {
  return {
    async library() {
      return {
        async connect(connectionString) {
          logins.push(connectionString)
          if (connection instanceof Error) throw connection
          return connection
        },
        listConnections,
        openSavedConnections,
        describeConnection,
        probeServer,
        Secret,
        storeFileOf,
      }
    },
    demo: async () => ({ connectionString: 'Server=demo', close: async () => {} }),
  }
}
