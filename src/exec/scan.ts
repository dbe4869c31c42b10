import type { FetchItem, MessageRecord } from '../mail/message.ts'
import type { SearchTerm } from '../mail/search-term.ts'
import type { Scan as PlannedScan } from '../plan/plan.ts'
import type { StoredMailbox } from '../store/stored-mailbox.ts'
import type { ExecContext } from './context.ts'
import { listedMailbox } from './freshen.ts'
import { settleTerm } from './settle-term.ts'

/** What of a planned scan decides what is fetched. */
export type Scan = Pick<PlannedScan, 'term' | 'newest' | 'items'>

/** The candidates of a scan in one mailbox: UIDs, newest first; null is every message of it. */
export interface Candidates {
  readonly mailbox: StoredMailbox
  readonly uids: readonly number[] | null
}

export const FIRST_BATCH = 100
export const LARGEST_BATCH = 2_000

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
  if (scan.term && isNone(scan.term)) return { mailbox, uids: [] }
  if (scan.newest !== null) return await newestThenSearched(scan, mailbox, bound, context)
  if (scan.term) return { mailbox, uids: firstOf(await searched(scan, mailbox, context), bound) }
  if (bound !== null) return { mailbox, uids: await coverNewest(mailbox, bound, scan.items, context) }
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
  const first = await coverNewest(mailbox, newest, scan.term ? [] : scan.items, context)
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
  return [...(await found.search(term, path))].reverse()
}

/** Makes the store know every UID of the mailbox: one SEARCH, unless it does already. */
export async function coverAll(
  mailbox: StoredMailbox,
  { source, store, signal, call }: ExecContext,
): Promise<void> {
  if (mailbox.coveredFrom === 1) return
  const uids = mailbox.state.exists === 0 ? [] : await source.search({ kind: 'all' }, { signal })
  await store.setUids(mailbox.id, 1, uids, call)
  await store.setCoveredFrom(mailbox.id, 1, call)
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
  const { store, call } = context
  const wanted = Math.min(count, mailbox.state.exists)
  const covered = await coveredUids(mailbox, wanted, context)
  if (covered.length >= wanted) return covered
  const fetched: number[] = []
  let to = mailbox.state.exists - covered.length
  const last = mailbox.state.exists - wanted + 1
  while (to >= last) {
    const from = Math.max(last, to - LARGEST_BATCH + 1)
    const records = await fetchRecords(mailbox, { kind: 'sequence', from, to }, items, context)
    await keep(mailbox, records, context)
    fetched.push(...records.map(({ uid }) => uid).sort((a, b) => b - a))
    to = from - 1
  }
  const uids = [...covered, ...fetched]
  const lowest = wanted === mailbox.state.exists ? 1 : uids.at(-1)
  if (lowest !== undefined) await store.setCoveredFrom(mailbox.id, lowest, call)
  return uids
}

async function coveredUids(
  { id, coveredFrom }: StoredMailbox,
  wanted: number,
  { store, call }: ExecContext,
): Promise<number[]> {
  if (coveredFrom === null) return []
  return (await store.knownUids(id, wanted, call)).filter(uid => uid >= coveredFrom)
}

/** Fetches what the store lacks of the candidates, newest first, in batches that are each kept before the next is asked for. */
export async function fetchMissing(
  candidates: Candidates,
  scan: Pick<Scan, 'items'>,
  context: ExecContext,
): Promise<void> {
  const { mailbox, uids } = candidates
  // What is only counted or named by its UID has a row too, though nothing of it is fetched.
  if (uids && scan.items.length === 0) await context.store.addUids(mailbox.id, uids, context.call)
  const groups = await context.store.missing(mailbox.id, uids, scan.items, context.call)
  for (const { items, uids: missing } of groups) {
    for (let at = 0; at < missing.length; at += LARGEST_BATCH) {
      context.signal.throwIfAborted()
      const batch = missing.slice(at, at + LARGEST_BATCH).reverse()
      const records = await fetchRecords(mailbox, { kind: 'uids', uids: batch }, items, context)
      await keep(mailbox, records, context)
    }
  }
}

async function keep(
  mailbox: StoredMailbox,
  records: readonly MessageRecord[],
  { store, call, logger }: ExecContext,
): Promise<void> {
  await store.insert(mailbox, records, call)
  if (logger.isEnabled(2, 'STORE'))
    logger.write(2, 'STORE', `${mailbox.path}: ${records.length} messages kept`)
}

type FetchSet = Parameters<ExecContext['source']['fetch']>[0]

async function fetchRecords(
  mailbox: StoredMailbox,
  set: FetchSet,
  items: readonly FetchItem[],
  context: ExecContext,
): Promise<MessageRecord[]> {
  const { source, signal } = context
  // A row is kept under its X-GM-MSGID; elsewhere its id is where it is, and costs nothing to ask.
  const asked = mailbox.gmail
    ? [...new Set<FetchItem>(['msgId', ...items])]
    : items.filter(item => item !== 'msgId')
  if (asked.length === 0 && set.kind === 'uids') return set.uids.map(uid => ({ uid }))
  return await source.fetch(set, asked, { signal })
}
