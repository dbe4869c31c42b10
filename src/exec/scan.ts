import type { FetchItem, MessageRecord } from '../mail/message.ts'
import type { SearchTerm } from '../mail/search-term.ts'
import type { Scan as PlannedScan } from '../plan/plan.ts'
import { isMutable, type Missing } from '../store/missing.ts'
import type { StoredMailbox } from '../store/stored-mailbox.ts'
import type { ExecContext } from './context.ts'
import { coverAll } from './cover-all.ts'
import { holdsFound } from './found-sets.ts'
import { listedMailbox, untilKept } from './freshen.ts'
import { askedOf, keep, keepBatches } from './kept-batches.ts'
import { withKeptWords } from './kept-words.ts'
import { settleTerm } from './settle-term.ts'

/** What of a planned scan decides what is fetched. */
export type Scan = Pick<PlannedScan, 'term' | 'newest' | 'items'> &
  Partial<Pick<PlannedScan, 'along' | 'words' | 'contents'>>

/** The candidates of a scan in one mailbox: UIDs, newest first; null is every message of it. */
export interface Candidates {
  readonly mailbox: StoredMailbox
  readonly uids: readonly number[] | null
}

export const FIRST_BATCH = 100
/** Two of these are on the way while one is kept, and all of them in memory. */
export const LARGEST_BATCH = 500
const LARGEST_SEQUENCE = 2_000
/** For fewer messages a round trip costs more than it can save. */
const WORTH_ASKING = 50
/** An item takes about twenty octets of each. */
const MOST_ALONG = 1_500

/**
 * Finds the candidates and fetches nothing but what that takes. `bound`: so many of the newest are enough.
 * @returns for a whole mailbox without a bound: null UIDs when the store covers it after the call.
 */
export async function findCandidates(
  scan: Scan,
  mailbox: StoredMailbox,
  bound: number | null,
  context: ExecContext,
): Promise<Candidates> {
  return await withKeptWords(await termCandidates(scan, mailbox, bound, context), scan, context)
}

async function termCandidates(
  scan: Scan,
  mailbox: StoredMailbox,
  bound: number | null,
  context: ExecContext,
): Promise<Candidates> {
  if (scan.term && isNone(scan.term)) return { mailbox, uids: [] }
  // What is sent to the server finds rows that the statement's own conditions find in the store as well.
  if (scan.term && context.storeOnly && mailbox.coveredFrom === 1 && !holdsFound(scan.term))
    return await termCandidates({ ...scan, term: null }, mailbox, null, context)
  if (scan.newest !== null) return await newestThenSearched(scan, mailbox, bound, context)
  if (scan.term) return { mailbox, uids: firstOf(await searched(scan, mailbox, context), bound) }
  if (bound !== null) {
    const items = itemsWith(scan.along, scan.items, bound)
    return { mailbox, uids: await coverNewest(mailbox, bound, items, context) }
  }
  await coverAll(mailbox, context)
  return { mailbox, uids: null }
}

function isNone(term: SearchTerm): boolean {
  return term.kind === 'uid' && term.ranges.length === 0
}

async function newestThenSearched(
  scan: Scan,
  mailbox: StoredMailbox,
  bound: number | null,
  context: ExecContext,
): Promise<Candidates> {
  const newest = scan.newest!
  const first = await coverNewest(
    mailbox,
    newest,
    scan.term ? [] : itemsWith(scan.along, scan.items, newest),
    context,
  )
  if (mailbox.state.exists > newest) {
    context.notify({
      code: 'MAX_ITEMS',
      message: `MaxItems: only the newest ${newest} of ${mailbox.state.exists} messages of ${mailbox.path} were read`,
    })
  }
  if (!scan.term) return { mailbox, uids: firstOf(first, bound) }
  const found = new Set(await searched(scan, mailbox, context))
  return {
    mailbox,
    uids: firstOf(
      first.filter(uid => found.has(uid)),
      bound,
    ),
  }
}

function firstOf(uids: readonly number[], bound: number | null): readonly number[] {
  return bound === null ? uids : uids.slice(0, bound)
}

/** The UIDs that the server finds, newest first. */
export async function searched(
  scan: Scan,
  { path, state }: StoredMailbox,
  { found, mailboxes }: ExecContext,
): Promise<number[]> {
  const term = settleTerm(scan.term!, listedMailbox(path, mailboxes), state)
  return (await found.search(term, path)).toReversed()
}

/**
 * The newest `count` UIDs. What the store does not cover is fetched by sequence numbers, with the items that the scan wants anyway:
 * no SEARCH is needed for the end of a mailbox.
 */
async function coverNewest(
  mailbox: StoredMailbox,
  count: number,
  items: readonly FetchItem[],
  context: ExecContext,
): Promise<number[]> {
  let uids: number[] = []
  const cover = async (current: StoredMailbox) => {
    const found = await newestUids(current, count, items, context)
    uids = found.uids
    return found.isKept
  }
  await untilKept(mailbox, cover, context)
  return uids
}

async function newestUids(
  mailbox: StoredMailbox,
  count: number,
  items: readonly FetchItem[],
  context: ExecContext,
): Promise<{ uids: number[]; isKept: boolean }> {
  const { store, call } = context
  const wanted = Math.min(count, mailbox.state.exists)
  const covered = await coveredUids(mailbox, wanted, context)
  if (covered.length >= wanted) return { uids: covered, isKept: true }
  const asked = (await mayKnow(mailbox, wanted, context)) ? items.filter(isMutable) : items
  const fetched: number[] = []
  let to = mailbox.state.exists - covered.length
  const last = mailbox.state.exists - wanted + 1
  context.progress.begin(mailbox.path, to - last + 1)
  while (to >= last) {
    const from = Math.max(last, to - LARGEST_SEQUENCE + 1)
    const records = await fetchRecords(mailbox, { kind: 'sequence', from, to }, asked, context)
    if (!(await keep(mailbox, records, context))) return { uids: [], isKept: false }
    context.progress.add(to - from + 1)
    fetched.push(...records.map(({ uid }) => uid).sort((a, b) => b - a))
    to = from - 1
  }
  const uids = [...covered, ...fetched]
  const lowest = wanted === mailbox.state.exists ? 1 : uids.at(-1)
  const isKept = lowest === undefined || (await store.cover(mailbox, { from: lowest, live: uids }, call))
  return { uids, isKept }
}

async function coveredUids(
  mailbox: StoredMailbox,
  wanted: number,
  { store, call }: ExecContext,
): Promise<number[]> {
  const { coveredFrom } = mailbox
  if (coveredFrom === null) return []
  return (await store.knownUids(mailbox, { limit: wanted }, call)).filter(uid => uid >= coveredFrom)
}

/** Fetches what the store lacks of the candidates, newest first, in batches that are each kept as they come. */
export async function fetchMissing(
  candidates: Candidates,
  scan: Pick<Scan, 'items' | 'along'>,
  context: ExecContext,
): Promise<void> {
  for (const group of await missingGroups(candidates, scan, context))
    await fetchGroup(candidates.mailbox, group, context)
}

/** What is to be fetched of the candidates, newest first. What is known from other mailboxes is found before. */
export async function missingGroups(
  { mailbox, uids }: Candidates,
  scan: Pick<Scan, 'items' | 'along'>,
  context: ExecContext,
): Promise<Missing[]> {
  const { store, call } = context
  // What is only counted or named by its UID has a row too, though nothing of it is fetched.
  if (uids && scan.items.length === 0)
    await untilKept(mailbox, current => store.addUids(current, uids, call), context)
  const lacking = async (items: readonly FetchItem[]) => await store.missing(mailbox, uids, items, call)
  if (scan.items.some(item => item !== 'msgId' && !isMutable(item))) {
    const unknown = mailbox.gmail ? (await lacking(['msgId'])).flatMap(group => group.uids) : []
    if (unknown.length > 0 && (await mayKnow(mailbox, unknown.length, context)))
      await fetchGroup(mailbox, { items: scan.items.filter(isMutable), uids: unknown }, context)
  }
  const groups = await lacking(scan.items)
  return groups.map(group => ({ ...group, items: itemsWith(scan.along, group.items, group.uids.length) }))
}

/** What comes along, unless there are so many messages that it takes longer than the round trip that it may save. */
function itemsWith(
  along: readonly FetchItem[] = [],
  items: readonly FetchItem[],
  messages: number,
): readonly FetchItem[] {
  return messages > MOST_ALONG ? items : [...new Set([...items, ...along])]
}

async function fetchGroup(
  mailbox: StoredMailbox,
  { items, uids }: Missing,
  context: ExecContext,
): Promise<void> {
  const batches: number[][] = []
  for (let at = 0; at < uids.length; at += LARGEST_BATCH)
    batches.push(uids.slice(at, at + LARGEST_BATCH).reverse())
  await keepBatches(mailbox, { items, batches }, context)
}

type FetchSet = Parameters<ExecContext['source']['fetch']>[0]

async function fetchRecords(
  mailbox: StoredMailbox,
  set: FetchSet,
  items: readonly FetchItem[],
  { source, signal }: ExecContext,
): Promise<MessageRecord[]> {
  return await source.fetch(set, askedOf(mailbox, items), { signal })
}

/** On Gmail a message that another mailbox showed is known: where so many are, asking which of them these are costs little. */
async function mayKnow(
  { id, gmail }: StoredMailbox,
  wanted: number,
  { store, call, elsewhere }: ExecContext,
): Promise<boolean> {
  if (!gmail || wanted < WORTH_ASKING) return false
  const known = elsewhere.get(id) ?? (await store.countElsewhere(id, call))
  elsewhere.set(id, known)
  return known * 2 >= wanted
}
