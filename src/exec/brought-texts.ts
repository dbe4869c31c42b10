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

interface Window extends Wanted {
  readonly isLast: boolean
}

interface FetchedWindow extends Window, BeingKept {}

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
  const first = { mailbox, uids: uids.slice(0, FIRST_BATCH), isLast: uids.length <= FIRST_BATCH }
  if (first.uids.length === 0) return
  const fetch = async (window: Window): Promise<FetchedWindow> => {
    const { kept } = await fetchAll(scan, window, { ...input, most: null }, context)
    // Told when its turn comes.
    kept.catch(() => {})
    return { ...window, kept }
  }
  // Some of so many will need it, and it takes longer to start than the first batch to come.
  if (!first.isLast) context.mime.start()
  yield* inBatches(await fetch(first))
  const others = windowsOf({ mailbox, uids: uids.slice(FIRST_BATCH) })
  for await (const window of oneAhead(fetchedInTurn(others, fetch))) yield* inBatches(window)
}

async function* fetchedInTurn(
  windows: Iterable<Window>,
  fetch: (window: Window) => Promise<FetchedWindow>,
): AsyncGenerator<FetchedWindow, void, undefined> {
  let last: FetchedWindow | null = null
  try {
    for (const window of windows) {
      last = await fetch(window)
      yield last
    }
  } finally {
    // Whoever leaves early leaves a store that nobody writes to any more.
    await last?.kept.catch(() => {})
  }
}

function* windowsOf({ mailbox, uids }: Wanted): Iterable<Window> {
  for (let at = 0, size = LARGEST_BATCH; at < uids.length; size = Math.min(size * 2, LARGEST_WINDOW)) {
    const some = uids.slice(at, at + size)
    at += size
    yield { mailbox, uids: some, isLast: at >= uids.length }
  }
}

async function* inBatches({
  mailbox,
  uids,
  kept,
  isLast: isLastWindow,
}: FetchedWindow): AsyncGenerator<Brought, void, undefined> {
  await kept
  for (let at = 0; at < uids.length; at += LARGEST_BATCH) {
    const isLast = isLastWindow && at + LARGEST_BATCH >= uids.length
    yield { candidates: { mailbox, uids: uids.slice(at, at + LARGEST_BATCH) }, isLast }
  }
}
