import { StatementCache } from '../exec/statement-cache.ts'
import { GmailSqlError } from '../util/errors.ts'
import type { Parameters, ResultColumn } from '../util/value.ts'
import { describeStatement } from './describe-statement.ts'
import { objectMaker } from './rows.ts'
import type { RunContext } from './run-context.ts'
import { startStatement } from './start-statement.ts'
import type { RowShape, StatementSource } from './statement-stream.ts'
import type { PreparedStatement, Result, RowStream, StatementOptions } from './types.ts'

/** What a prepared statement asks of its connection. */
export interface StatementRunner {
  /** Runs it in its turn; ends behind `atMost` rows. */
  collect<R>(source: StatementSource, collecting: Collecting<R>): Promise<Result<R>>
  open<R>(source: StatementSource, options: StatementOptions, shape: RowShape<R>): RowStream<R>
  inTurn<T>(options: StatementOptions, work: (context: RunContext) => Promise<T>): Promise<T>
}

export interface Collecting<R> {
  readonly options: StatementOptions
  readonly shape: RowShape<R>
  readonly atMost?: number
}

/** A statement's text and what was worked out for it, which outlives sessions of the mail server. */
export class PreparedSql<R> implements PreparedStatement<R> {
  readonly sql: string
  readonly #label: string
  readonly #runner: StatementRunner
  readonly #statements = new StatementCache()
  #closed = false

  constructor(sql: string, label: string, runner: StatementRunner) {
    this.sql = sql
    this.#label = label
    this.#runner = runner
  }

  async columns(options: StatementOptions = {}): Promise<readonly ResultColumn[]> {
    this.#refuseClosed()
    return await this.#runner.inTurn(options, context => describeStatement(this.sql, this.#own(context)))
  }

  async run(params: Parameters = [], options: StatementOptions = {}): Promise<Result<R>> {
    return await this.#runner.collect(this.#source(params), { options, shape: objectMaker<R> })
  }

  async all(params: Parameters = [], options: StatementOptions = {}): Promise<R[]> {
    return (await this.run(params, options)).rows
  }

  async get(params: Parameters = [], options: StatementOptions = {}): Promise<R | undefined> {
    const collecting = { options, shape: objectMaker<R>, atMost: 1 }
    return (await this.#runner.collect(this.#source(params), collecting)).rows[0]
  }

  stream(params: Parameters = [], options: StatementOptions = {}): RowStream<R> {
    return this.#runner.open(this.#source(params), options, objectMaker<R>)
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #source(params: Parameters): StatementSource {
    this.#refuseClosed()
    return {
      label: this.#label,
      start: context => startStatement(this.sql, params, this.#own(context)),
    }
  }

  #own(context: RunContext): RunContext {
    return { ...context, statements: this.#statements }
  }

  #refuseClosed(): void {
    if (!this.#closed) return
    throw new GmailSqlError('BAD_VALUE', 'the prepared statement is closed', {
      hint: 'Prepare it again with db.prepare().',
    })
  }
}
