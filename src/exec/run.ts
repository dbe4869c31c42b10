import type { Plan, PlannedTable, Scan, ServerTotals } from '../plan/plan.ts'
import { ALL } from '../plan/pushdown.ts'
import { quoteName } from '../sql/lexer.ts'
import { usedParameters } from '../sql/parameters.ts'
import type { EngineAnswers, EngineRequest, Rows } from '../sqlite/protocol.ts'
import type { SqlValue } from '../util/value.ts'
import { bring, viewRequests } from './bring.ts'
import { candidateRequests, dropSql, fillSql } from './candidates.ts'
import type { ExecContext } from './context.ts'
import { freshen, listedMailbox } from './freshen.ts'
import { newestByDate } from './newest-by-date.ts'
import type { RunInput } from './run-input.ts'
import { type Candidates, FIRST_BATCH, findCandidates, LARGEST_BATCH } from './scan.ts'
import { dropSearches, type FoundInMailbox, findNamed, searchRequests } from './search-sets.ts'
import { candidatesWithKeys, semiJoinKeys } from './semi-join.ts'
import { settleTerm } from './settle-term.ts'
import { candidateTable, listTableSql } from './view.ts'

const ROWS_PER_MESSAGE = 1_000

/** Runs a plan: brings what it names into the store, then gives out the rows of the statement over it. */
export async function* runPlan(input: RunInput, context: ExecContext): AsyncGenerator<Rows> {
  const { plan } = input
  if (plan.serverTotals) yield [await totalsRow(plan.serverTotals, input, context)]
  else if (plan.bounds.streams)
    yield* limitRows(streamed(input, context), plan.bounds.limit, plan.bounds.offset)
  else if (plan.dateOrder) yield* newestByDate(input, plan.dateOrder, context)
  else yield* whole(input, context)
}

async function totalsRow(
  { scan, totals }: ServerTotals,
  { exact }: RunInput,
  { source, signal, mailboxes }: ExecContext,
): Promise<SqlValue[]> {
  const [path] = scan.mailboxes as [string]
  const state = await source.examine(path, { signal })
  const isCount = totals.every(total => total === 'COUNT')
  const term = scan.term && settleTerm(scan.term, listedMailbox(path, mailboxes), state)
  const values =
    term === null && isCount
      ? totals.map(() => state.exists)
      : await source.totals(term ?? ALL, totals, { signal })
  return values.map(value => (exact && value !== null ? BigInt(value) : value))
}

async function* whole(input: RunInput, context: ExecContext): AsyncGenerator<Rows> {
  const { plan, params, clock } = input
  let setUp: EngineRequest[] = [{ op: 'clock', clock }]
  // Each scan is read to its end before the next mailbox is opened: a session has one mailbox at a time.
  for (const scan of plan.scans) {
    if (scan.semiJoin) {
      // It asks for the keys of an earlier scan, whose view must be there by then.
      await context.engine.call(setUp, context.call)
      setUp = []
    }
    setUp.push(...(await bringScan(scan, input, context)))
  }
  for (const table of plan.lists) setUp.push(...(await listRequests(table, input)))
  const next = { op: 'next', count: ROWS_PER_MESSAGE, exact: input.exact } as const
  // Once more: what makes the rows of a list may have compiled statements of its own.
  const opened = await context.engine.call(
    [...setUp, { op: 'clock', clock }, { op: 'open', ...usedParameters(plan.text, params) }, next],
    context.call,
  )
  // A list of unknown length hides which answer is whose: the last is that of `next`.
  let page = opened.at(-1) as EngineAnswers['next']
  for (;;) {
    if (page.rows.length > 0) yield page.rows
    if (page.done) return
    ;[page] = await context.engine.call([next], context.call)
  }
}

async function bringScan(scan: Scan, input: RunInput, context: ExecContext): Promise<EngineRequest[]> {
  const { semiJoin } = scan
  const keys = semiJoin && (await semiJoinKeys(semiJoin, input.params, context))
  const all: Candidates[] = []
  const found: FoundInMailbox[] = []
  for (const path of scan.mailboxes) {
    const mailbox = await freshen(path, context)
    found.push(await findNamed(scan, mailbox, context))
    const isFew = keys !== null && keys.length < mailbox.state.exists
    const candidates =
      semiJoin && isFew
        ? await candidatesWithKeys({ ...scan, semiJoin }, mailbox, keys, context)
        : await findCandidates(scan, mailbox, null, context)
    all.push(await bring(scan, candidates, { ...input, most: null }, context))
  }
  const sets = searchRequests(scan, found, false)
  return [...candidateRequests(scan, all), ...sets, ...viewRequests(scan, all, input)]
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
async function* streamed(input: RunInput, context: ExecContext): AsyncGenerator<Rows> {
  const { plan, params, clock } = input
  const [scan] = plan.scans as [Scan]
  const mailbox = await freshen(scan.mailboxes[0]!, context)
  const found = await findNamed(scan, mailbox, context)
  const candidates = await findCandidates(scan, mailbox, plan.bounds.candidates, context)
  const uids = candidates.uids ?? (await context.store.knownUids(mailbox.id, null, context.call))
  const views = viewRequests(scan, [{ mailbox, uids: [] }], input)
  const sets = searchRequests(scan, [found], true)
  const setUp = [{ op: 'clock', clock } as const, ...candidateRequests(scan, []), ...sets, ...views]
  await context.engine.call(setUp, context.call)
  const used = usedParameters(plan.text, params)
  const { limit, offset } = plan.bounds
  let size = FIRST_BATCH
  let given = 0
  for (let at = 0; at < uids.length; ) {
    const batch = uids.slice(at, at + size)
    const most = limit === null ? null : limit + offset - given
    const survivors = await bring(scan, { mailbox, uids: batch }, { ...input, most }, context)
    at += batch.length
    size = Math.min(size * 2, LARGEST_BATCH)
    if (survivors.uids?.length === 0) continue
    const [, , rows] = await context.engine.call(
      [
        { op: 'exec', sql: `DELETE FROM ${candidateTable(scan.table.view)}` },
        { op: 'exec', sql: fillSql(scan.table.view, survivors) },
        { op: 'all', ...used, exact: input.exact },
      ],
      context.call,
    )
    if (rows.length > 0) yield rows
    given += rows.length
  }
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

/** Requests that remove what {@link runPlan} set up; also right when it did not get that far. */
export function cleanUp({ scans, lists }: Plan): EngineRequest[] {
  const ofScans = scans.flatMap(scan => [dropSql(scan), dropSearches(scan)])
  const listTables = lists.map(table => `DROP TABLE IF EXISTS temp.${quoteName(table.view)};`)
  const made: EngineRequest = { op: 'exec', sql: [...ofScans, ...listTables].join('\n') }
  return [{ op: 'closeCursor' }, made]
}
