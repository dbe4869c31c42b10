import type { AppendedUid } from '../../mail/writer.ts'
import { quoteName } from '../../sql/lexer.ts'
import { quoteText } from '../../sql/rewrite/text-literals.ts'
import { GmailSqlError, isGmailSqlError } from '../../util/errors.ts'
import { findAppended, type LostMessage } from './find-appended.ts'
import type { FoundMessage } from './found-message.ts'
import type { NewMessage } from './new-message.ts'
import { sendChanges, type WriteTools } from './send-changes.ts'
import type { WireChange } from './wire-changes.ts'

export interface AppendOrder {
  readonly messages: readonly NewMessage[]
  readonly journal: number
  /** So many messages get their labels together; 0 leaves it to the driver. */
  readonly batchSize: number
  /** Gmail makes one message of two with the same Message-ID. */
  readonly gmail: boolean
}

/** A message that was made; `uid` is null where the server does not tell. */
export interface AppendedMessage {
  readonly message: NewMessage
  readonly uidValidity: number
  readonly uid: number | null
}

const DEFAULT_BATCH = 100

/** A server without labels may still be at work on what it got when the connection was lost. */
const PATIENCE_MS = 3_000

/**
 * Appends the messages one after the other, each in the journal before it goes out, and sets the labels of each batch. What was lost on
 * the way is looked for in the mailbox; where it is not, Gmail gets it once more, which cannot make a second message there.
 * @param appended gets each message as it is made, also when an error ends it
 * @throws what ended it, saying how many messages had been made; OUTCOME_UNKNOWN naming the journal
 */
export async function appendMessages(
  order: AppendOrder,
  tools: WriteTools,
  appended: AppendedMessage[],
): Promise<void> {
  const places = new Map<string, Place>()
  const { messages, journal } = order
  tools.progress.begin(messages[0]?.path ?? '', messages.length)
  const size = order.batchSize || DEFAULT_BATCH
  for (let at = 0; at < messages.length; at += size) {
    const first = appended.length
    try {
      await appendBatch(messages.slice(at, at + size), places, { order, tools, appended })
    } catch (error) {
      // What is there has its labels, if that can still be done.
      const calm = { ...tools, signal: new AbortController().signal }
      const isLabelled = await setLabels(appended.slice(first), journal, calm).then(
        () => true,
        () => false,
      )
      throw partly(error, { made: appended.length, all: messages.length, isLabelled })
    }
    await setLabels(appended.slice(first), journal, tools).catch((error: unknown) => {
      throw partly(error, { made: appended.length, all: messages.length, isLabelled: false })
    })
  }
}

/** What is known of a mailbox: what is appended next gets no lower UID. */
interface Place {
  readonly uidValidity: number
  uidNext: number
}

interface Appending {
  readonly order: AppendOrder
  readonly tools: WriteTools
  readonly appended: AppendedMessage[]
}

async function appendBatch(
  messages: readonly NewMessage[],
  places: Map<string, Place>,
  { order, tools, appended }: Appending,
): Promise<void> {
  for (const message of messages) {
    tools.signal.throwIfAborted()
    const place = places.get(message.path) ?? (await tools.source.examine(message.path))
    const { uidValidity, uid } = await appendOne(message, place, order, tools)
    const uidNext = uid === null ? place.uidNext : Math.max(place.uidNext, uid + 1)
    places.set(message.path, { uidValidity, uidNext })
    appended.push({ message, uidValidity, uid })
    tools.progress.add(1)
  }
}

type Told = { readonly uidValidity: number; readonly uid: number | null }

/** The journal has all that finds the message later, should this process end before the answer comes. */
async function appendOne(
  message: NewMessage,
  { uidValidity, uidNext }: Place,
  { journal, gmail }: AppendOrder,
  tools: WriteTools,
): Promise<Told> {
  const { path, messageId, octets, flags, labels } = message
  const change = { kind: 'append', messageId, uidNext, octets: octets.length, values: labels }
  const lost = { path, uidValidity, uidNext, messageId, octets }
  const work = async (): Promise<Told> => {
    const told = await performed(message, lost, { gmail, tools })
    // A server without UIDPLUS does not tell.
    return told ?? { uidValidity, uid: await findAppended(lost, tools.source).catch(() => null) }
  }
  const settled = ({ uid }: Told) => ({
    messages: uid === null ? [] : [{ uid, msgId: '', flags, labels: null }],
  })
  const entry = { path, uidValidity, change, messages: [] }
  return await tools.journal.record(journal, entry, work, settled)
}

/** @throws OUTCOME_UNKNOWN when it cannot be found out, and may not be sent again */
async function performed(
  { path, octets, flags, receivedMs, messageId }: NewMessage,
  lost: LostMessage,
  { gmail, tools }: { readonly gmail: boolean; readonly tools: WriteTools },
): Promise<AppendedUid | null> {
  const append = () => tools.writer.append({ path, octets, flags, internalDate: receivedMs ?? undefined })
  const isRepeatable = gmail && messageId !== null
  const patience = isRepeatable ? 0 : PATIENCE_MS
  try {
    return await append()
  } catch (error) {
    const found = await foundAfter(error, lost, tools, patience)
    if (found) return found
    if (!isRepeatable) throw toLookFor(error, lost)
  }
  try {
    return await append()
  } catch (error) {
    const found = await foundAfter(error, lost, tools, patience)
    if (found) return found
    throw toLookFor(error, lost)
  }
}

/**
 * Where the message is, although its APPEND failed in a way that leaves that open; null: it is not there.
 * @throws the failure, where it says that nothing was done, or where it cannot be found out
 */
async function foundAfter(
  error: unknown,
  lost: LostMessage,
  { source }: WriteTools,
  patience: number,
): Promise<AppendedUid | null> {
  if (!isGmailSqlError(error) || error.code !== 'OUTCOME_UNKNOWN') throw error
  const uid = await findAppended(lost, source, patience).catch(() => {
    throw toLookFor(error, lost)
  })
  return uid === null ? null : { uidValidity: lost.uidValidity, uid }
}

function toLookFor(error: unknown, { path, messageId }: LostMessage): unknown {
  if (!isGmailSqlError(error) || messageId === null) return error
  const { code, message, retryable } = error
  const where = `${quoteName(path)} WHERE MessageId = ${quoteText(messageId)}`
  return new GmailSqlError(code, message, {
    hint: `Look for it before it is made again: SELECT Id FROM Mailbox.${where}.`,
    retryable,
  })
}

/** One command for all messages of the batch with the same labels. */
async function setLabels(
  batch: readonly AppendedMessage[],
  journal: number,
  tools: WriteTools,
): Promise<void> {
  const labelled = batch.filter(({ message }) => message.labels.length > 0)
  const groups = Map.groupBy(labelled, ({ message: { path, labels } }) => JSON.stringify([path, ...labels]))
  const changes = [...groups.values()].map(
    (group): WireChange => ({
      kind: 'labels',
      operation: 'add',
      values: group[0]!.message.labels,
      messages: group.map(found),
    }),
  )
  // The progress is that of the messages.
  await sendChanges(changes, journal, { ...tools, progress: { begin: () => {}, add: () => {} } })
}

function found({ message, uidValidity, uid }: AppendedMessage): FoundMessage {
  const { path, flags } = message
  if (uid !== null) return { path, uidValidity, uid, msgId: '', flags, labels: [] }
  throw new GmailSqlError(
    'OUTCOME_UNKNOWN',
    `a message came to ${JSON.stringify(path)}, but not its labels: its UID was not told`,
    { hint: 'Do not insert it again; set its labels with UPDATE.' },
  )
}

interface Progress {
  readonly made: number
  readonly all: number
  readonly isLabelled: boolean
}

function partly(error: unknown, { made, all, isLabelled }: Progress): unknown {
  if (!isGmailSqlError(error) || made === 0) return error
  const { code, message, hint, retryable } = error
  const labels = isLabelled ? '' : '; the last of them perhaps without their labels'
  const done = `${made} of ${all} messages had been made by then${labels}`
  return new GmailSqlError(code, `${message} (${done})`, {
    hint: `${hint ? `${hint} ` : ''}SELECT * FROM LastResultInfo#TEMP lists them.`,
    retryable,
  })
}
