import type { ExecContext } from '../exec/context.ts'
import { FoundSets } from '../exec/found-sets.ts'
import { type PreparedSelect, prepareSelect } from '../exec/prepare.ts'
import { runPlan } from '../exec/run.ts'
import type { Mailbox } from '../mail/source.ts'
import { explainPlan } from '../plan/explain.ts'
import type { Plan, PlannedTable } from '../plan/plan.ts'
import type { Statement } from '../sql/statement.ts'
import type { Rows } from '../sqlite/protocol.ts'
import type { Parameters } from '../util/value.ts'
import { copyNotices } from './copy-notices.ts'
import { rowsOfList } from './list-rows.ts'
import { limitToMaxRows } from './max-rows.ts'
import { callOptions, prepareContext } from './prepare-context.ts'
import type { RunContext } from './run-context.ts'
import { trustedNotice } from './trusted-notice.ts'

/** From a SELECT to its plan. */
export async function prepare(
  statement: Statement,
  params: Parameters,
  context: RunContext,
  options: { readonly maxRows?: number } = {},
): Promise<PreparedSelect> {
  const prepared = await prepareSelect(statement, params, prepareContext(context, options))
  for (const notice of copyNotices(prepared.plan)) context.notify(notice)
  return prepared
}

export interface RunOptions {
  /** That of RunInput. */
  readonly exact?: boolean | undefined
  /** For a write: what the store keeps is not believed without asking, and the ids go to nobody. */
  readonly isForWrite?: boolean | undefined
  readonly onOpened?: ExecContext['onOpened']
}

/** The rows of a prepared SELECT. */
export async function* run(
  prepared: PreparedSelect,
  context: RunContext,
  { exact, isForWrite, onOpened }: RunOptions = {},
): AsyncGenerator<Rows> {
  const { resources } = context
  const { plan, params, clock } = prepared
  const opened = await execContext(prepared, context)
  const exec = isForWrite ? { ...opened, keeping: null, epochs: new Map<string, number>(), onOpened } : opened
  const listRows = (table: PlannedTable) => rowsOfList(table, exec, context)
  const notice = trustedNotice(plan)
  if (notice) context.notify(notice)
  const account = resources.parsed.values.User ?? ''
  const rows = runPlan({ plan, params, clock, account, listRows, exact }, exec)
  yield* plan.maxRows === null ? rows : limitToMaxRows(rows, plan.maxRows, context.notify)
}

async function execContext({ plan, mailboxes }: PreparedSelect, context: RunContext): Promise<ExecContext> {
  return await openExec(context, mailboxes, plan.scans.length > 0 || readsThreads(plan))
}

/** What executing needs of the connection; the mail server is asked what it can only for what reads mail. */
export async function openExec(
  context: RunContext,
  mailboxes: readonly Mailbox[],
  readsMail: boolean,
): Promise<ExecContext> {
  const { resources, signal, notify, progress } = context
  const { engine, store, contents, words, mime, source, logger } = resources
  const maxMessageBytes = resources.parsed.values.MaxMessageBytes
  const traits = readsMail
    ? await resources.metadata.traits(callOptions(context))
    : { gmail: false, condstore: false, esearch: false }
  const call = callOptions(context)
  if (readsMail) await store.open(call)
  if (readsMail && !resources.parsed.values.Offline) await resources.traffic.begin(notify, call)
  const found = new FoundSets(source, { signal })
  const elsewhere = new Map<number, number>()
  const { keeping, epochs } = resources
  const parts = {
    engine,
    store,
    contents,
    words,
    mime,
    maxMessageBytes,
    source,
    found,
    elsewhere,
    keeping,
    epochs,
    traits,
  }
  return { ...parts, mailboxes, signal, call, logger, notify, progress }
}

function readsThreads({ lists }: Plan): boolean {
  return lists.some(table => table.read.has('ThreadsTotal') || table.read.has('ThreadsUnread'))
}

export function logPlan(plan: Plan, { resources: { logger } }: RunContext): void {
  if (logger.isEnabled(2, 'PLAN')) logger.write(2, 'PLAN', explainPlan(plan).join('\n'))
}
