import { refuse } from '../exec/prepare.ts'
import { explainPlan } from '../plan/explain.ts'
import type { Plan } from '../plan/plan.ts'
import { planDocument } from '../plan/plan-document.ts'
import type { PlanCost, PlanDocument } from '../plan/plan-document-types.ts'
import { type ExplainRequest, readExplain } from '../sql/explain.ts'
import { readExport } from '../sql/export.ts'
import type { Statement } from '../sql/statement.ts'
import type { Rows } from '../sqlite/protocol.ts'
import type { Parameters, ResultColumn } from '../util/value.ts'
import type { RunContext, StatementRun } from './run-context.ts'
import { prepare, run } from './select-run.ts'

export const PLAN_COLUMN: ResultColumn = { name: 'plan', type: 'TEXT', table: null }

/** A plan, and what carrying it out cost when that was asked for. */
interface Explained {
  readonly plan: Plan
  readonly cost?: PlanCost
}

/** EXPLAIN prints the plan; EXPLAIN ANALYZE runs the statement as well and adds what it cost. */
export async function startExplain(
  statement: Statement,
  params: Parameters,
  context: RunContext,
): Promise<StatementRun> {
  const request = readExplain(statement)
  const explained = await explain(request, params, context)
  const lines =
    request.format === 'json' ? [JSON.stringify(documentOf(explained), null, 2)] : linesOf(explained)
  return { command: 'EXPLAIN', columns: [PLAN_COLUMN], rows: onePiece(lines.map(line => [line])) }
}

/** A plan as `db.explain` gives it; the text may itself begin with EXPLAIN. */
export async function explainText(
  text: string,
  params: Parameters,
  context: RunContext,
): Promise<{ readonly lines: string[]; readonly document: PlanDocument }> {
  const explained = await explain(requestOf(text, context), params, context)
  return { lines: linesOf(explained), document: documentOf(explained) }
}

function requestOf(text: string, { statements }: RunContext): ExplainRequest {
  const statement = statements.read(text)
  if (statement.kind === 'explain') return readExplain(statement)
  return { isAnalyze: false, format: 'text', explained: text }
}

async function explain(request: ExplainRequest, params: Parameters, context: RunContext): Promise<Explained> {
  const select = readSelect(request.explained, context)
  return request.isAnalyze
    ? await analyze(select, params, context)
    : { plan: (await prepare(select, params, context)).plan }
}

async function analyze(select: Statement, params: Parameters, context: RunContext): Promise<Explained> {
  const { resources } = context
  const before = resources.stats()
  const started = performance.now()
  const prepared = await prepare(select, params, context)
  let rows = 0
  for await (const batch of run(prepared, context)) rows += batch.length
  const after = resources.stats()
  const commands = after.commands - before.commands
  const cost = {
    rows,
    commands,
    roundTrips: commands,
    bytesReceived: after.bytesReceived - before.bytesReceived,
    milliseconds: Math.round((performance.now() - started) * 1000) / 1000,
  }
  return { plan: prepared.plan, cost }
}

function linesOf({ plan, cost }: Explained): string[] {
  if (!cost) return explainPlan(plan)
  const { rows, commands, bytesReceived, milliseconds } = cost
  const facts = [`${rows} rows`, `${commands} IMAP commands, each a round trip`]
  facts.push(`${bytesReceived} bytes received`, `${milliseconds.toFixed(0)} ms`)
  return [...explainPlan(plan), `Actual: ${facts.join(', ')}`]
}

function documentOf({ plan, cost }: Explained): PlanDocument {
  return planDocument(plan, cost)
}

/** The SELECT that an EXPLAIN is about. */
export function readExplained(statement: Statement, context: RunContext): Statement {
  return readSelect(readExplain(statement).explained, context)
}

/** Of a statement with INTO its SELECT: nothing is written. */
function readSelect(text: string, { statements }: RunContext): Statement {
  const statement = statements.read(text)
  if (statement.kind !== 'select') refuse(statement)
  return readExport(statement)?.select.statement ?? statement
}

async function* onePiece(rows: Rows): AsyncGenerator<Rows> {
  yield rows
}
