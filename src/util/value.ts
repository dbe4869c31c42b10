/**
 * A value of a result cell. Integers beyond ±(2^53 − 1) come as bigint, never rounded; BLOBs as Uint8Array;
 * DATETIME as text `YYYY-MM-DD HH:MM:SS` in UTC; BOOLEAN as 1 or 0.
 */
export type SqlValue = null | string | number | bigint | Uint8Array

/** A value that may be bound: what a cell may be, and boolean (1/0), Date (UTC text), undefined (NULL). */
export type ParameterValue = SqlValue | boolean | Date | undefined
/** By position for `?`, `?1` and `$1`; by name, without the sign, for `:a`, `@a` and `$a`. */
export type Parameters = readonly ParameterValue[] | Readonly<Record<string, ParameterValue>>

export type ColumnType = 'TEXT' | 'INTEGER' | 'REAL' | 'BLOB' | 'BOOLEAN' | 'DATETIME'

/** A column of a result. `table` is null for an expression, `type` where it is not evident. */
export interface ResultColumn {
  readonly name: string
  readonly type: ColumnType | null
  readonly table: string | null
}
