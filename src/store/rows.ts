import { attachmentParts, fileNameOf, leafParts } from '../mail/attachments.ts'
import type { Address, BodyPart, Envelope, MessageRecord } from '../mail/message.ts'
import type { SqlValue } from '../util/value.ts'

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

function plainList(addresses: readonly Address[]): string | null {
  if (addresses.length < 2) return addresses[0]?.address ?? null
  return addresses.map(({ address }) => address).join(';')
}

function fullList(addresses: readonly Address[]): string | null {
  return addresses.length === 0 ? null : addresses.map(fullAddress).join(';')
}

function fullAddress({ name, address }: Address): string {
  return name === '' ? address : `${name} <${address}>`
}

/**
 * What the view Recipients makes rows of, as JSON; NULL for none. Roles in their order, each with a list of
 * `[name, local part, domain]`, or `"from"` where it is that of the authors, as most Sender and Reply-To are (RFC 9051 §7.5.2
 * fills them in). An address that the two parts do not give back letter by letter stands behind them.
 */
function addressList({ from, sender, replyTo, to, cc, bcc }: Envelope): string | null {
  const roles = [
    listOf('from', from, null),
    listOf('sender', sender, from),
    listOf('reply-to', replyTo, from),
    listOf('to', to, null),
    listOf('cc', cc, null),
    listOf('bcc', bcc, null),
  ].filter(role => role !== null)
  return roles.length === 0 ? null : `{${roles.join(',')}}`
}

function listOf(
  role: string,
  addresses: readonly Address[],
  authors: readonly Address[] | null,
): string | null {
  if (addresses.length === 0) return null
  if (authors !== null && areSame(addresses, authors)) return `"${role}":"from"`
  return `"${role}":[${addresses.map(partsOf).join(',')}]`
}

function areSame(some: readonly Address[], others: readonly Address[]): boolean {
  if (some === others) return true
  const isSame = ({ name, address }: Address, index: number) =>
    name === others[index]!.name && address === others[index]!.address
  return some.length === others.length && some.every(isSame)
}

function partsOf({ name, address }: Address): string {
  const domain = domainOf(address)
  if (domain === null) return `[${jsonText(name || null)},${jsonText(address)},null]`
  const local = address.slice(0, address.lastIndexOf('@'))
  const whole = `${local}@${domain}` === address ? '' : `,${jsonText(address)}`
  return `[${jsonText(name || null)},${jsonText(local)},${jsonText(domain)}${whole}]`
}

/** As JSON.stringify, which takes longer to find that there is nothing to escape. */
function jsonText(text: string | null): string {
  if (text === null) return 'null'
  return /["\\\x00-\x1f\ud800-\udfff]/.test(text) ? JSON.stringify(text) : `"${text}"`
}

function domainOf(address: string): string | null {
  const at = address.lastIndexOf('@')
  return at < 0 ? null : address.slice(at + 1).toLowerCase()
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
