import { isAttachment, leafParts } from '../mail/attachments.ts'
import type { BodyPart } from '../mail/message.ts'
import type { MessageParts } from '../mail/source.ts'
import type { Lacking, PartRow } from '../store/content-store.ts'
import { isGmailSqlError } from '../util/errors.ts'
import type { ExecContext } from './context.ts'
import { notifyTooLarge } from './fetch-raw.ts'
import { type PartBatch, partBatches } from './part-batches.ts'

interface AttachmentsWanted extends Lacking {
  readonly structure: BodyPart
  /** All attachments, and those that are fetched. */
  readonly attachments: readonly BodyPart[]
  readonly parts: readonly BodyPart[]
}

/** The content of all attachments of messages. One larger than MaxMessageBytes is not fetched, which a notice says. */
export async function fetchAttachments(lacking: readonly Lacking[], context: ExecContext): Promise<void> {
  const wanted = lacking.flatMap(message => wantedOf(message, context))
  const idle = lacking.filter(({ key }) => !wanted.some(message => message.key === key))
  await context.contents.keepAttachments(
    idle.map(({ key }) => key),
    [],
    context.call,
  )
  for (const batch of partBatches(wanted, context.maxMessageBytes)) await fetchBatch(batch, context)
}

function wantedOf(message: Lacking, context: ExecContext): AttachmentsWanted[] {
  const { structure, uid } = message
  const attachments = structure ? leafParts(structure).filter(isAttachment) : []
  if (!structure || attachments.length === 0) return []
  const parts = attachments.filter(({ size }) => (size ?? 0) <= context.maxMessageBytes)
  for (const { part, size } of attachments.filter(each => !parts.includes(each)))
    notifyTooLarge(`part ${part} of message ${uid} has ${size} bytes`, context)
  return [{ ...message, structure, attachments, parts }]
}

async function fetchBatch(batch: PartBatch<AttachmentsWanted>, context: ExecContext): Promise<void> {
  const { source, signal, contents, call } = context
  signal.throwIfAborted()
  const byUid = new Map(batch.messages.map(message => [message.uid, message]))
  const found = await source.fetchParts([...byUid.keys()], batch.parts, { signal })
  const keys = found.map(({ uid }) => byUid.get(uid)!.key)
  const rows: PartRow[] = []
  for (const answer of found) rows.push(...(await rowsOf(byUid.get(answer.uid)!, answer, context)))
  await contents.keepAttachments(keys, rows, call)
}

async function rowsOf(
  { key, uid, attachments }: AttachmentsWanted,
  { parts }: MessageParts,
  context: ExecContext,
): Promise<PartRow[]> {
  const rows: PartRow[] = []
  for (const [ordinal, { part, encoding }] of attachments.entries()) {
    const octets = parts.get(part) ?? null
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
