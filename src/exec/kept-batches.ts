import type { FetchItem, MessageRecord } from '../mail/message.ts'
import type { StoredMailbox } from '../store/stored-mailbox.ts'
import { workAhead } from '../util/work-ahead.ts'
import type { ExecContext } from './context.ts'
import { untilKept } from './freshen.ts'

export interface Batches {
  readonly items: readonly FetchItem[]
  /** UIDs. */
  readonly batches: readonly (readonly number[])[]
}

/**
 * Fetches batches of a mailbox; the next are under way while one is kept. One that cannot be kept, since another process has
 * changed the mailbox, is read again; the others go on after it.
 */
export async function keepBatches(
  mailbox: StoredMailbox,
  batches: Batches,
  context: ExecContext,
): Promise<void> {
  const kept = keptBatches(mailbox, batches, context)
  while (!(await kept.next()).done);
}

/** The same, and tells of each batch when it is kept. */
export async function* keptBatches(
  mailbox: StoredMailbox,
  { items, batches }: Batches,
  context: ExecContext,
): AsyncGenerator<void, void, undefined> {
  const left = batches.filter(({ length }) => length > 0)
  const total = left.reduce((sum, { length }) => sum + length, 0)
  context.progress.begin(mailbox.path, total)
  const done = () => {
    const batch = left.shift()!
    context.progress.add(batch.length)
    context.signal.throwIfAborted()
  }
  while (left.length > 0) {
    const fetched = fetchBatches(mailbox, [...left], items, context)
    // The engine does not wait for what the host makes of the next batch.
    for await (const isKept of workAhead(fetched, records => keep(mailbox, records, context))) {
      if (!isKept) break
      done()
      yield
    }
    if (left.length === 0) return
    await keepAgain(mailbox, left[0]!, items, context)
    done()
    yield
  }
}

/** A batch that was not kept: now by what is known of the mailbox since. */
async function keepAgain(
  mailbox: StoredMailbox,
  batch: readonly number[],
  items: readonly FetchItem[],
  context: ExecContext,
): Promise<void> {
  let isOld = true
  const attempt = async () => {
    if (isOld) {
      isOld = false
      return false
    }
    for await (const records of fetchBatches(mailbox, [batch], items, context))
      if (!(await keep(mailbox, records, context))) return false
    return true
  }
  await untilKept(mailbox, attempt, context)
}

async function* fetchBatches(
  mailbox: StoredMailbox,
  batches: readonly (readonly number[])[],
  items: readonly FetchItem[],
  { source, signal }: ExecContext,
): AsyncIterable<readonly MessageRecord[]> {
  const asked = askedOf(mailbox, items)
  if (asked.length === 0) for (const batch of batches) yield batch.map(uid => ({ uid }))
  else yield* source.fetchBatches(batches, asked, { signal })
}

/** False when another process has changed the mailbox. */
export async function keep(
  mailbox: StoredMailbox,
  records: readonly MessageRecord[],
  { store, call, logger }: ExecContext,
): Promise<boolean> {
  const isKept = await store.insert(mailbox, records, call)
  if (isKept && logger.isEnabled(2, 'STORE'))
    logger.write(2, 'STORE', `${mailbox.path}: ${records.length} messages kept`)
  return isKept
}

/** A row is kept under its X-GM-MSGID; elsewhere its id is where it is, and costs nothing to ask. */
export function askedOf(mailbox: StoredMailbox, items: readonly FetchItem[]): readonly FetchItem[] {
  return mailbox.gmail ? [...new Set<FetchItem>(['msgId', ...items])] : items.filter(item => item !== 'msgId')
}
