import type { FetchItem, MessageRecord } from '../mail/message.ts'
import { OversizedAnswer } from '../mail/oversized.ts'

type FetchUids = (uids: readonly number[], items: readonly FetchItem[]) => Promise<MessageRecord[]>

/**
 * Rows among which is a message whose answer is too large: that one item by item, so that it costs its row the item that is, and
 * the others together as before. A server answers in the order of the mailbox, so it is the first that did not come; where
 * that was wrong, the next round has the next.
 * @param rows what came before it
 */
export async function fetchApart(
  fetch: FetchUids,
  uids: readonly number[],
  items: readonly FetchItem[],
  rows: readonly MessageRecord[],
): Promise<MessageRecord[]> {
  const all = new Map(rows.map(row => [row.uid, row]))
  const missing = uids.filter(uid => !all.has(uid)).sort((a, b) => a - b)
  while (missing.length > 0) {
    const suspect = missing.shift()!
    const alone = await itemByItem(fetch, suspect, items)
    if (alone) all.set(suspect, alone)
    if (missing.length === 0) break
    const { came, isWhole } = await untilOversized(fetch, missing, items)
    for (const row of came) all.set(row.uid, row)
    if (isWhole) break
    missing.splice(0, missing.length, ...missing.filter(uid => !all.has(uid)))
  }
  return [...all.values()]
}

/** Null when it is gone. */
async function itemByItem(
  fetch: FetchUids,
  uid: number,
  items: readonly FetchItem[],
): Promise<MessageRecord | null> {
  const parts: MessageRecord[] = []
  for (const item of items) {
    const [row] = await fetch([uid], [item])
    if (!row) return null
    parts.push(row)
  }
  return Object.assign({ uid }, ...parts) as MessageRecord
}

async function untilOversized(
  fetch: FetchUids,
  uids: readonly number[],
  items: readonly FetchItem[],
): Promise<{ came: readonly MessageRecord[]; isWhole: boolean }> {
  try {
    return { came: await fetch(uids, items), isWhole: true }
  } catch (error) {
    if (!(error instanceof OversizedAnswer)) throw error
    return { came: error.rows, isWhole: false }
  }
}
