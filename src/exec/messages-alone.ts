import type { ColumnDefinition } from '../catalog/table.ts'
import type { Plan, Scan } from '../plan/plan.ts'
import type { Extent } from '../store/mailbox-extents.ts'
import type { MessageIndex } from '../store/message-indexes.ts'
import type { ExecContext } from './context.ts'
import type { Candidates } from './scan.ts'

/** A whole mailbox as messages, without their places there, and how SQLite finds them. */
export interface MessagesAlone extends Extent {
  /** Some of the indexes, which SQLite chooses from; the one; or none, where each would lead to the wide rows. */
  readonly index: MessageIndex | 'some' | null
}

/** What each index has, the narrow ones first. */
const HELD: readonly (readonly [index: MessageIndex, columns: readonly string[]])[] = [
  ['message_by_size', ['m.size']],
  ['message_by_domain', ['m.from_domain', 'm.size']],
  ['message_by_sender', ['m.from_addr', 'm.size']],
  ['message_by_thread', ['m.thread_id']],
  ['message_by_date', ['m.internal_date', 'm.from_domain', 'm.from_addr', 'm.size']],
]
/** In the order of these an index has all messages. */
const ORDERED = new Set(['m.size', 'm.internal_date'])

/** Null where the rows have to be found through their places: it depends on their order, or something of the places is read. */
export async function messagesAlone(
  scan: Scan,
  candidates: readonly Candidates[],
  { freeOrder, topColumn }: Plan,
  { store, call }: ExecContext,
): Promise<MessagesAlone | null> {
  const [only] = candidates
  if (!freeOrder || !only || candidates.length > 1 || only.uids !== null) return null
  const isPlain = !scan.reader && scan.contents.length === 0 && scan.searches.length === 0
  const read = (scan.table.columns as readonly ColumnDefinition[]).filter(({ name }) =>
    scan.table.read.has(name),
  )
  if (!isPlain || read.some(column => /\bl\./.test(column.store))) return null
  const extent = await store.extents.of(only.mailbox, call)
  if (!extent || (freeOrder === 'one spelling' && !(await store.extents.haveOneSpelling(call)))) return null
  const columns = read.map(column => column.store).filter(column => /\bm\./.test(column))
  return { ...extent, index: extent.isIndexed ? indexFor(columns, topColumn) : null }
}

function indexFor(columns: readonly string[], topColumn: string | null): MessagesAlone['index'] {
  // Which of two is the better one, SQLite sees: that of months, if these are counted.
  if (columns.every(column => column === 'm.internal_date') && columns.length > 0) return 'some'
  const held = HELD.find(([, names]) => columns.every(column => names.includes(column)))
  if (held) return held[0]
  return topColumn !== null && ORDERED.has(topColumn) ? 'some' : null
}

/** What stands behind FROM. Indexes are those of {@link MessageIndex}, which take part where their condition is said. */
export function aloneSql({ lastKey, without, index }: MessagesAlone): string {
  const table = index === null || index === 'some' ? 'main.message m' : `main.message m INDEXED BY ${index}`
  const ranges = rangesOf(without)
  // Mailboxes that were read behind this one have the highest keys, and then one bound says all.
  const behind = ranges.at(-1)?.to === lastKey ? ranges.pop() : undefined
  const conditions = [
    ...(index === null ? [] : ['m.key <> 0']),
    `+m.key <= ${behind ? behind.from - 1 : lastKey}`,
    ...exclusion(ranges, without),
  ]
  return `${table} WHERE ${conditions.join(' AND ')}`
}

/** So few comparisons take less time than to look a key up in a set. */
const FEW_RANGES = 4

interface Range {
  readonly from: number
  readonly to: number
}

/** Messages of one mailbox were mostly kept one after the other. */
function rangesOf(keys: readonly number[]): Range[] {
  const ranges: { from: number; to: number }[] = []
  for (const key of keys) {
    const last = ranges.at(-1)
    if (last && last.to === key - 1) last.to = key
    else ranges.push({ from: key, to: key })
  }
  return ranges
}

function exclusion(ranges: readonly Range[], keys: readonly number[]): string[] {
  if (ranges.length > FEW_RANGES) return [`m.key NOT IN (SELECT value FROM json_each('[${keys}]'))`]
  return ranges.map(({ from, to }) => `+m.key NOT BETWEEN ${from} AND ${to}`)
}
