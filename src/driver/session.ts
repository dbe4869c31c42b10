import { StatementCache } from '../exec/statement-cache.ts'
import type { PlanDocument } from '../plan/plan-document-types.ts'
import { bindParameters } from '../sql/parameters.ts'
import { GmailSqlError } from '../util/errors.ts'
import type { Notice } from '../util/notice.ts'
import type { Parameters } from '../util/value.ts'
import { ActiveStatement } from './active-statement.ts'
import { startNamedCall } from './call-run.ts'
import { type CallValue, readStreams } from './call-values.ts'
import { explainText } from './explain-run.ts'
import { type Collecting, PreparedSql, type StatementRunner } from './prepared-statement.ts'
import type { Resources } from './resources.ts'
import { objectMaker } from './rows.ts'
import type { RunContext } from './run-context.ts'
import { runScript } from './script.ts'
import { startStatement } from './start-statement.ts'
import { type RowShape, type StatementSource, StatementStream } from './statement-stream.ts'
import type {
  ArrayRow,
  Connection,
  ExplainOptions,
  PreparedStatement,
  Result,
  Row,
  RowStream,
  ScriptResult,
  StatementOptions,
} from './types.ts'
import { startWatch } from './watch.ts'

/** The one implementation of {@link Connection}. */
export class Session implements Connection, StatementRunner {
  readonly #resources: Resources
  readonly #notices: Notice[]
  readonly #another: () => Resources
  readonly #statements = new StatementCache()
  readonly #watches = new Set<AsyncIterableIterator<unknown, void>>()
  #queue: Promise<unknown> = Promise.resolve()
  #stream: StatementStream<unknown> | undefined
  #running: ActiveStatement | undefined
  #closing: Promise<void> | undefined

  /** @param another as `resources`, for what needs a connection of its own */
  constructor(resources: Resources, notices: Notice[], another: () => Resources) {
    this.#resources = resources
    this.#notices = notices
    this.#another = another
  }

  async query<R = Row>(
    sql: string,
    params: Parameters = [],
    options: StatementOptions = {},
  ): Promise<Result<R>> {
    return await this.collect<R>(textSource(sql, params), { options, shape: objectMaker<R> })
  }

  async queryArrays(
    sql: string,
    params: Parameters = [],
    options: StatementOptions = {},
  ): Promise<Result<ArrayRow>> {
    return await this.collect<ArrayRow>(textSource(sql, params), { options, shape: asArrays })
  }

  stream<R = Row>(
    sql: string,
    params?: Parameters | StatementOptions,
    options?: StatementOptions,
  ): RowStream<R> {
    const [values, given] = valuesAndOptions(params, options)
    return this.open(textSource(sql, values), given, objectMaker<R>)
  }

  streamArrays(
    sql: string,
    params?: Parameters | StatementOptions,
    options?: StatementOptions,
  ): RowStream<ArrayRow> {
    const [values, given] = valuesAndOptions(params, options)
    return this.open(textSource(sql, values), given, asArrays)
  }

  async prepare<R = Row>(sql: string, options: StatementOptions = {}): Promise<PreparedStatement<R>> {
    const statement = new PreparedSql<R>(sql, labelOf(sql), this)
    await statement.columns(options)
    return statement
  }

  script<R = Row>(text: string, options: StatementOptions = {}): AsyncIterableIterator<ScriptResult<R>> {
    return runScript(text, sql => this.query<R>(sql, [], options))
  }

  async call<R = Row>(
    procedure: string,
    inputs: Readonly<Record<string, CallValue>> = {},
    options: StatementOptions = {},
  ): Promise<R[]> {
    const names = Object.keys(inputs)
    const values = bindParameters(names, await readStreams(inputs, options.signal))
    const named = names.map((name, index) => ({ name: name.replace(/^@/, ''), value: values[index]! }))
    const source: StatementSource = {
      label: `CALL ${procedure}`,
      start: async context => startNamedCall({ procedure, named, positional: [] }, context),
    }
    return (await this.collect<R>(source, { options, shape: objectMaker<R> })).rows
  }

  watch<R = Row>(
    mailbox: string,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): AsyncIterableIterator<R, void, undefined> {
    this.#refuseWhenClosed()
    const watch = startWatch<R>(mailbox, signal, {
      open: () => {
        const resources = this.#another()
        return { resources, session: new Session(resources, [], this.#another) }
      },
      onEnd: () => this.#watches.delete(watch),
    })
    this.#watches.add(watch)
    return watch
  }

  async explain(
    sql: string,
    params: Parameters | undefined,
    options: ExplainOptions<'json'>,
  ): Promise<PlanDocument>
  async explain(sql: string, params?: Parameters, options?: ExplainOptions<'text'>): Promise<string>
  async explain(
    sql: string,
    params: Parameters = [],
    options: StatementOptions & { readonly format?: 'text' | 'json' | undefined } = {},
  ): Promise<string | PlanDocument> {
    const { lines, document } = await this.inTurn(options, context => explainText(sql, params, context))
    return options.format === 'json' ? document : lines.join('\n')
  }

  async close(): Promise<void> {
    this.#closing ??= this.#close()
    await this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #close(): Promise<void> {
    this.#running?.abort(new GmailSqlError('CANCELLED', 'the connection was closed'))
    await Promise.all([...this.#watches].map(watch => watch.return?.()))
    await this.#stream?.return()
    await this.#queue
    await this.#resources.close()
  }

  async collect<R>(
    source: StatementSource,
    { options, shape, atMost = Number.POSITIVE_INFINITY }: Collecting<R>,
  ): Promise<Result<R>> {
    return await this.#queued(async () => {
      const stream = new StatementStream<R>(source, () => this.#activate(options), shape)
      const rows: R[] = []
      for await (const row of stream) if (rows.push(row) >= atMost) break
      const columns = await stream.columns()
      return {
        rows,
        columns,
        rowCount: stream.rowCount,
        command: stream.command,
        notices: stream.notices,
        stats: stream.stats,
      }
    })
  }

  open<R>(source: StatementSource, options: StatementOptions, shape: RowShape<R>): RowStream<R> {
    const begin = () => {
      this.#refuseWhileStreaming()
      this.#stream = stream as StatementStream<unknown>
      return this.#activate(options)
    }
    // Queries that were begun before it come to their end; those that come later are refused.
    const start: StatementSource['start'] = async context => {
      await this.#queue
      return await source.start(context)
    }
    const stream = new StatementStream<R>({ ...source, start }, begin, shape, () => {
      if (this.#stream === stream) this.#stream = undefined
    })
    return stream
  }

  async inTurn<T>(options: StatementOptions, work: (context: RunContext) => Promise<T>): Promise<T> {
    return await this.#queued(async () => {
      const active = this.#activate(options)
      try {
        return await work(active.context)
      } catch (error) {
        throw active.errorOf(error)
      } finally {
        active.end()
      }
    })
  }

  /** One after the other; a failed one does not fail the next. */
  async #queued<T>(work: () => Promise<T>): Promise<T> {
    this.#refuseWhileStreaming()
    const mine = this.#queue.then(work)
    this.#queue = mine.catch(() => undefined)
    return await mine
  }

  #refuseWhenClosed(): void {
    if (!this.#closing) return
    throw new GmailSqlError('CONNECTION_LOST', 'the connection is closed', {
      hint: 'Open another with connect().',
      retryable: false,
    })
  }

  #refuseWhileStreaming(): void {
    this.#refuseWhenClosed()
    if (this.#stream) {
      throw new GmailSqlError('BUSY', 'a stream is open on this connection', {
        hint: 'Read it to its end or leave its loop first, or use a second connection.',
      })
    }
  }

  #activate(options: StatementOptions): ActiveStatement {
    const active = new ActiveStatement(this.#resources, options, {
      notices: this.#notices,
      mailboxes: (refresh, signal) => this.#resources.metadata.mailboxes(refresh, { signal }),
      statements: this.#statements,
      onEnd: () => {
        if (this.#running === active) this.#running = undefined
        this.#resources.traffic.end(active.context.notify)
        this.#resources.upkeep.end()
        void this.#resources.rest()
      },
    })
    this.#running = active
    return active
  }
}

function textSource(sql: string, params: Parameters): StatementSource {
  return { label: labelOf(sql), start: context => startStatement(sql, params, context) }
}

/** A statement's text for the log; the literals of a call are left out, since a token may be among them. */
function labelOf(sql: string): string {
  const isCall = /^\s*(?:EXEC|EXECUTE|CALL|\{)/i.test(sql)
  return isCall ? sql.replace(/'[^']*(?:''[^']*)*'?/g, "'…'") : sql
}

const asArrays: RowShape<ArrayRow> = () => row => row

function valuesAndOptions(
  second: Parameters | StatementOptions | undefined,
  third: StatementOptions | undefined,
): [Parameters, StatementOptions] {
  return isOptions(second) ? [[], second] : [second ?? [], third ?? {}]
}

/** `stream(sql, { signal })`: an AbortSignal is no value that could be bound. */
function isOptions(value: Parameters | StatementOptions | undefined): value is StatementOptions {
  return (
    value !== undefined && !Array.isArray(value) && 'signal' in value && value.signal instanceof AbortSignal
  )
}
