import type { Plan, PlannedTable, Scan, ServerTotals } from '../plan/plan.ts'
import { ALL } from '../plan/pushdown.ts'
import { quoteName } from '../sql/lexer.ts'
import { usedParameters } from '../sql/parameters.ts'
import type { EngineRequest, Rows } from '../sqlite/protocol.ts'
import { isGmailSqlError } from '../util/errors.ts'
import type { Notice } from '../util/notice.ts'
import type { SqlValue } from '../util/value.ts'
import { batchRequests, batchRows } from './batch.ts'
import { bring, viewRequests } from './bring.ts'
import { broughtAhead, broughtInTurn, heldInTurn } from './brought-batches.ts'
import { broughtTexts } from './brought-texts.ts'
import { candidateRequests } from './candidates.ts'
import type { ExecContext } from './context.ts'
import { freshen, listedMailbox } from './freshen.ts'
import { storeOnly } from './kept.ts'
import { messagesAlone } from './messages-alone.ts'
import { newestByDate } from './newest-by-date.ts'
import type { RunInput } from './run-input.ts'
import { type Candidates, findCandidates } from './scan.ts'
import { type FoundInMailbox, findNamed, searchRequests } from './search-sets.ts'
import { candidatesWithKeys, isWorthNarrowing, semiJoinKeys } from './semi-join.ts'
import { settleTerm } from './settle-term.ts'
import { listTableSql } from './view.ts'
import { Workspace } from './workspace.ts'

const ROWS_PER_MESSAGE = 1_000

/**
 * Runs a plan: brings what it names into the store, then gives out the rows of the statement over it. Where the store may answer
 * by itself the server is asked only if something is missing there.
 */
export async function* runPlan(input: RunInput, context: ExecContext): AsyncGenerator<Rows> {
  const { keeping } = context
  if (!keeping) return yield* rowsOf(input, context)
  const notices: Notice[] = []
  const kept = storeOnly({ ...context, notify: notice => notices.push(notice) }, input.plan)
  let isGiven = false
  let isLacking = false
  try {
    for await (const rows of rowsOf(input, kept)) {
      isGiven = true
      yield rows
    }
  } catch (error) {
    isLacking = isGmailSqlError(error) && error.code === 'NOT_IN_STORE'
    if (!isLacking || isGiven || keeping.toleranceMs === null) throw error
  } finally {
    if (!isLacking) for (const notice of notices) context.notify(notice)
  }
  if (isLacking) yield* rowsOf(input, context)
}

/** What it sets up in the engine is gone when the rows end. */
async function* rowsOf(input: RunInput, context: ExecContext): AsyncGenerator<Rows> {
  const { plan } = input
  const totals = plan.serverTotals && (await totalsRow(plan.serverTotals, input, context))
  if (totals) {
    yield [totals]
    return
  }
  const workspace = new Workspace(plan, context)
  workspace.add({ op: 'clock', clock: input.clock })
  try {
    if (plan.bounds.streams)
      yield* limitRows(streamed(input, workspace, context), plan.bounds.limit, plan.bounds.offset)
    else if (plan.dateOrder) yield* newestByDate(input, plan.dateOrder, { workspace, context })
    else yield* whole(input, workspace, context)
  } finally {
    await workspace.remove()
  }
}

/** Null where the store has to count: it knows how many messages a mailbox has, and not what the server would find. */
async function totalsRow(
  { scan, totals }: ServerTotals,
  { exact }: RunInput,
  context: ExecContext,
): Promise<SqlValue[] | null> {
  const { source, signal, mailboxes } = context
  const [path] = scan.mailboxes as [string]
  const state = context.storeOnly
    ? (await freshen(path, context)).state
    : await source.examine(path, { signal })
  const isCount = totals.every(total => total === 'COUNT')
  const term = scan.term && settleTerm(scan.term, listedMailbox(path, mailboxes), state)
  const isKnown = term === null && isCount
  if (context.storeOnly && !isKnown) return null
  const values = isKnown
    ? totals.map(() => state.exists)
    : await source.totals(term ?? ALL, totals, { signal })
  return values.map(value => (exact && value !== null ? BigInt(value) : value))
}

async function* whole(input: RunInput, workspace: Workspace, context: ExecContext): AsyncGenerator<Rows> {
  const { plan, params, clock, exact } = input
  // Each scan is read to its end before the next mailbox is opened: a session has one mailbox at a time.
  for (const scan of plan.scans) workspace.add(...(await bringScan(scan, input, { workspace, context })))
  for (const table of plan.lists) workspace.add(...(await listRequests(table, input)))
  // Once more: what makes the rows of a list may have compiled statements of its own.
  workspace.add({ op: 'clock', clock })
  yield* workspace.pages(usedParameters(plan.text, params), { count: ROWS_PER_MESSAGE, exact })
}

interface Surroundings {
  readonly workspace: Workspace
  readonly context: ExecContext
}

async function bringScan(
  scan: Scan,
  input: RunInput,
  { workspace, context }: Surroundings,
): Promise<EngineRequest[]> {
  const { semiJoin } = scan
  const keys = semiJoin && (await semiJoinKeys(semiJoin, input.params, workspace))
  const all: Candidates[] = []
  const found: FoundInMailbox[] = []
  for (const path of scan.mailboxes) {
    const mailbox = await freshen(path, context)
    found.push(await findNamed(scan, mailbox, context))
    const candidates =
      semiJoin && keys && (await isWorthNarrowing(scan, mailbox, keys.length, context))
        ? await candidatesWithKeys({ ...scan, semiJoin }, mailbox, keys, context)
        : await findCandidates(scan, mailbox, null, context)
    all.push(await bring(scan, candidates, { ...input, most: null }, context))
  }
  const sets = searchRequests(scan, found, false)
  const listed = all.some(({ uids }) => uids !== null) ? candidateRequests(scan, all) : []
  const alone = await messagesAlone(scan, all, input.plan, context)
  return [...listed, ...sets, ...viewRequests(scan, all, input, alone)]
}

async function listRequests(table: PlannedTable, { listRows }: RunInput): Promise<EngineRequest[]> {
  const rows = await listRows(table)
  const places = table.columns.map(() => '?').join(', ')
  const insert = `INSERT INTO temp.${quoteName(table.view)} VALUES (${places})`
  return [
    { op: 'exec', sql: listTableSql(table) },
    { op: 'runMany', sql: insert, rows },
  ]
}

/** One table, newest first: after each batch that was fetched, the statement runs over that batch. */
async function* streamed(input: RunInput, workspace: Workspace, context: ExecContext): AsyncGenerator<Rows> {
  const { plan } = input
  const [scan] = plan.scans as [Scan]
  const mailbox = await freshen(scan.mailboxes[0]!, context)
  workspace.add(...(await batchRequests(scan, mailbox, input, context)))
  const found = await findCandidates(scan, mailbox, plan.bounds.candidates, context)
  // What the first rows need not, the last may: once they are given out, nothing can be begun again.
  const isHeld = context.keeping?.toleranceMs && context.storeOnly
  const held = isHeld ? await bring(scan, found, { ...input, most: null }, context) : null
  const { limit, offset } = plan.bounds
  let given = 0
  const most = () => (limit === null ? null : limit + offset - given)
  const brought = held
    ? heldInTurn(await listed(held, context))
    : !wantsAll(plan, scan, found.uids?.length ?? mailbox.state.exists)
      ? broughtInTurn(scan, await listed(found, context), { ...input, most }, context)
      : scan.contents.length === 0
        ? broughtAhead(scan, found, context)
        : broughtTexts(scan, await listed(found, context), input, context)
  for await (const { candidates, isLast } of brought) {
    if (candidates.uids?.length === 0) continue
    const rows = await batchRows(plan.text, candidates, { input, isLast }, workspace)
    if (rows.length > 0) yield rows
    given += rows.length
  }
}

async function listed({ mailbox, uids }: Candidates, { store, call }: ExecContext) {
  return { mailbox, uids: uids ?? (await store.knownUids(mailbox, {}, call)) }
}

/** One FETCH brings what the statement reads, or texts besides, and nothing ends it before all candidates are read. */
function wantsAll({ bounds, maxRows }: Plan, scan: Scan, count: number): boolean {
  const isTexts = scan.contents.length > 0 && scan.contents.every(content => content === 'text')
  const isKnown = !scan.narrow && (isTexts || (scan.late.length === 0 && scan.contents.length === 0))
  const isBounded = bounds.limit !== null && bounds.candidates === null
  return isKnown && !isBounded && (maxRows === null || maxRows >= count)
}

async function* limitRows(
  batches: AsyncGenerator<Rows>,
  limit: number | null,
  offset: number,
): AsyncGenerator<Rows> {
  let skip = offset
  let left = limit ?? Number.POSITIVE_INFINITY
  if (left === 0) return
  for await (const rows of batches) {
    const kept = rows.slice(skip, skip + left)
    skip = Math.max(0, skip - rows.length)
    left -= kept.length
    if (kept.length > 0) yield kept
    if (left <= 0) return
  }
}
