import type { SessionFacts, StatementClock } from '../util/sql-function.ts'
import type { SqlValue } from '../util/value.ts'

/**
 * What is bound to a parameter. UIDs are bound as a JSON array: they cross the process border as numbers, since a million of them
 * take the host a tenth of a second to write as text.
 */
export type BoundValue = SqlValue | Uint32Array

/**
 * What the engine process is asked, as data that crosses the process border by structured clone. `main` is the store's
 * file, `own` that of the connection's own tables; `shadow` an empty in-memory database in which statements are only
 * compiled, never run.
 */
export type EngineRequest =
  | ExecRequest
  | RunRequest
  | RunManyRequest
  /** All of the requests or none, and only if the guard's one value is 1 when nobody else can write any more. */
  | {
      readonly op: 'transaction'
      readonly guard: { readonly sql: string; readonly params: readonly SqlValue[] }
      readonly requests: readonly WriteRequest[]
    }
  /** In one transaction, if nobody else has the store's file open; else SQLITE_BUSY. Gives back the room that it frees. */
  | { readonly op: 'alone'; readonly requests: readonly WriteRequest[] }
  | {
      readonly op: 'all'
      readonly sql: string
      readonly params: readonly BoundValue[]
      readonly exact?: boolean | undefined
    }
  /** Opens the one cursor; `next` reads it; it closes by itself at its end. */
  | { readonly op: 'open'; readonly sql: string; readonly params: readonly SqlValue[] }
  /**
   * `exact`: every INTEGER comes as bigint, so that it differs from a REAL without a fraction. `atEnd` runs behind the last
   * row, in the same message.
   */
  | {
      readonly op: 'next'
      readonly count: number
      readonly exact?: boolean | undefined
      readonly atEnd?: readonly EngineRequest[]
    }
  | { readonly op: 'closeCursor' }
  | { readonly op: 'shadowExec'; readonly sql: string }
  /** Compiles in the shadow: result columns, and what EXPLAIN tells; of another text, if that reads the same columns. */
  | { readonly op: 'compile'; readonly sql: string; readonly explained?: string }
  /** The statement that follows began then. */
  | { readonly op: 'clock'; readonly clock: StatementClock }
  /** What `insertedKey` is from now on. */
  | { readonly op: 'insertedKey'; readonly key: SessionFacts['insertedKey'] }
  /** Rows of a SELECT without tables, run in the shadow. */
  | { readonly op: 'evaluate'; readonly sql: string; readonly params: readonly SqlValue[] }
  /** The same of each text by itself; null where one does not compile. */
  | { readonly op: 'probe'; readonly sqls: readonly string[] }

interface ExecRequest {
  readonly op: 'exec'
  readonly sql: string
}

interface RunRequest {
  readonly op: 'run'
  readonly sql: string
  readonly params: readonly BoundValue[]
}

/**
 * One prepared statement over many rows, in one transaction. The cursor may stay open meanwhile, if it does not read the
 * table that is written.
 */
interface RunManyRequest {
  readonly op: 'runMany'
  readonly sql: string
  readonly rows: readonly (readonly SqlValue[])[]
}

export type WriteRequest = ExecRequest | RunRequest | RunManyRequest

export interface EngineColumn {
  readonly name: string
  /** Origin column and table in the shadow, null for an expression. */
  readonly column: string | null
  readonly table: string | null
  readonly type: string | null
}

export interface Opcode {
  readonly opcode: string
  readonly p1: number
  readonly p2: number
  readonly p3: number
  readonly p4: string | null
}

export interface Compiled {
  readonly columns: readonly EngineColumn[]
  /** Of the opcodes of EXPLAIN those that tell what is read. */
  readonly program: readonly Omit<Opcode, 'p4'>[]
  /** Root page of each shadow table. */
  readonly rootPages: Readonly<Record<number, string>>
}

export interface Probe {
  readonly compiled: Compiled
  /** It calls a function that may answer otherwise when it is called again with the same arguments. */
  readonly isVolatile: boolean
}

export type Rows = SqlValue[][]

export interface EngineAnswers {
  exec: null
  run: { readonly changes: number }
  runMany: null
  /** null: the guard did not hold. */
  transaction: { readonly changes: number | null }
  alone: null
  all: Rows
  open: null
  next: { readonly rows: Rows; readonly done: boolean }
  closeCursor: null
  shadowExec: null
  compile: Compiled
  clock: null
  insertedKey: null
  evaluate: Rows
  probe: readonly (Probe | null)[]
}

export type EngineAnswer = EngineAnswers[keyof EngineAnswers]

/** Parent to child: several requests in one message run in order; the first failure ends the list. */
export interface EngineCall {
  readonly id: number
  readonly requests: readonly EngineRequest[]
}

export interface EngineReply {
  readonly id: number
  readonly answers: readonly EngineAnswer[]
  /** SQLite's own error: its extended code (`SQLITE_ERROR`) and text; or one of ours, thrown by a function. */
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string | undefined }
}

/** How the child is started: the first message that it gets. */
export interface EngineSettings {
  /** The store's file; pre-created 0600. */
  readonly file: string
  /** It outlives the connection, and other processes use it at the same time. */
  readonly isLasting: boolean
  /** The file of what belongs to this connection alone, attached as `own`; pre-created 0600. */
  readonly own: string
  /** A private directory that the child removes when its parent is gone. */
  readonly removeAtEnd: string | null
  /** URL of a module that exports `functions`: SQL functions to register. */
  readonly functions: string | null
  readonly session: SessionFacts
}
