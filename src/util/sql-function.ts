import type { SqlValue } from './value.ts'

/** A function that SQL can call. */
export interface SqlFunction {
  readonly name: string
  readonly family: 'mail' | 'string' | 'date' | 'math' | 'conditional' | 'aggregate'
  readonly doc: string
  /** True only if the same arguments always give the same answer. */
  readonly deterministic: boolean
  /** As many parameters as SQL must give; none declared means any number. */
  readonly call: (...args: SqlValue[]) => SqlValue
}
