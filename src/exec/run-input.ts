import type { Plan, PlannedTable } from '../plan/plan.ts'
import type { StatementClock } from '../util/sql-function.ts'
import type { SqlValue } from '../util/value.ts'

export interface RunInput {
  readonly plan: Plan
  readonly params: readonly SqlValue[]
  /** Set before the statement runs: its compilation may be an earlier one's. */
  readonly clock: StatementClock
  readonly account: string
  /** Rows of a list table, cells in the order of its columns. */
  readonly listRows: (table: PlannedTable) => Promise<readonly (readonly SqlValue[])[]>
  /** Rows are to be written: an INTEGER is a bigint in them, a number is a REAL. */
  readonly exact?: boolean | undefined
}
