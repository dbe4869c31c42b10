import type { Day, SearchTerm } from '../mail/search-term.ts'
import type { DateOrder, Scan } from '../plan/plan.ts'
import { combineTerms, NEWEST } from '../plan/pushdown.ts'
import type { Rows } from '../sqlite/protocol.ts'
import type { StoredMailbox } from '../store/stored-mailbox.ts'
import { batchRequests, batchRows } from './batch.ts'
import { bring } from './bring.ts'
import type { ExecContext } from './context.ts'
import { freshen } from './freshen.ts'
import type { RunInput } from './run-input.ts'
import { type Candidates, FIRST_BATCH, findCandidates } from './scan.ts'
import type { Workspace } from './workspace.ts'

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
  { workspace, context }: { readonly workspace: Workspace; readonly context: ExecContext },
): AsyncGenerator<Rows> {
  const [scan] = input.plan.scans as [Scan]
  const mailbox = await freshen(scan.mailboxes[0]!, context)
  workspace.add(...(await batchRequests(scan, mailbox, input, context)))
  const rowsOver = async (sql: string, candidates: Candidates, isLast: boolean) => {
    const brought = await allBrought(scan, candidates, input, context)
    return await batchRows(sql, brought, { input, isLast }, workspace)
  }
  const datedRows = (few: Candidates) => rowsOver(order.text, few, false)
  const candidates = await windowOf(scan, mailbox, datedRows, { order, context })
  const rows = await rowsOver(input.plan.text, candidates, true)
  if (rows.length > 0) yield rows
}

async function allBrought(
  scan: Scan,
  candidates: Candidates,
  input: RunInput,
  context: ExecContext,
): Promise<Candidates> {
  const brought = await bring(scan, candidates, { ...input, most: null }, context)
  const uids = brought.uids ?? (await context.store.knownUids(brought.mailbox, {}, context.call))
  return { ...brought, uids }
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
  const missing = await store.missing(mailbox, null, items, call)
  return missing.reduce((sum, { uids }) => sum + uids.length, 0) <= FEW
}

/** On Gmail dates come from an index that lags: the newest messages stay candidates. */
function windowTerm({ term }: Scan, last: string, { traits }: ExecContext): SearchTerm {
  const day = new Date(Date.parse(`${last.slice(0, 10)}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
  const since: SearchTerm = { kind: 'since', day: day as Day }
  const window = traits.gmail ? combineTerms('or', [since, NEWEST]) : since
  return term ? combineTerms('and', [term, window]) : window
}
