import type { Rows } from '../sqlite/protocol.ts'
import type { GmailSqlError } from '../util/errors.ts'
import type { Notice } from '../util/notice.ts'
import type { ResultColumn, SqlValue } from '../util/value.ts'
import type { ActiveStatement } from './active-statement.ts'
import type { RunContext, StatementRun } from './run-context.ts'
import type { RowStream, StatementStats } from './types.ts'

export type RowShape<R> = (columns: readonly ResultColumn[]) => (row: readonly SqlValue[]) => R

/** What a stream runs, and how the log calls it. */
export interface StatementSource {
  readonly label: string
  readonly start: (context: RunContext) => Promise<StatementRun>
}

const NO_STATS: StatementStats = { milliseconds: 0, commands: 0, bytesReceived: 0 }

/** A statement that runs as its rows are read; it begins with the first row, or when its columns are asked for. */
export class StatementStream<R> implements RowStream<R> {
  readonly #text: StatementSource
  readonly #begin: () => ActiveStatement
  readonly #shape: RowShape<R>
  readonly #onEnd: () => void
  #active: ActiveStatement | undefined
  #run: Promise<StatementRun> | undefined
  #make: ((row: readonly SqlValue[]) => R) | undefined
  #batch: Rows = []
  #at = 0
  #given = 0
  #ended = false
  #changed: (() => number) | undefined
  command = ''

  constructor(
    text: StatementSource,
    begin: () => ActiveStatement,
    shape: RowShape<R>,
    onEnd: () => void = () => {},
  ) {
    this.#text = text
    this.#begin = begin
    this.#shape = shape
    this.#onEnd = onEnd
  }

  async columns(): Promise<readonly ResultColumn[]> {
    try {
      return (await this.#start()).columns
    } catch (error) {
      throw this.#fail(error)
    }
  }

  /** Rows given so far or, of a statement that writes, rows changed. */
  get rowCount(): number {
    return this.#changed?.() ?? this.#given
  }

  get notices(): readonly Notice[] {
    return this.#active?.notices ?? []
  }

  get stats(): StatementStats {
    return this.#active?.stats() ?? NO_STATS
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  async next(): Promise<IteratorResult<R, undefined>> {
    if (this.#at < this.#batch.length) {
      this.#given++
      return { done: false, value: this.#make!(this.#batch[this.#at++]!) }
    }
    if (this.#ended) return { done: true, value: undefined }
    try {
      const run = await this.#start()
      const step = await run.rows.next()
      if (step.done) {
        this.#finish()
        return { done: true, value: undefined }
      }
      this.#batch = step.value
      this.#at = 0
      return await this.next()
    } catch (error) {
      throw this.#fail(error)
    }
  }

  async return(): Promise<IteratorResult<R, undefined>> {
    if (!this.#ended && this.#run) {
      const run = await this.#run.catch(() => undefined)
      await run?.rows.return(undefined).catch(() => undefined)
    }
    this.#batch = []
    this.#finish()
    return { done: true, value: undefined }
  }

  async throw(error: unknown): Promise<IteratorResult<R, undefined>> {
    await this.return()
    throw error
  }

  async #start(): Promise<StatementRun> {
    if (!this.#run) {
      this.#active = this.#begin()
      this.#run = this.#text.start(this.#active.context)
      this.#run.catch(() => undefined)
    }
    const run = await this.#run
    this.command = run.command
    this.#changed = run.changed
    this.#make ??= this.#shape(run.columns)
    return run
  }

  #fail(error: unknown): unknown {
    const told = this.#active?.errorOf(error)
    this.#finish(told)
    return told ?? error
  }

  #finish(error?: GmailSqlError): void {
    if (!this.#ended) this.#active?.log(this.#text.label, this.rowCount, error)
    this.#ended = true
    this.#active?.end()
    this.#onEnd()
  }
}
