import type { ExecContext } from '../exec/context.ts'
import { labelRows } from '../exec/labels.ts'
import { type PreparedSelect, prepareSelect, refuse } from '../exec/prepare.ts'
import { cleanUp, runPlan } from '../exec/run.ts'
import { columnRows, tableRows } from '../exec/system-rows.ts'
import type { Mailbox } from '../mail/source.ts'
import { explainPlan } from '../plan/explain.ts'
import type { Plan, PlannedTable } from '../plan/plan.ts'
import { readStatement, type Statement } from '../sql/statement.ts'
import type { EngineRequest, Rows } from '../sqlite/protocol.ts'
import { GmailSqlError } from '../util/errors.ts'
import type { Notice } from '../util/notice.ts'
import type { Parameters, ResultColumn, SqlValue } from '../util/value.ts'
import { connectionPropertyRows } from './connection-property-rows.ts'
import { limitToMaxRows } from './max-rows.ts'
import { metadataFilter, type Resources, staticNames } from './resources.ts'

/** One statement's life: parsed, planned, run, cleaned up. */
export interface StatementRun {
  readonly command: string
  readonly columns: readonly ResultColumn[]
  readonly rows: AsyncGenerator<Rows>
}

export interface RunContext {
  readonly resources: Resources
  readonly signal: AbortSignal
  readonly notify: (notice: Notice) => void
  /** The connection's notices so far. */
  readonly notices: () => readonly Notice[]
  readonly mailboxes: (refresh: boolean) => Promise<readonly Mailbox[]>
}

const PLAN_COLUMN: ResultColumn = { name: 'plan', type: 'TEXT', table: null }

/** Parses, plans and readies a statement; its rows run when they are read. */
export async function startStatement(
  text: string,
  params: Parameters,
  context: RunContext,
): Promise<StatementRun> {
  const statement = readStatement(text)
  if (statement.kind === 'explain') {
    const lines = await explainLines(text, params, context)
    return { command: 'EXPLAIN', columns: [PLAN_COLUMN], rows: onePiece(lines.map(line => [line])) }
  }
  if (statement.kind !== 'select') refuse(statement)
  const prepared = await prepare(statement, params, context)
  logPlan(prepared.plan, context)
  return { command: 'SELECT', columns: prepared.plan.columns, rows: run(prepared, context) }
}

/** The plan of a SELECT, or of the SELECT behind EXPLAIN. */
export async function explainLines(text: string, params: Parameters, context: RunContext): Promise<string[]> {
  const outer = readStatement(text)
  const statement = outer.kind === 'explain' ? readStatement(behindExplain(outer)) : outer
  if (statement.kind !== 'select') refuse(statement)
  const { plan } = await prepare(statement, params, context)
  await context.resources.engine.call(cleanUp(plan))
  return explainPlan(plan)
}

function behindExplain({ tokens, text }: Statement): string {
  const words = tokens.slice(1, 3).map(token => token.value)
  const skip = words[0] === 'QUERY' && words[1] === 'PLAN' ? 3 : 1
  const first = tokens[skip]
  if (!first) throw new GmailSqlError('SYNTAX', 'EXPLAIN is followed by no statement')
  // Blanks for what was cut, so that positions in errors stay those of the text.
  return text.slice(0, first.start).replace(/[^\n]/g, ' ') + text.slice(first.start)
}

async function* onePiece(rows: Rows): AsyncGenerator<Rows> {
  yield rows
}

async function prepare(
  statement: Statement,
  params: Parameters,
  context: RunContext,
): Promise<PreparedSelect> {
  const { resources, signal, mailboxes } = context
  const { engine, source, parsed } = resources
  const { Pushdown, MaxItems, MaxRows } = parsed.values
  return await prepareSelect(statement, params, {
    engine,
    call: callOptions(context),
    options: { pushdown: Pushdown as 'Exact' | 'Trusted' | 'None', maxItems: MaxItems, maxRows: MaxRows },
    staticNames: staticNames(),
    mailboxes,
    traits: () => source.traits({ signal }),
  })
}

function callOptions({ resources, signal }: RunContext) {
  return { signal, timeoutMs: resources.parsed.values.Timeout * 1000 }
}

async function* run(prepared: PreparedSelect, context: RunContext): AsyncGenerator<Rows> {
  const { resources } = context
  const { plan, params } = prepared
  const exec = await execContext(prepared, context)
  const listRows = (table: PlannedTable) => rowsOfList(table, exec, context)
  try {
    const rows = runPlan({ plan, params, account: resources.parsed.values.User ?? '', listRows }, exec)
    yield* plan.maxRows === null ? rows : limitToMaxRows(rows, plan.maxRows, context.notify)
  } finally {
    await removeLeftovers(cleanUp(plan), resources)
  }
}

/** After a cancelled statement the engine may be a new one that never had the views: nothing is left to remove then. */
async function removeLeftovers(requests: EngineRequest[], { engine }: Resources): Promise<void> {
  await engine.call(requests)
}

async function execContext({ plan, mailboxes }: PreparedSelect, context: RunContext): Promise<ExecContext> {
  const { resources, signal, notify } = context
  const { engine, store, source, logger } = resources
  const traits =
    plan.scans.length > 0 || readsThreads(plan)
      ? await source.traits({ signal })
      : { gmail: false, condstore: false, esearch: false }
  if (plan.scans.length > 0 || readsThreads(plan)) await store.open(callOptions(context))
  return { engine, store, source, traits, mailboxes, signal, call: callOptions(context), logger, notify }
}

function readsThreads({ lists }: Plan): boolean {
  return lists.some(table => table.read.has('ThreadsTotal') || table.read.has('ThreadsUnread'))
}

async function rowsOfList(
  table: PlannedTable,
  exec: ExecContext,
  context: RunContext,
): Promise<readonly (readonly SqlValue[])[]> {
  const { parsed } = context.resources
  switch (table.resolved.table.name) {
    case 'Labels':
      return await labelRows(table, { ...exec, mailboxes: await context.mailboxes(true) })
    case 'sys_connection_props':
      return connectionPropertyRows(parsed).map(row => Object.values(row))
    case 'sys_warnings':
      return context.notices().map(({ code, message }, index) => [index + 1, code, message])
    case 'sys_tables':
      return tableRows(await listed(context), metadataFilter(parsed.values))
    case 'sys_tablecolumns':
      return columnRows(await listed(context), metadataFilter(parsed.values))
    default:
      throw new GmailSqlError('INTERNAL', `nothing makes the rows of ${table.resolved.table.name}`)
  }
}

async function listed({ mailboxes, resources }: RunContext) {
  const all = await mailboxes(true)
  const isSubscribedOnly = resources.parsed.values.ListMailboxes === 'Subscribed'
  return { ...staticNames(), mailboxes: isSubscribedOnly ? all.filter(mailbox => mailbox.isSubscribed) : all }
}

function logPlan(plan: Plan, { resources: { logger } }: RunContext): void {
  if (logger.isEnabled(2, 'PLAN')) logger.write(2, 'PLAN', explainPlan(plan).join('\n'))
}
