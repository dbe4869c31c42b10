import { attachmentParts } from '../../mail/attachments.ts'
import type { BodyPart } from '../../mail/message.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { ExecContext } from '../context.ts'
import type { LocatedMessage } from './locate-messages.ts'

/**
 * The message as it is, fetched unless the store has it, which keeps it.
 * @throws MESSAGE_LIMIT when it is larger than MaxMessageBytes, PROTOCOL
 */
export async function rawMessage(message: LocatedMessage, exec: ExecContext): Promise<Buffer> {
  const { contents, call } = exec
  const { key, size } = message
  const kept = await contents.raw(key, call)
  if (kept) return kept
  const octets = await fetchedOctets(message, { part: '', size }, exec)
  await contents.keepRaw([{ key, octets }], call)
  return octets
}

/**
 * A part without its transfer encoding, fetched unless the store has it, which keeps it.
 * @throws MESSAGE_LIMIT when it is larger than MaxMessageBytes, or than a part may be; PROTOCOL
 */
export async function decodedPart(
  message: LocatedMessage,
  part: BodyPart,
  exec: ExecContext,
): Promise<Buffer> {
  const { contents, mime, call } = exec
  const kept = await contents.part(message.key, part.part, call)
  if (kept) return kept
  const octets = await fetchedOctets(message, part, exec)
  const content = await mime.decode({ encoding: part.encoding, content: octets })
  const ordinal = attachmentsOf(message).findIndex(each => each.part === part.part)
  await contents.keepAttachments([], [{ key: message.key, part: part.part, ordinal, content }], call)
  return content
}

function attachmentsOf({ structure }: LocatedMessage): BodyPart[] {
  return structure ? attachmentParts(structure) : []
}

async function fetchedOctets(
  { uid }: LocatedMessage,
  { part, size }: { readonly part: string; readonly size: number | null },
  { source, signal, maxMessageBytes }: ExecContext,
): Promise<Buffer> {
  const what = part === '' ? `message ${uid}` : `part ${part} of message ${uid}`
  if ((size ?? 0) > maxMessageBytes)
    throw new GmailSqlError('MESSAGE_LIMIT', `${what} has ${size} bytes`, {
      hint: `MaxMessageBytes=${size} lets it be fetched.`,
    })
  const [answer] = await source.fetchParts([uid], [{ part }], { signal })
  const octets = answer?.parts.get(part)
  if (octets) return octets
  throw new GmailSqlError('PROTOCOL', `the mail server does not send ${what}`)
}
