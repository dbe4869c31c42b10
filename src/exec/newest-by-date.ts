import type { Day, SearchTerm } from '../mail/search-term.ts'
import type { DateOrder, Scan } from '../plan/plan.ts'
import { combineTerms, NEWEST } from '../plan/pushdown.ts'
import { usedParameters } from '../sql/parameters.ts'
import type { EngineRequest, Rows } from '../sqlite/protocol.ts'
import type { StoredMailbox } from '../store/stored-mailbox.ts'
import { bring, viewRequests } from './bring.ts'
import { candidateRequests, fillSql } from './candidates.ts'
import type { ExecContext } from './context.ts'
import { freshen } from './freshen.ts'
import type { RunInput } from './run-input.ts'
import { type Candidates, FIRST_BATCH, findCandidates } from './scan.ts'
import { findNamed, searchRequests } from './search-sets.ts'
import { candidateTable } from './view.ts'

/** So many dates are fetched without asking which of them are needed. */
const FEW = 500

/**
 * The first rows by ReceivedDate, without the dates of all messages. The newest messages by UID give as many rows as are
 * wanted; whatever comes before the last of these, or equals it, has its date or a later one. So it is among what SINCE
 * finds of the day before: the server knows days in a zone of its own, which the day before covers.
 */
export async function* newestByDate(
  input: RunInput,
  order: DateOrder,
  context: ExecContext,
): AsyncGenerator<Rows> {
  const [scan] = input.plan.scans as [Scan]
  const mailbox = await freshen(scan.mailboxes[0]!, context)
  const sets = searchRequests(scan, [await findNamed(scan, mailbox, context)], true)
  const views = viewRequests(scan, [{ mailbox, uids: [] }], input)
  const setUp: EngineRequest[] = [
    { op: 'clock', clock: input.clock },
    ...candidateRequests(scan, []),
    ...sets,
  ]
  await context.engine.call([...setUp, ...views], context.call)
  const rowsOf = (sql: string, candidates: Candidates) => rowsOver(sql, candidates, input, context)
  const candidates = await windowOf(scan, mailbox, (few: Candidates) => rowsOf(order.text, few), {
    order,
    context,
  })
  const rows = await rowsOf(input.plan.text, candidates)
  if (rows.length > 0) yield rows
}

/** The statement's rows over these candidates. */
async function rowsOver(
  sql: string,
  candidates: Candidates,
  input: RunInput,
  context: ExecContext,
): Promise<Rows> {
  const { engine, store, call } = context
  const [scan] = input.plan.scans as [Scan]
  const brought = await bring(scan, candidates, { ...input, most: null }, context)
  const uids = brought.uids ?? (await store.knownUids(brought.mailbox.id, null, call))
  const [, , rows] = await engine.call(
    [
      { op: 'exec', sql: `DELETE FROM ${candidateTable(scan.table.view)}` },
      { op: 'exec', sql: fillSql(scan.table.view, { ...brought, uids }) },
      { op: 'all', ...usedParameters(sql, input.params), exact: input.exact },
    ],
    call,
  )
  return rows
}

interface WindowContext {
  readonly order: DateOrder
  readonly context: ExecContext
}

/** Candidates among which the first rows are: all, where it is not worth asking. */
async function windowOf(
  scan: Scan,
  mailbox: StoredMailbox,
  datedRows: (few: Candidates) => Promise<Rows>,
  { order, context }: WindowContext,
): Promise<Candidates> {
  const all = async () => await findCandidates(scan, mailbox, null, context)
  if (mailbox.state.exists <= FEW || (await lacksFew(scan, mailbox, context))) return await all()
  const matching = scan.term ? await all() : null
  const count = matching?.uids?.length ?? mailbox.state.exists
  for (let size = Math.max(FIRST_BATCH, 2 * order.wanted); size < count / 2; size *= 4) {
    const few = matching
      ? { mailbox, uids: matching.uids!.slice(0, size) }
      : await newest(size, scan, mailbox, context)
    const rows = await datedRows(few)
    const last = rows.length < order.rows ? null : rows.at(-1)!.at(-1)
    if (typeof last !== 'string') continue
    const since = await findCandidates(
      { ...scan, term: windowTerm(scan, last, context) },
      mailbox,
      null,
      context,
    )
    return { mailbox, uids: [...new Set([...few.uids!, ...since.uids!])].sort((a, b) => b - a) }
  }
  return matching ?? (await all())
}

async function newest(
  count: number,
  scan: Scan,
  mailbox: StoredMailbox,
  context: ExecContext,
): Promise<Candidates> {
  return await findCandidates({ ...scan, term: null }, mailbox, count, context)
}

async function lacksFew(
  { items }: Scan,
  mailbox: StoredMailbox,
  { store, call }: ExecContext,
): Promise<boolean> {
  if (mailbox.coveredFrom !== 1) return false
  const missing = await store.missing(mailbox.id, null, items, call)
  return missing.reduce((sum, { uids }) => sum + uids.length, 0) <= FEW
}

/** On Gmail dates come from an index that lags: the newest messages stay candidates. */
function windowTerm({ term }: Scan, last: string, { traits }: ExecContext): SearchTerm {
  const day = new Date(Date.parse(`${last.slice(0, 10)}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
  const since: SearchTerm = { kind: 'since', day: day as Day }
  const window = traits.gmail ? combineTerms('or', [since, NEWEST]) : since
  return term ? combineTerms('and', [term, window]) : window
}
