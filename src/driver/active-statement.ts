import type { StatementCache } from '../exec/statement-cache.ts'
import type { Mailbox } from '../mail/source.ts'
import { GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import type { Notice } from '../util/notice.ts'
import { ProgressMeter } from '../util/progress.ts'
import type { Resources } from './resources.ts'
import type { RunContext } from './run-context.ts'
import type { StatementOptions, StatementStats } from './types.ts'

export interface SessionParts {
  readonly notices: Notice[]
  readonly mailboxes: (refresh: boolean, signal: AbortSignal) => Promise<readonly Mailbox[]>
  readonly statements: StatementCache
  readonly onEnd: () => void
}

/** What one running statement has of its own: how it is cancelled, its clock, its notices, what it cost. */
export class ActiveStatement {
  readonly context: RunContext
  readonly notices: Notice[] = []
  readonly #resources: Resources
  readonly #session: SessionParts
  readonly #controller = new AbortController()
  readonly #started = performance.now()
  readonly #before: { commands: number; bytesReceived: number }
  readonly #disarm: () => void
  #ended: StatementStats | undefined

  constructor(resources: Resources, options: StatementOptions, session: SessionParts) {
    this.#resources = resources
    this.#session = session
    this.#before = resources.stats()
    this.#disarm = this.#arm(options)
    this.context = {
      resources,
      signal: this.#controller.signal,
      notify: notice => this.#notify(notice),
      progress: new ProgressMeter(options.onProgress, () => this.stats().bytesReceived),
      notices: () => session.notices,
      mailboxes: refresh => session.mailboxes(refresh, this.#controller.signal),
      statements: session.statements,
    }
  }

  abort(reason: GmailSqlError): void {
    this.#controller.abort(reason)
  }

  /** The reason of an abort, whatever the aborted part made of it; an error that is not ours is a mistake of ours. */
  errorOf(error: unknown): GmailSqlError {
    const { signal } = this.#controller
    // What was being written when it was aborted may have been done: that is worth more than why it was aborted.
    const isUnknown = isGmailSqlError(error) && error.code === 'OUTCOME_UNKNOWN'
    if (signal.aborted && isGmailSqlError(signal.reason) && !isUnknown) {
      // One of the same code says more: what had been done by then.
      return isGmailSqlError(error) && error.code === signal.reason.code ? error : signal.reason
    }
    if (isGmailSqlError(error) && error.code === 'THROTTLED') this.#resources.traffic.refused()
    if (isGmailSqlError(error)) return error
    return new GmailSqlError(
      'INTERNAL',
      error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    )
  }

  stats(): StatementStats {
    if (this.#ended) return this.#ended
    const now = this.#resources.stats()
    return {
      milliseconds: performance.now() - this.#started,
      commands: now.commands - this.#before.commands,
      bytesReceived: now.bytesReceived - this.#before.bytesReceived,
    }
  }

  /** One entry a statement: its text, rows, time, and its error if it failed. */
  log(sql: string, rows: number, error: GmailSqlError | undefined): void {
    const { logger } = this.#resources
    if (!logger.isEnabled(1, 'SQL')) return
    const { milliseconds, commands, bytesReceived } = this.stats()
    const cost = `${rows} rows, ${milliseconds.toFixed(0)} ms, ${commands} commands, ${bytesReceived} bytes`
    logger.write(1, 'SQL', `${sql} -- ${error ? `${error.code}: ${error.message}; ` : ''}${cost}`)
  }

  end(): void {
    this.#ended ??= this.stats()
    this.#disarm()
    this.#session.onEnd()
  }

  #notify(notice: Notice): void {
    this.notices.push(notice)
    this.#session.notices.push(notice)
  }

  #arm({ signal, timeout }: StatementOptions): () => void {
    const seconds = timeout ?? this.#resources.parsed.values.StatementTimeout
    const onAbort = () => this.abort(new GmailSqlError('CANCELLED', 'the statement was cancelled'))
    if (signal?.aborted) onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })
    const overdue = () =>
      this.abort(
        new GmailSqlError('TIMEOUT', `the statement ran longer than StatementTimeout=${seconds}`, {
          hint: 'Raise StatementTimeout; 0 is no limit.',
        }),
      )
    const timer = seconds > 0 ? setTimeout(overdue, seconds * 1000) : undefined
    return () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
  }
}
