import { refuse } from '../exec/prepare.ts'
import { explainPlan } from '../plan/explain.ts'
import { isWord } from '../sql/lexer.ts'
import { readStatement, type Statement } from '../sql/statement.ts'
import type { Rows } from '../sqlite/protocol.ts'
import { GmailSqlError } from '../util/errors.ts'
import type { Parameters, ResultColumn } from '../util/value.ts'
import type { RunContext, StatementRun } from './run-context.ts'
import { prepare, run } from './select-run.ts'

export const PLAN_COLUMN: ResultColumn = { name: 'plan', type: 'TEXT', table: null }

/** EXPLAIN prints the plan; EXPLAIN ANALYZE runs the statement as well and adds what it cost. */
export async function startExplain(
  statement: Statement,
  params: Parameters,
  context: RunContext,
): Promise<StatementRun> {
  const isAnalyze = isWord(statement.tokens[1], 'ANALYZE')
  const lines = isAnalyze
    ? await analyzedLines(behind(statement, 2), params, context)
    : await explainLines(behind(statement, isQueryPlan(statement) ? 3 : 1), params, context)
  return { command: 'EXPLAIN', columns: [PLAN_COLUMN], rows: onePiece(lines.map(line => [line])) }
}

/** The plan of a SELECT; nothing is fetched but the list of mailboxes. */
export async function explainLines(text: string, params: Parameters, context: RunContext): Promise<string[]> {
  const { plan } = await prepare(readSelect(text), params, context)
  return explainPlan(plan)
}

async function analyzedLines(text: string, params: Parameters, context: RunContext): Promise<string[]> {
  const before = context.resources.stats()
  const started = performance.now()
  const prepared = await prepare(readSelect(text), params, context)
  let rows = 0
  for await (const batch of run(prepared, context)) rows += batch.length
  const after = context.resources.stats()
  const cost = [
    `${rows} rows`,
    `${after.commands - before.commands} IMAP commands`,
    `${after.bytesReceived - before.bytesReceived} bytes received`,
    `${(performance.now() - started).toFixed(0)} ms`,
  ]
  return [...explainPlan(prepared.plan), `Actual: ${cost.join(', ')}`]
}

/** The SELECT that an EXPLAIN is about. */
export function readExplained(statement: Statement, { statements }: RunContext): Statement {
  const words = isWord(statement.tokens[1], 'ANALYZE') ? 2 : isQueryPlan(statement) ? 3 : 1
  const explained = statements.read(behind(statement, words))
  if (explained.kind !== 'select') refuse(explained)
  return explained
}

function readSelect(text: string): Statement {
  const statement = readStatement(text)
  if (statement.kind === 'explain') return readSelect(behind(statement, 1))
  if (statement.kind !== 'select') refuse(statement)
  return statement
}

function isQueryPlan({ tokens }: Statement): boolean {
  return isWord(tokens[1], 'QUERY') && isWord(tokens[2], 'PLAN')
}

/** The statement behind so many words, blanks for what was cut, so that positions in errors stay those of the text. */
function behind({ tokens, text }: Statement, words: number): string {
  const first = tokens[words]
  if (!first) throw new GmailSqlError('SYNTAX', 'EXPLAIN is followed by no statement')
  return text.slice(0, first.start).replace(/[^\n]/g, ' ') + text.slice(first.start)
}

async function* onePiece(rows: Rows): AsyncGenerator<Rows> {
  yield rows
}
