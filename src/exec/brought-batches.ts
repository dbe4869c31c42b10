import type { Scan } from '../plan/plan.ts'
import type { Missing } from '../store/missing.ts'
import type { StoredMailbox } from '../store/stored-mailbox.ts'
import { oneAhead } from '../util/one-ahead.ts'
import { bring } from './bring.ts'
import type { ExecContext } from './context.ts'
import { keepBatches, keptBatches } from './kept-batches.ts'
import type { NarrowingInput } from './narrow.ts'
import { type Candidates, FIRST_BATCH, LARGEST_BATCH, missingGroups } from './scan.ts'

/** So many are asked about at once. */
const WINDOW = 20_000

/** Candidates of which the store holds what the statement reads. */
export interface Brought {
  readonly candidates: Candidates
  readonly isLast: boolean
}

export interface Wanted {
  readonly mailbox: StoredMailbox
  readonly uids: readonly number[]
}

/** Null UIDs: all that the store knows of the mailbox, which covers it. */
type WantedAll = Pick<Wanted, 'mailbox'> & { readonly uids: readonly number[] | null }

/** What is asked about at once. */
type Window = Wanted & { readonly isLast: boolean }

/**
 * Brings what a statement reads of the candidates, newest first: few at once in the beginning, so that the first rows come soon.
 * @param most how many rows are still wanted, asked before each batch; null is unknown
 */
export async function* broughtInTurn(
  scan: Scan,
  { mailbox, uids }: Wanted,
  input: Omit<NarrowingInput, 'most'> & { readonly most: () => number | null },
  context: ExecContext,
): AsyncGenerator<Brought, void, undefined> {
  for (const { batch, isLast } of batchesOf(uids)) {
    const most = input.most()
    yield { candidates: await bring(scan, { mailbox, uids: batch }, { ...input, most }, context), isLast }
  }
}

/** Of a store that holds all that is read nothing is brought; what another process saw go meanwhile has no row any more. */
export async function* heldInTurn({ mailbox, uids }: Wanted): AsyncGenerator<Brought, void, undefined> {
  for (const { batch, isLast } of batchesOf(uids)) yield { candidates: { mailbox, uids: batch }, isLast }
}

/**
 * The same for a statement that wants all of them, and only what one FETCH brings. Whoever reads on after the first batch gets
 * the others while the next ones come already.
 */
export async function* broughtAhead(
  scan: Scan,
  wanted: WantedAll,
  context: ExecContext,
): AsyncGenerator<Brought, void, undefined> {
  const windows = windowsOf(wanted, context)
  const first = await windows.next()
  if (first.done) return
  const { uids } = first.value
  const isWhole = first.value.isLast && uids.length <= FIRST_BATCH
  yield* broughtWindow(scan, { ...first.value, uids: uids.slice(0, FIRST_BATCH), isLast: isWhole }, context)
  if (isWhole) return
  const second = { ...first.value, uids: uids.slice(FIRST_BATCH) }
  yield* oneAhead(broughtWindows(scan, { second, windows }, context))
}

async function* broughtWindows(
  scan: Scan,
  { second, windows }: { readonly second: Window; readonly windows: AsyncIterable<Window> },
  context: ExecContext,
): AsyncGenerator<Brought, void, undefined> {
  yield* broughtWindow(scan, second, context)
  for await (const window of windows) yield* broughtWindow(scan, window, context)
}

/** The store tells the UIDs of a window when its turn comes: a million take 8 MB, for as long as somebody reads the rows. */
async function* windowsOf(
  { mailbox, uids }: WantedAll,
  { store, call }: ExecContext,
): AsyncGenerator<Window, void, undefined> {
  if (uids) {
    for (let at = 0; at < uids.length; at += WINDOW)
      yield { mailbox, uids: uids.slice(at, at + WINDOW), isLast: at + WINDOW >= uids.length }
    return
  }
  for (let below: number | undefined; ; ) {
    const known = await store.knownUids(mailbox, { below, limit: WINDOW }, call)
    const isLast = known.length < WINDOW
    yield { mailbox, uids: known, isLast }
    if (isLast) return
    below = known.at(-1)
  }
}

async function* broughtWindow(
  scan: Scan,
  { mailbox, uids, isLast: isLastWindow }: Window,
  context: ExecContext,
): AsyncGenerator<Brought, void, undefined> {
  if (uids.length === 0) return
  const groups = await missingGroups({ mailbox, uids }, scan, context)
  for await (const { batch, isLast } of fetched(mailbox, [...batchesOf(uids)], groups, context))
    yield { candidates: { mailbox, uids: batch }, isLast: isLast && isLastWindow }
}

interface Batch {
  readonly batch: readonly number[]
  readonly isLast: boolean
}

/** The batches, each when what it lacks is kept. */
async function* fetched(
  mailbox: StoredMailbox,
  batches: readonly Batch[],
  groups: readonly Missing[],
  context: ExecContext,
): AsyncGenerator<Batch, void, undefined> {
  const lacking = groups.map(({ items, uids }) => ({ items, parts: partsOf(batches, uids) }))
  const [only] = lacking
  if (!only || lacking.length > 1) {
    for (const [index, batch] of batches.entries()) {
      for (const { items, parts } of lacking)
        await keepBatches(mailbox, { items, batches: [parts[index]!] }, context)
      yield batch
    }
    return
  }
  const ahead = keptBatches(mailbox, { items: only.items, batches: only.parts }, context)
  try {
    for (const [index, batch] of batches.entries()) {
      if (only.parts[index]!.length > 0) await ahead.next()
      yield batch
    }
  } finally {
    await ahead.return()
  }
}

/** What of each batch is among `uids`, oldest first. */
function partsOf(batches: readonly Batch[], uids: readonly number[]): number[][] {
  const among = new Set(uids)
  return batches.map(({ batch }) => batch.filter(uid => among.has(uid)).reverse())
}

function* batchesOf(uids: readonly number[]): Iterable<Batch> {
  for (let at = 0, size = FIRST_BATCH; at < uids.length; size = Math.min(size * 2, LARGEST_BATCH)) {
    const batch = uids.slice(at, at + size)
    at += batch.length
    yield { batch, isLast: at >= uids.length }
  }
}
