import type { Scan } from '../plan/plan.ts'
import { oneAhead } from '../util/one-ahead.ts'
import { fetchAll } from './bring.ts'
import type { Brought, Wanted } from './brought-batches.ts'
import type { ExecContext } from './context.ts'
import type { BeingKept } from './fetch-bodies.ts'
import type { NarrowingInput } from './narrow.ts'
import { FIRST_BATCH, LARGEST_BATCH } from './scan.ts'

/** Texts of so many are fetched one after the other; the rows of fewer are made at once, since a text may be long. */
const LARGEST_WINDOW = 2_000

interface Window extends Wanted, BeingKept {}

/**
 * Brings what a statement that wants the text of all candidates reads of them, newest first: while some texts are read and kept,
 * and their rows given out, the next ones come.
 */
export async function* broughtTexts(
  scan: Scan,
  { mailbox, uids }: Wanted,
  input: Omit<NarrowingInput, 'most'>,
  context: ExecContext,
): AsyncGenerator<Brought, void, undefined> {
  const fetch = async (some: readonly number[]): Promise<Window> => {
    const window = { mailbox, uids: some }
    const { kept } = await fetchAll(scan, window, { ...input, most: null }, context)
    // Told when its turn comes.
    kept.catch(() => {})
    return { ...window, kept }
  }
  const first = uids.slice(0, FIRST_BATCH)
  if (first.length === 0) return
  yield* keptBatches(await fetch(first), uids.length === first.length)
  yield* oneAhead(fetchedAhead(fetch, uids.slice(FIRST_BATCH)))
}

async function* fetchedAhead(
  fetch: (some: readonly number[]) => Promise<Window>,
  uids: readonly number[],
): AsyncGenerator<Brought, void, undefined> {
  let last: Window | null = null
  try {
    for (let at = 0, size = LARGEST_BATCH; at < uids.length; size = Math.min(size * 2, LARGEST_WINDOW)) {
      const window = await fetch(uids.slice(at, at + size))
      at += size
      const before: Window | null = last
      last = window
      if (before) yield* keptBatches(before, false)
    }
    if (last) yield* keptBatches(last, true)
  } finally {
    // Whoever leaves early leaves a store that nobody writes to any more.
    await last?.kept.catch(() => {})
  }
}

async function* keptBatches(
  { mailbox, uids, kept }: Window,
  isLastWindow: boolean,
): AsyncGenerator<Brought, void, undefined> {
  await kept
  for (let at = 0; at < uids.length; at += LARGEST_BATCH) {
    const isLast = isLastWindow && at + LARGEST_BATCH >= uids.length
    yield { candidates: { mailbox, uids: uids.slice(at, at + LARGEST_BATCH) }, isLast }
  }
}
