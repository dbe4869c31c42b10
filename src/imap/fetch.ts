import type { FetchItem, MessageRecord } from '../mail/message.ts'
import { OversizedAnswer } from '../mail/oversized.ts'
import type { MessageSet } from '../mail/source.ts'
import { limitText } from '../mime/limits.ts'
import { EMPTY_ENVELOPE } from './envelope.ts'
import { failure } from './errors.ts'
import { partRequest, requestOf, setStructure, WIRE_ITEMS } from './row.ts'
import { RowCollector } from './row-collector.ts'
import { type FetchCommand, sendFetch } from './send-fetch.ts'
import type { Session } from './session.ts'
import { cleanUids, MAX_LINE, uidSets } from './uid-set.ts'
import { atom } from './wire.ts'

/** What tag, command and items take of a command line. */
const OVERHEAD = 300

export interface FetchContext<Row = MessageRecord> {
  readonly session: Session
  /** Path of the examined mailbox, for messages. */
  readonly mailbox: string
  readonly items: ReadonlySet<FetchItem>
  /** So many octets from the beginning of each message are asked for as well. */
  readonly octets?: number | undefined
  readonly onNotice: (code: string, message: string) => void
  /** Is given what had come when the fetch of a set of UIDs fails. */
  readonly onSaved?: ((rows: readonly Row[]) => void) | undefined
}

/**
 * Rows of the examined mailbox. Every item is free of side effects: none sets \Seen.
 * @throws OversizedAnswer with the rows before it, unless what is too large is one item of one message that has a substitute
 */
export async function fetchRows(context: FetchContext, set: MessageSet): Promise<MessageRecord[]> {
  assertItems(context)
  if (set.kind === 'uids') return await fetchUids(context, cleanUids(set.uids))
  const { command, range, modifiers } = rangeOf(set, context)
  if (range === null) return []
  const collector = new RowCollector(context, null)
  const whole = await keeping(collector, () => run(context, collector, { command, range, modifiers }))
  if (whole && collector.isWhole) return collector.rows()
  const uids = await fetchBareUids(context, { command, range, modifiers })
  await keeping(collector, () => fetchMissing(context, collector, uids))
  return collector.rows()
}

/** So often a set is asked for whose rows the server refuses in part. */
const BARE_TRIES = 3

/**
 * Some rows were refused or could not be read: which UIDs they have, without the items that failed. What is refused here too is
 * nowhere else told, so it must not pass for messages that did not change.
 */
async function fetchBareUids(
  context: FetchContext,
  command: Omit<FetchCommand, 'requests'>,
): Promise<number[]> {
  const bare = { ...context, items: new Set<FetchItem>(), octets: undefined }
  for (let tries = 0; tries < BARE_TRIES; tries++) {
    const uids = new RowCollector(bare, null)
    if (await run(bare, uids, command)) return uids.rows().map(row => row.uid)
  }
  throw failure(
    'PROTOCOL',
    `The mail server does not tell which messages of ${JSON.stringify(context.mailbox)} it cannot send.`,
    { hint: 'Run the statement again.' },
  )
}

/** An answer that is too large ends the connection, not what came before it. */
async function keeping<T>(collector: RowCollector, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof OversizedAnswer ? new OversizedAnswer(error.message, collector.rows()) : error
  }
}

const NEEDED = 'A server says what it has when the session begins; the log shows it with Verbosity=3.'

function rangeOf(set: Exclude<MessageSet, { kind: 'uids' }>, context: FetchContext) {
  if (set.kind === 'changedSince') {
    if (!context.session.has('CONDSTORE'))
      throw failure('NOT_SUPPORTED', 'The mail server does not have CONDSTORE (FETCH CHANGEDSINCE).', {
        hint: NEEDED,
      })
    return {
      command: 'UID FETCH',
      range: '1:*',
      modifiers: [[atom('CHANGEDSINCE'), atom(String(set.modSeq))]],
    }
  }
  const valid = Number.isInteger(set.from) && Number.isInteger(set.to) && set.from >= 1
  if (!valid) throw failure('INTERNAL', `${set.from}:${set.to} is not a range of sequence numbers.`)
  return { command: 'FETCH', range: set.to < set.from ? null : `${set.from}:${set.to}`, modifiers: [] }
}

function assertItems({ session, items }: FetchContext): void {
  const needs = (wanted: readonly FetchItem[], capability: string) => {
    const item = wanted.find(each => items.has(each))
    if (item === undefined || session.has(capability)) return
    throw failure('NOT_SUPPORTED', `The mail server does not have ${capability} (${WIRE_ITEMS[item]}).`, {
      hint: NEEDED,
    })
  }
  needs(['msgId', 'threadId', 'labels'], 'X-GM-EXT-1')
  needs(['modSeq'], 'CONDSTORE')
}

async function fetchUids(context: FetchContext, uids: readonly number[]): Promise<MessageRecord[]> {
  const collector = new RowCollector(context, new Set(uids))
  try {
    await keeping(collector, () => fetchRanges(context, collector, uids))
  } catch (error) {
    const [item, ...more] = context.items
    const isAlone = uids.length === 1 && item !== undefined && more.length === 0
    context.onSaved?.(collector.rows())
    if (!(error instanceof OversizedAnswer) || !isAlone) throw error
    replaceItem(context, collector, {
      uid: uids[0]!,
      item,
      error: limitText(`its ${WIRE_ITEMS[item]} is too long`),
    })
  }
  return collector.rows()
}

async function fetchRanges(
  context: FetchContext,
  collector: RowCollector,
  uids: readonly number[],
): Promise<void> {
  let whole = true
  for (const range of uidSets(uids, MAX_LINE - OVERHEAD)) {
    whole = (await run(context, collector, { command: 'UID FETCH', range, modifiers: [] })) && whole
  }
  if (!whole || !collector.isWhole) await fetchMissing(context, collector, uids)
}

/** One FETCH of the items. False when the server refused or garbled some rows: what came is kept. */
async function run(
  { session, items, octets }: FetchContext,
  collector: RowCollector,
  command: Omit<FetchCommand, 'requests'>,
): Promise<boolean> {
  const beginning = octets === undefined ? [] : [partRequest({ part: '', maxBytes: octets })]
  const requests = [atom('UID'), ...[...items].map(requestOf), ...beginning]
  return await sendFetch(session, collector, { ...command, requests })
}

/** The UIDs still missing, one by one. A UID that answers nothing is gone. */
async function fetchMissing(
  context: FetchContext,
  collector: RowCollector,
  uids: readonly number[],
): Promise<void> {
  collector.dropPartial()
  for (const uid of uids) {
    if (collector.has(uid)) continue
    const single = new RowCollector(context, new Set([uid]))
    const whole = await run(context, single, { command: 'UID FETCH', range: `${uid}`, modifiers: [] })
    if (!whole || !single.isWhole) await fetchByItem(context, single, uid)
    collector.adopt(single)
  }
}

/**
 * A message whose row cannot be had whole: each item alone. An unreadable header or structure costs that item
 * only.
 */
async function fetchByItem(context: FetchContext, single: RowCollector, uid: number): Promise<void> {
  for (const item of context.items) {
    const alone = { ...context, items: new Set([item]), octets: undefined }
    const one = new RowCollector(alone, new Set([uid]))
    const whole = await run(alone, one, {
      command: 'UID FETCH',
      range: `${uid}`,
      modifiers: [],
    })
    const error = `the ${WIRE_ITEMS[item]} that the server sent cannot be read`
    if (!whole || !one.isWhole) replaceItem(context, one, { uid, item, error })
    single.merge(one)
  }
}

function replaceItem(
  { mailbox, onNotice }: FetchContext,
  one: RowCollector,
  { uid, item, error }: { uid: number; item: FetchItem; error: string },
): void {
  const what = `the ${WIRE_ITEMS[item]} of UID ${uid} in ${JSON.stringify(mailbox)}`
  const row = one.rowOf(uid)
  if (item === 'structure') setStructure(row, null, error)
  else if (item === 'envelope') Object.assign(row, { envelope: EMPTY_ENVELOPE, envelopeError: error })
  else if (item === 'references') row.references = []
  else throw failure('PROTOCOL', `The mail server does not send ${what} in a form that can be read.`)
  onNotice(
    'UNREADABLE_MESSAGE',
    `The mail server does not send ${what} in a form that can be read; its columns are NULL.`,
  )
}
