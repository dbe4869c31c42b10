import type { PlanDocument } from '../plan/plan-document-types.ts'
import type { GmailSqlError } from '../util/errors.ts'
import type { Notice } from '../util/notice.ts'
import type { Progress } from '../util/progress.ts'
import type { Parameters, ResultColumn, SqlValue } from '../util/value.ts'
import type { CallValue } from './call-values.ts'

export type { PlanCost, PlanDocument, ScanDocument } from '../plan/plan-document-types.ts'

export type Row = Readonly<Record<string, SqlValue>>
export type ArrayRow = readonly SqlValue[]

/** How `connect` lets a user authorise; only GETANDREFRESH and GetOAuthAccessToken with AuthMode=APP ask. */
export interface ConnectOptions {
  /** Told the URL that a user must open; default: it is written to stderr. */
  readonly onAuthorizationUrl?: ((url: string) => void) | undefined
  /** Opens a browser; default: the system's own; null: none is opened. */
  readonly openBrowser?: ((url: string) => Promise<void>) | null | undefined
  /** Reads the callback URL that a user pastes, where the browser cannot reach this machine; `refusal`: why not the last. */
  readonly readCallback?:
    | ((signal: AbortSignal, refusal: GmailSqlError | null) => Promise<string>)
    | undefined
  /** Told what no statement asked for: properties without effect, settings files, alerts of the server. */
  readonly onNotice?: ((notice: Notice) => void) | undefined
  /** True: the exchange waits for the first statement that needs mail instead of running in `connect`. */
  readonly deferAuthorization?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

export interface StatementOptions {
  /** Aborting ends the statement with CANCELLED. */
  readonly signal?: AbortSignal | undefined
  /** Seconds, overrides the property StatementTimeout; 0 is none. */
  readonly timeout?: number | undefined
  /** Told how far the statement is with what it fetches, after each batch. What it throws ends the statement. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

export type ExplainOptions<Format extends 'text' | 'json'> = StatementOptions &
  (Format extends 'json' ? { readonly format: 'json' } : { readonly format?: 'text' | undefined })

/** What a statement cost on the wire: IMAP commands sent and bytes received while it ran, and its wall time. */
export interface StatementStats {
  readonly milliseconds: number
  readonly commands: number
  readonly bytesReceived: number
}

export interface Result<R = Row> {
  readonly rows: R[]
  readonly columns: readonly ResultColumn[]
  /** Rows given; of INSERT, UPDATE, DELETE and CREATE … AS, rows written. */
  readonly rowCount: number
  /** First word of the statement in capitals: SELECT, EXPLAIN, … */
  readonly command: string
  readonly notices: readonly Notice[]
  readonly stats: StatementStats
}

/** Rows as they come. Leaving the loop early ends the statement and frees the connection. */
export interface RowStream<R = Row> extends AsyncIterableIterator<R> {
  /** Settles when the statement has been planned; the rows need not have been fetched. */
  columns(): Promise<readonly ResultColumn[]>
  /** Notices so far; complete once the loop has ended. */
  readonly notices: readonly Notice[]
  readonly stats: StatementStats
}

/**
 * A statement that runs many times: its text is parsed and compiled once, and planned anew for each list of values, since they
 * decide what is sent to the server. It goes on working when the mail server ends its session.
 */
export interface PreparedStatement<R = Row> extends AsyncDisposable {
  readonly sql: string
  run(params?: Parameters, options?: StatementOptions): Promise<Result<R>>
  /** The rows alone. */
  all(params?: Parameters, options?: StatementOptions): Promise<R[]>
  /** The first row, undefined when there is none; what lies behind it is not read. */
  get(params?: Parameters, options?: StatementOptions): Promise<R | undefined>
  stream(params?: Parameters, options?: StatementOptions): RowStream<R>
  /** The columns of its rows; nothing runs. */
  columns(options?: StatementOptions): Promise<readonly ResultColumn[]>
  /** Forgets what was worked out. The connection stays open. */
  close(): Promise<void>
}

/** The result of one statement of a script. */
export interface ScriptResult<R = Row> extends Result<R> {
  readonly sql: string
  /** Where it begins in the script, from 1. */
  readonly line: number
  readonly column: number
}

/**
 * One session with one mail account. One statement at a time: `query`, `explain` and `call` queue; while a stream is
 * open they fail with BUSY.
 */
export interface Connection extends AsyncDisposable {
  query<R = Row>(sql: string, params?: Parameters, options?: StatementOptions): Promise<Result<R>>
  /** As `query`, with rows as arrays: columns of the same name stay apart. */
  queryArrays(sql: string, params?: Parameters, options?: StatementOptions): Promise<Result<ArrayRow>>
  stream<R = Row>(
    sql: string,
    params?: Parameters | StatementOptions,
    options?: StatementOptions,
  ): RowStream<R>
  streamArrays(
    sql: string,
    params?: Parameters | StatementOptions,
    options?: StatementOptions,
  ): RowStream<ArrayRow>
  /**
   * Parses and compiles a statement that will run with several lists of values.
   * @throws what running it would throw before a mailbox is opened, but for values
   */
  prepare<R = Row>(sql: string, options?: StatementOptions): Promise<PreparedStatement<R>>
  /**
   * Runs the statements of a script in order, each when its result is asked for: a loop that is left early leaves the rest
   * undone. The last one needs no semicolon.
   * @throws the error of the first statement that fails, its message with the statement's number and line, its position
   *   that in the script
   */
  script<R = Row>(text: string, options?: StatementOptions): AsyncIterableIterator<ScriptResult<R>>
  /** Runs a stored procedure, inputs by name. A stream is read to its end before the call begins. */
  call<R = Row>(
    procedure: string,
    inputs?: Readonly<Record<string, CallValue>>,
    options?: StatementOptions,
  ): Promise<R[]>
  /**
   * Mail that comes to a mailbox, from the first `next()` on: for each message the row of `SELECT * FROM <mailbox>`, in the
   * order of Ids. It has an IMAP connection of its own and connects again when that is lost. `return()`, the signal and
   * `close()` end it without an error.
   * @throws NO_TABLE, NOT_SUPPORTED for what is no mailbox; what logging in throws; STALE_ID when the mailbox was rebuilt
   */
  watch<R = Row>(
    mailbox: string,
    options?: { readonly signal?: AbortSignal | undefined },
  ): AsyncIterableIterator<R, void, undefined>
  /**
   * The plan as text, one line a fact, or as data for programs. Nothing is fetched but the list of mailboxes, unless the text
   * begins with EXPLAIN ANALYZE, which runs the statement and adds what it cost.
   */
  explain(sql: string, params: Parameters | undefined, options: ExplainOptions<'json'>): Promise<PlanDocument>
  explain(sql: string, params?: Parameters, options?: ExplainOptions<'text'>): Promise<string>
  close(): Promise<void>
}
