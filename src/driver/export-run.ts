import { EXPORT_COLUMNS, exportRows } from '../exec/export.ts'
import { exportFormat } from '../format/export-formats.ts'
import type { ExportStatement } from '../sql/export.ts'
import type { Rows } from '../sqlite/protocol.ts'
import type { Parameters } from '../util/value.ts'
import type { RunContext, StatementRun } from './run-context.ts'
import { logPlan, prepare, run } from './select-run.ts'

/** SELECT … INTO a file: the rows go there, and one row tells how many. */
export async function startExport(
  { target, select }: ExportStatement,
  params: Parameters,
  context: RunContext,
): Promise<StatementRun> {
  exportFormat(target.format, target.options)
  const prepared = await select.locate(statement => prepare(statement, params, context))
  logPlan(prepared.plan, context)
  async function* rows(): AsyncGenerator<Rows> {
    const exact = run(prepared, context, { exact: true })
    yield [await exportRows({ target, columns: prepared.plan.columns, rows: exact })]
  }
  return { command: 'SELECT', columns: EXPORT_COLUMNS, rows: rows() }
}
