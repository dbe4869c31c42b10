import { queuedSource } from '../mail/queued-source.ts'
import type { Scan } from '../plan/plan.ts'
import { oneAhead } from '../util/one-ahead.ts'
import { bringColumns } from './bring.ts'
import type { Brought, Wanted } from './brought-batches.ts'
import { fetchContents } from './contents.ts'
import type { ExecContext } from './context.ts'
import type { BeingKept } from './fetch-bodies.ts'
import type { NarrowingInput, Survivors } from './narrow.ts'
import { FIRST_BATCH, LARGEST_BATCH } from './scan.ts'

/** Texts of so many are fetched one after the other; the rows of fewer are made at once, since a text may be long. */
const LARGEST_WINDOW = 2000

type Meter = ExecContext['progress']

const SILENT: Meter = { begin: () => {}, add: () => {} }

interface Window extends Wanted {
  readonly isLast: boolean
}

interface LocatedWindow extends Window {
  readonly survivors: Survivors
}

interface FetchedWindow extends Window, BeingKept {}

/**
 * Brings what a statement that wants the text of all candidates reads of them, newest first, by windows. Three are at work: of one
 * the rows are given out, of the next the texts come, of the one after that what tells which parts are text. So neither the server
 * nor the store waits for the other, nor for the process that reads texts to start.
 */
export async function* broughtTexts(
  scan: Scan,
  { mailbox, uids }: Wanted,
  input: Omit<NarrowingInput, 'most'>,
  context: ExecContext,
): AsyncGenerator<Brought, void, undefined> {
  if (uids.length === 0) return
  const progress = oneMeter(context.progress, mailbox.path, uids.length)
  const source = queuedSource(context.source)
  const locate = async (window: Window): Promise<LocatedWindow> => ({
    ...window,
    survivors: await bringColumns(
      scan,
      window,
      { ...input, most: null },
      { ...context, source, progress: SILENT },
    ),
  })
  const fetch = async ({ survivors, ...window }: LocatedWindow): Promise<FetchedWindow> => {
    const own = { ...context, source, progress: progress(window.uids.length) }
    const { kept } = await fetchContents(survivors, scan.contents, own)
    // Told when its turn comes.
    kept.catch(() => {})
    return { ...window, kept }
  }
  // Some of so many will need it, and it takes longer to start than the first batch to come.
  if (uids.length > FIRST_BATCH) context.mime.start()
  const located = oneAhead(eachInTurn(windowsOf({ mailbox, uids }), locate))
  for await (const window of oneAhead(fetchedInTurn(located, fetch))) yield* inBatches(window)
}

/** For each window a meter that counts on in one of all of them, which tells nothing before something is to be fetched. */
function oneMeter(progress: Meter, mailbox: string, total: number): (messages: number) => Meter {
  let known = 0
  let isBegun = false
  const add = (count: number) => {
    if (isBegun) progress.add(count)
    else known += count
  }
  return messages => ({
    begin(_, lacking) {
      if (lacking > 0 && !isBegun) {
        isBegun = true
        progress.begin(mailbox, total)
        if (known > 0) progress.add(known)
      }
      add(messages - lacking)
    },
    add,
  })
}

async function* eachInTurn<Value, Result>(
  values: Iterable<Value>,
  work: (value: Value) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  for (const value of values) yield await work(value)
}

async function* fetchedInTurn(
  windows: AsyncIterable<LocatedWindow>,
  fetch: (window: LocatedWindow) => Promise<FetchedWindow>,
): AsyncGenerator<FetchedWindow, void, undefined> {
  let last: FetchedWindow | null = null
  try {
    for await (const window of windows) {
      last = await fetch(window)
      yield last
    }
  } finally {
    // Whoever leaves early leaves a store that nobody writes to any more.
    await last?.kept.catch(() => {})
  }
}

/** Few at first, so that the first rows come soon. */
function* windowsOf({ mailbox, uids }: Wanted): Iterable<Window> {
  for (let at = 0, size = FIRST_BATCH; at < uids.length; size = Math.min(size * 2, LARGEST_WINDOW)) {
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
