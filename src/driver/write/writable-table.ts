import type { ConflictAction, Write } from '../../sql/write/read-write.ts'
import type { SqlValue } from '../../util/value.ts'
import type { RunContext } from '../run-context.ts'

/** A row that a write is about: its keys, and what the statement says beside them. Of INSERT there are only values. */
export interface WrittenRow {
  readonly keys: readonly SqlValue[]
  readonly values: readonly SqlValue[]
}

/** What a statement says of the rows of a table, found just now. */
export interface FoundWrite {
  readonly kind: Write['kind']
  /** Of INSERT and UPDATE, in the order of the values. */
  readonly columns: readonly string[]
  readonly conflict: ConflictAction | null
  readonly rows: readonly WrittenRow[]
}

/** One line of DRY RUN. */
export interface DryRow {
  readonly mailbox: string
  readonly id: number | null
  readonly msgId: string | null
  readonly change: string
}

export interface PlannedTableWrite {
  /** The rows that it changes, by what RETURNING of an INSERT or UPDATE will find them; empty for DELETE. */
  readonly condition: string
  /** Of those that were found the ones that it changes: RETURNING of a DELETE shows them as they were. */
  readonly rows: readonly WrittenRow[]
  /** Their keys, as sys_identity tells them. */
  readonly ids: readonly string[]
  readonly dryRows: readonly DryRow[]
  /** Answers the number of the journal; null: there was nothing to send. */
  send(order: { readonly operation: string; readonly statement: string }): Promise<number | null>
}

/** A table of which the rows are no messages, and which can be written all the same. */
export interface WritableTable {
  /** Of its rows in errors: `labels`. */
  readonly rowsAre: string
  /** The columns that tell which row one is. */
  readonly keys: readonly string[]
  /** What UPDATE sets. */
  readonly settable: readonly string[]
  /** The lists of columns that INSERT may name, the one to recommend first. */
  readonly insertable: readonly (readonly string[])[]
  /** What follows FROM where RETURNING of an INSERT or UPDATE reads the rows of a condition. */
  source(write: Pick<Write, 'target'>, condition: string): string
  plan(found: FoundWrite, context: RunContext): Promise<PlannedTableWrite>
}
