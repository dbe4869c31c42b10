import type { FetchItem } from '../mail/message.ts'
import type { EngineRequest, Rows } from '../sqlite/protocol.ts'
import { isComplete } from './message-indexes.ts'
import type { StoredMailbox } from './stored-mailbox.ts'

/** Messages that a scan needs and the store does not hold whole: which items are missing of which UIDs, newest first. */
export interface Missing {
  readonly items: readonly FetchItem[]
  readonly uids: number[]
}

/** How the absence of an item shows in a row (see the schema). */
const ABSENT: Readonly<Record<FetchItem, string>> = {
  flags: 'l.flags IS NULL',
  labels: 'l.labels IS NULL',
  modSeq: 'l.modseq IS NULL',
  msgId: 'l.message_key IS NULL',
  threadId: 'm.thread_id IS NULL',
  references: 'm.thread_id IS NULL',
  internalDate: 'm.internal_date IS NULL',
  size: 'm.size IS NULL',
  envelope: 'coalesce(m.has_envelope, 0) = 0',
  structure: 'coalesce(m.has_structure, 0) = 0',
}

const MUTABLE: readonly FetchItem[] = ['flags', 'labels', 'modSeq']

export function isMutable(item: FetchItem): boolean {
  return MUTABLE.includes(item)
}

/** Of these an index says whether one is missing. */
function isOfIndex(items: readonly FetchItem[]): boolean {
  const known: readonly FetchItem[] = ['msgId', 'threadId', 'internalDate', 'size', 'envelope']
  return items.every(item => known.includes(item))
}

/** UIDs that are asked about, and told, at a time: a mailbox may have a million, and nobody is held up by so many. */
const AT_ONCE = 20_000

type Ask = (request: Extract<EngineRequest, { op: 'all' }>) => Promise<Rows>

/**
 * What of `items` the rows of `uids` (null: all rows of the mailbox) do not hold, grouped by what is missing. Flags of an unknown
 * age are missing, and labels with them.
 */
export async function missingOf(
  mailbox: StoredMailbox,
  uids: readonly number[] | null,
  items: readonly FetchItem[],
  ask: Ask,
): Promise<Missing[]> {
  const groups = new Map<number, number[]>()
  if (!uids && isOfIndex(items) && (await isComplete(mailbox, ask))) return []
  if (uids) {
    for (let at = 0; at < uids.length; at += AT_ONCE)
      addPage(groups, await ask(amongRequest(mailbox, uids.slice(at, at + AT_ONCE), items)))
    return missingGroups(groups, mailbox, items)
  }
  for (let below = mailbox.state.uidNext; ; ) {
    const page = addPage(groups, await ask(belowRequest(mailbox, below, items)))
    if (page.count < AT_ONCE) return missingGroups(groups, mailbox, items)
    below = page.lowest
  }
}

/** The UIDs with a row below `below`, newest first, at most `limit`. */
export async function uidsBelow(
  { id }: StoredMailbox,
  below: number,
  limit: number,
  ask: Ask,
): Promise<number[]> {
  const uids: number[] = []
  const inner = 'SELECT uid FROM location WHERE mailbox_id = ? AND uid < ? ORDER BY uid DESC LIMIT ?'
  const sql = `SELECT json_group_array(uid) FROM (${inner})`
  while (uids.length < limit) {
    const wanted = Math.min(limit - uids.length, AT_ONCE)
    const params = [id, uids.at(-1) ?? below, wanted]
    const page = descending((await ask({ op: 'all', sql, params }))[0]![0] as string)
    for (const uid of page) uids.push(uid)
    if (page.length < wanted) break
  }
  return uids
}

function descending(list: string): number[] {
  return (JSON.parse(list) as number[]).sort((a, b) => b - a)
}

/** What is missing as bits: the items in their order, and above them that the flags are of an unknown age. */
function absentSql(items: readonly FetchItem[], epoch: string): string {
  const absent = items.map((item, index) => `((${ABSENT[item]}) << ${index})`)
  if (items.some(isMutable)) absent.push(`(coalesce(l.epoch < ${epoch}, 0) << ${items.length})`)
  return absent.join(' | ')
}

function grouped(rows: string): string {
  return `SELECT absent, json_group_array(uid) FROM (${rows}) GROUP BY absent`
}

function amongRequest(
  { id, revision }: StoredMailbox,
  uids: readonly number[],
  items: readonly FetchItem[],
): Parameters<Ask>[0] {
  const rows = `SELECT s.value AS uid, ${absentSql(items, '?3')} AS absent
    FROM json_each(?2) s LEFT JOIN location l ON l.mailbox_id = ?1 AND l.uid = s.value
    LEFT JOIN message m ON m.key = l.message_key WHERE absent != 0`
  const params = [id, new Uint32Array(uids), ...(items.some(isMutable) ? [revision.flagsEpoch] : [])]
  return { op: 'all', sql: grouped(rows), params }
}

function belowRequest(
  { id, revision }: StoredMailbox,
  below: number,
  items: readonly FetchItem[],
): Parameters<Ask>[0] {
  const rows = `SELECT l.uid AS uid, ${absentSql(items, '?3')} AS absent
    FROM location l LEFT JOIN message m ON m.key = l.message_key
    WHERE absent != 0 AND l.mailbox_id = ?1 AND l.uid < ?2 ORDER BY l.uid DESC LIMIT ${AT_ONCE}`
  const params = [id, below, ...(items.some(isMutable) ? [revision.flagsEpoch] : [])]
  return { op: 'all', sql: grouped(rows), params }
}

function addPage(groups: Map<number, number[]>, rows: Rows): { count: number; lowest: number } {
  let count = 0
  let lowest = Number.POSITIVE_INFINITY
  for (const [bits, list] of rows as [number, string][]) {
    const page = descending(list)
    const group = groups.get(bits)
    if (!group) groups.set(bits, page)
    else for (const uid of page) group.push(uid)
    count += page.length
    lowest = Math.min(lowest, page.at(-1)!)
  }
  return { count, lowest }
}

function missingGroups(
  groups: ReadonlyMap<number, number[]>,
  { gmail, state }: StoredMailbox,
  items: readonly FetchItem[],
): Missing[] {
  const stale = 1 << items.length
  const allMutable = MUTABLE.filter(
    item => (item !== 'labels' || gmail) && (item !== 'modSeq' || state.highestModSeq !== null),
  )
  const newestFirst = [...groups].sort(([, a], [, b]) => b[0]! - a[0]!)
  return newestFirst.map(([bits, uids]) => {
    const lacking = items.filter((_, index) => bits & (1 << index))
    const renewed = bits & stale ? new Set([...lacking, ...allMutable]) : lacking
    return { items: withEnvelope([...renewed]), uids }
  })
}

/** A thread is told by References and, where there are none, by the ENVELOPE: both are needed at once. */
function withEnvelope(items: readonly FetchItem[]): readonly FetchItem[] {
  return items.includes('references') && !items.includes('envelope') ? [...items, 'envelope'] : items
}
