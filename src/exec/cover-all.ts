import type { SearchTerm } from '../mail/search-term.ts'
import type { LiveUids } from '../store/mailbox-changes.ts'
import type { StoredMailbox } from '../store/stored-mailbox.ts'
import type { ExecContext } from './context.ts'
import { untilKept } from './freshen.ts'

/** About so many UIDs are asked for at once: a million hold up whoever else works in this process. */
const ASKED_AT_ONCE = 100_000
/** So many are kept at once: the engine has them as text, and what it once needed it does not give back. */
const KEPT_AT_ONCE = 20_000

type Piece = Required<LiveUids>

/** Makes the store know every UID of the mailbox: a SEARCH for so many of the newest, then for those below. */
export async function coverAll(mailbox: StoredMailbox, context: ExecContext): Promise<void> {
  const { store, call } = context
  let below = lowestCovered(mailbox)
  let known = mailbox
  const cover = async (current: StoredMailbox) => {
    if (current !== known) below = lowestCovered(current)
    known = current
    while (below > 1) {
      for (const piece of piecesOf(await uidsOfPiece(current, below, context))) {
        if (!(await store.cover(current, piece, call))) return false
        below = piece.from
      }
    }
    return true
  }
  await untilKept(mailbox, cover, context)
}

/** An empty mailbox whose next UID is 1 has to be covered too. */
function lowestCovered({ coveredFrom, state }: StoredMailbox): number {
  return coveredFrom ?? Math.max(2, state.uidNext)
}

/** The highest first, as they are asked for. */
function* piecesOf({ from, below, live }: Piece): Iterable<Piece> {
  let above = below
  for (let end = live.length; ; ) {
    const start = Math.max(0, end - KEPT_AT_ONCE)
    const piece = live.slice(start, end)
    const lowest = start === 0 ? from : piece[0]!
    yield { from: lowest, below: above, live: piece }
    if (start === 0) return
    above = lowest
    end = start
  }
}

/** The UIDs of the next messages below `below`. */
async function uidsOfPiece(
  { state: { exists, uidNext } }: StoredMailbox,
  below: number,
  { source, signal }: ExecContext,
): Promise<Piece> {
  if (exists === 0) return { from: 1, below, live: [] }
  const width = Math.ceil((uidNext * ASKED_AT_ONCE) / exists)
  const from = Math.max(1, below - width)
  const isWhole = from === 1 && below >= uidNext
  const term: SearchTerm = isWhole ? { kind: 'all' } : { kind: 'uid', ranges: [{ from, to: below - 1 }] }
  return { from, below, live: await source.search(term, { signal }) }
}
