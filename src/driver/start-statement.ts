import { refuse } from '../exec/prepare.ts'
import { connectorNotices } from '../sql/connector-notices.ts'
import { readExport } from '../sql/export.ts'
import type { Statement } from '../sql/statement.ts'
import type { Parameters } from '../util/value.ts'
import { startCall } from './call-run.ts'
import { effectOf } from './effects.ts'
import { startExplain } from './explain-run.ts'
import { startExport } from './export-run.ts'
import type { RunContext, StatementRun } from './run-context.ts'
import { logPlan, prepare, run } from './select-run.ts'
import { selectToShow } from './show-run.ts'
import { isDryRun, startDryRun } from './write/dry-run.ts'
import { plainWrite } from './write/plain-write.ts'
import { startWrite } from './write/start-write.ts'

/** Parses, plans and readies a statement; its rows run when they are read. */
export async function startStatement(
  text: string,
  params: Parameters,
  context: RunContext,
): Promise<StatementRun> {
  const statement = context.statements.read(text)
  const plain = statement.kind === 'write' ? await plainWrite(statement, context) : null
  if (plain) return await plain.locate(write => start(write, params, context))
  return await start(statement, params, context)
}

async function start(statement: Statement, params: Parameters, context: RunContext): Promise<StatementRun> {
  if (statement.kind === 'explain') return await startExplain(statement, params, context)
  if (statement.kind === 'call') return startCall(statement, params, context)
  const startEffect = effectOf(statement, context)
  if (startEffect) return await startEffect(params)
  if (isDryRun(statement)) return await startDryRun(statement, params, context)
  if (statement.kind === 'write') return await startWrite(statement, params, context)
  const isShow = statement.kind === 'show'
  const selected = isShow ? await selectToShow(statement, context) : statement
  if (selected.kind !== 'select') refuse(statement)
  const exported = readExport(selected)
  if (exported) return await startExport(exported, params, context)
  const prepared = await prepare(selected, params, context)
  for (const notice of connectorNotices(selected.tokens)) context.notify(notice)
  logPlan(prepared.plan, context)
  return { command: isShow ? 'SHOW' : 'SELECT', columns: prepared.plan.columns, rows: run(prepared, context) }
}
