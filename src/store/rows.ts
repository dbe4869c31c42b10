import { attachmentParts, fileNameOf, leafParts } from '../mail/attachments.ts'
import type { BodyPart, Envelope, MessageRecord } from '../mail/message.ts'
import type { SqlValue } from '../util/value.ts'
import { addressList, domainOf, fullList, plainList } from './address-texts.ts'
import { jsonText } from './json-text.ts'

const DAY_MS = 86_400_000
const TWO_DIGITS: readonly string[] = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'))
/** The day of the last text: mail comes in the order of its days, and a Date for each text is dear. */
let lastDay = { day: Number.NaN, text: '' }

/** UTC, `YYYY-MM-DD HH:MM:SS`; null stays null, and so does a time that no four-digit year can say. */
export function dateText(ms: number | null | undefined): string | null {
  if (ms === null || ms === undefined || !(ms >= -62_135_596_800_000 && ms <= 253_402_300_799_999))
    return null
  const day = Math.floor(ms / DAY_MS)
  if (day !== lastDay.day) lastDay = { day, text: new Date(day * DAY_MS).toISOString().slice(0, 10) }
  const second = Math.floor(ms / 1000) - day * 86_400
  const minute = Math.floor(second / 60)
  return `${lastDay.text} ${TWO_DIGITS[Math.floor(minute / 60)]}:${TWO_DIGITS[minute % 60]}:${TWO_DIGITS[second % 60]}`
}

const FLAG_BITS: Readonly<Record<string, number>> = {
  '\\seen': 1,
  '\\flagged': 2,
  '\\answered': 4,
  '\\draft': 8,
  '\\deleted': 32,
}

/** The system flags as bits: 1 Seen, 2 Flagged, 4 Answered, 8 Draft, 32 Deleted. */
export function flagBits(flags: readonly string[]): number {
  return flags.reduce((bits, flag) => bits | (FLAG_BITS[flag.toLowerCase()] ?? 0), 0)
}

/** System flags first, then keywords, each group sorted, so that a server's order does not show. */
export function flagsText(flags: readonly string[]): string {
  if (flags.length < 2) return flags[0] ?? ''
  return [...flags]
    .sort((a, b) => Number(b.startsWith('\\')) - Number(a.startsWith('\\')) || (a < b ? -1 : 1))
    .join(' ')
}

/** Labels with the mailbox's own, sorted by code unit, as a JSON array. */
export function labelsText(labels: readonly string[], own: string | null): string {
  if (labels.length === 0) return own === null ? '[]' : `[${jsonText(own)}]`
  const all = new Set(labels)
  if (own !== null) all.add(own)
  return JSON.stringify([...all].sort())
}

/** The values of ENVELOPE_COLUMNS. */
export function envelopeCells(envelope: Envelope, error: string | undefined): SqlValue[] {
  const [from] = envelope.from
  const authors = plainList(envelope.from)
  return [
    envelope.subject,
    from ? from.address : null,
    from?.name || null,
    from ? domainOf(from.address) : null,
    envelope.sender === envelope.from ? authors : plainList(envelope.sender),
    envelope.replyTo === envelope.from ? authors : plainList(envelope.replyTo),
    plainList(envelope.to),
    fullList(envelope.to),
    plainList(envelope.cc),
    fullList(envelope.cc),
    plainList(envelope.bcc),
    fullList(envelope.bcc),
    dateText(envelope.date),
    envelope.messageId,
    envelope.inReplyTo,
    addressList(envelope),
    error ?? null,
  ]
}

/** The values of STRUCTURE_COLUMNS. */
export function structureCells(structure: BodyPart | null, error: string | undefined): SqlValue[] {
  if (!structure)
    return [null, null, null, null, null, null, null, error ?? 'the server sent no structure', null]
  const leaves = leafParts(structure)
  const attachments = attachmentParts(structure)
  return [
    attachments.length > 0 ? 1 : 0,
    attachments.length,
    joined(attachments.map(fileNameOf)),
    joined(leaves.map(({ part }) => part)),
    joined(leaves.map(fileNameOf)),
    joined(leaves.map(({ type }) => type)),
    joined(leaves.map(({ size }) => String(size ?? ''))),
    null,
    attachmentList(attachments),
  ]
}

/** What the view Attachments makes rows of; NULL for none. */
function attachmentList(attachments: readonly BodyPart[]): string | null {
  if (attachments.length === 0) return null
  return JSON.stringify(
    attachments.map(attachment => ({
      part: attachment.part,
      filename: fileNameOf(attachment) || null,
      type: attachment.type,
      disposition: attachment.disposition,
      contentId: attachment.contentId,
      size: attachment.size,
    })),
  )
}

function joined(values: readonly string[]): string | null {
  return values.length === 0 ? null : values.join(';')
}

/**
 * The conversation where the server names none: the Message-ID that References begins with (RFC 5322 §3.6.4: the first of
 * the thread), else In-Reply-To, else the message's own, else its id here. It depends on the message alone, so
 * that it does not change with what else has been seen.
 */
export function threadIdOf(record: MessageRecord, msgId: string): string {
  const { envelope, references } = record
  return references?.[0] ?? firstId(envelope?.inReplyTo) ?? firstId(envelope?.messageId) ?? msgId
}

function firstId(header: string | null | undefined): string | undefined {
  return header?.match(/<[^<>\s]+>/)?.[0]
}
