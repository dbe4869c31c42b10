import type { SqlValue } from './value.ts'

/** When the statement that is running began, and where its user's days begin. */
export interface StatementClock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly nowMs: number
  /** `UTC` or an IANA name. */
  readonly timeZone: string
}

/** Whose connection it is, as far as functions tell it. */
export interface SessionFacts {
  /** The property User; null when there is none. */
  readonly user: string | null
  readonly catalog: string
  /** Where a table without a schema before it is looked up. */
  readonly schema: string
  /** The key of the last row that the connection has inserted into mail; null before. */
  readonly insertedKey: string | number | null
}

/** What a function may ask besides its arguments. */
export type StatementFacts = StatementClock & SessionFacts

export type FunctionFamily =
  | 'mail'
  | 'string'
  | 'date'
  | 'date literal'
  | 'math'
  | 'conditional'
  | 'connection'
  | 'aggregate'
  | 'window'
  | 'internal'

/** What every function has, ours and SQLite's own. */
export interface FunctionEntry {
  readonly name: string
  readonly family: FunctionFamily
  /** The names of its parameters as SQL shows them: `text, length[, fill]`. */
  readonly parameters: string
  readonly doc: string
  /** An expression and what it gives. */
  readonly example: readonly [expression: string, gives: SqlValue]
}

/** A function of SQLite that is listed and not registered. */
export interface NativeFunction extends FunctionEntry {
  readonly kind: 'native'
}

/** SQLite tells a wrong number of arguments by itself, up to `max`; Infinity is any number. */
export interface Arity {
  readonly min: number
  readonly max: number
}

/** A function of its arguments. Integers come as bigint; a bigint answers INTEGER, a number REAL. */
export interface ScalarFunction extends FunctionEntry {
  readonly kind: 'scalar'
  readonly arity: Arity
  /** Within a statement the same arguments give the same answer. */
  readonly deterministic: boolean
  readonly call: (args: readonly SqlValue[], facts: StatementFacts) => SqlValue
}

/** The running state of an aggregate: of one group, or of one window frame. */
export interface Accumulator {
  add(args: readonly SqlValue[]): void
  /** Takes the row out that was added first of those still in; null: not usable as a window function. */
  readonly remove: ((args: readonly SqlValue[]) => void) | null
  result(): SqlValue
}

export interface AggregateFunction extends FunctionEntry {
  readonly kind: 'aggregate'
  readonly arity: Arity
  readonly start: () => Accumulator
}

/** A function that SQL can call. */
export type SqlFunction = NativeFunction | ScalarFunction | AggregateFunction
