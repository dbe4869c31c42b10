import { attachmentParts } from '../mail/attachments.ts'
import type { BodyPart } from '../mail/message.ts'
import type { MessageParts } from '../mail/source.ts'
import type { LackingParts, PartRow } from '../store/content-store.ts'
import { isGmailSqlError } from '../util/errors.ts'
import type { ExecContext } from './context.ts'
import { notifyTooLarge } from './fetch-raw.ts'
import type { Survivors } from './narrow.ts'
import { type PartBatch, partBatches } from './part-batches.ts'

interface AttachmentsWanted extends LackingParts {
  readonly attachments: readonly BodyPart[]
  /** Of these, the ones that are fetched. */
  readonly parts: readonly BodyPart[]
  /** Wanted, and larger than may be fetched. */
  readonly tooLarge: readonly BodyPart[]
}

type FetchedMessage = AttachmentsWanted & { readonly structure: BodyPart }

/**
 * The content of attachments of messages, `wanted` or all. One larger than MaxMessageBytes is not fetched, which a notice
 * says.
 */
export async function fetchAttachments(
  lacking: readonly LackingParts[],
  wanted: Survivors['parts'],
  context: ExecContext,
): Promise<void> {
  const messages = lacking.map(message => wantedOf(message, wanted?.get(message.uid), context))
  const idle = messages.filter(({ parts }) => parts.length === 0)
  const rows = idle.flatMap(rowsWithout)
  const keys = idle.filter(message => isWhole(message, rows)).map(({ key }) => key)
  await context.contents.keepAttachments(keys, rows, context.call)
  const fetched = messages.filter(hasParts)
  for (const batch of partBatches(fetched, context.maxMessageBytes)) await fetchBatch(batch, context)
}

function wantedOf(
  message: LackingParts,
  wanted: ReadonlySet<string> | undefined,
  context: ExecContext,
): AttachmentsWanted {
  const { structure, uid, kept } = message
  const attachments = structure ? attachmentParts(structure) : []
  const asked = attachments.filter(({ part }) => (wanted?.has(part) ?? true) && !kept.includes(part))
  const parts = asked.filter(({ size }) => (size ?? 0) <= context.maxMessageBytes)
  const tooLarge = asked.filter(part => !parts.includes(part))
  for (const { part, size } of tooLarge)
    notifyTooLarge(`part ${part} of message ${uid} has ${size} bytes`, context)
  return { ...message, attachments, parts, tooLarge }
}

function hasParts(message: AttachmentsWanted): message is FetchedMessage {
  return message.structure !== null && message.parts.length > 0
}

/** Nothing of those that are too large. */
function rowsWithout({ key, attachments, tooLarge }: AttachmentsWanted): PartRow[] {
  return tooLarge.map(part => ({ key, part: part.part, ordinal: attachments.indexOf(part), content: null }))
}

/** All attachments of the message are there when `rows` are. */
function isWhole({ key, attachments, kept }: AttachmentsWanted, rows: readonly PartRow[]): boolean {
  const there = new Set([...kept, ...rows.filter(row => row.key === key).map(({ part }) => part)])
  return attachments.every(({ part }) => there.has(part))
}

async function fetchBatch(batch: PartBatch<FetchedMessage>, context: ExecContext): Promise<void> {
  const { source, signal, contents, call } = context
  signal.throwIfAborted()
  const byUid = new Map(batch.messages.map(message => [message.uid, message]))
  const found = await source.fetchParts([...byUid.keys()], batch.parts, { signal })
  const rows: PartRow[] = []
  const whole: number[] = []
  for (const answer of found) {
    const message = byUid.get(answer.uid)!
    const own = await rowsOf(message, answer, context)
    rows.push(...own)
    if (isWhole(message, own)) whole.push(message.key)
  }
  await contents.keepAttachments(whole, rows, call)
  context.progress.add(batch.messages.length)
}

/** What was wanted, and what came along because another message of the command wanted it. */
async function rowsOf(
  message: FetchedMessage,
  { parts }: MessageParts,
  context: ExecContext,
): Promise<PartRow[]> {
  const { key, uid, attachments } = message
  const rows = rowsWithout(message)
  for (const [ordinal, attachment] of attachments.entries()) {
    const { part, encoding } = attachment
    const octets = parts.get(part) ?? null
    if (!octets && !message.parts.includes(attachment)) continue
    const name = `part ${part} of message ${uid}`
    const content = octets && (await decoded({ name, encoding, content: octets }, context))
    rows.push({ key, part, ordinal, content })
  }
  return rows
}

/** Without its transfer encoding; null and a notice where that is over a limit. */
async function decoded(
  { name, encoding, content }: { name: string; encoding: string | null; content: Buffer },
  { mime, notify }: ExecContext,
): Promise<Buffer | null> {
  try {
    return await mime.decode({ encoding, content })
  } catch (error) {
    if (!isGmailSqlError(error) || error.code !== 'MESSAGE_LIMIT') throw error
    notify({ code: 'MESSAGE_LIMIT', message: `${name}: ${error.message}` })
    return null
  }
}
