import type { Rows } from '../sqlite/protocol.ts'
import type { StatementRun } from './run-context.ts'

/** A statement that gives no rows. It does its work when its rows are asked for, as every statement does. */
export function effectRun(command: string, work: () => Promise<number>): StatementRun {
  let changed = 0
  async function* rows(): AsyncGenerator<Rows> {
    changed = await work()
    yield []
  }
  return { command, columns: [], rows: rows(), changed: () => changed }
}
