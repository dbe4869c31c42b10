import addressparser from 'nodemailer/lib/addressparser'
import type { Address } from '../../mail/message.ts'
import { isGmailSqlError } from '../../util/errors.ts'
import { fieldText, type HeaderField, HeaderReader } from '../header-fields.ts'
import { decodeWords, unfold } from '../header-text.ts'
import { readAddresses } from './addresses.ts'

/** Of one field: what is longer comes from nobody who wants an answer. */
const LONGEST_FIELD = 200_000

/** A line of a header block, with the line end. */
interface Line {
  readonly start: number
  readonly end: number
}

function* headerLines(octets: Buffer): Generator<Line> {
  for (let start = 0; start < octets.length; ) {
    const lineEnd = octets.indexOf(0x0a, start)
    const end = lineEnd < 0 ? octets.length : lineEnd + 1
    if (octets.toString('latin1', start, end).trim() === '') return
    yield { start, end }
    start = end
  }
}

/** The header fields of a message, undecoded. @throws MESSAGE_LIMIT when there are too many */
export function headerFields(octets: Buffer): readonly HeaderField[] {
  const reader = new HeaderReader(octets)
  for (const { start, end } of headerLines(octets)) reader.addLine(start, end)
  reader.finish()
  return reader.fields
}

/** The message without the fields of that name, folded lines and all. */
export function withoutField(octets: Buffer, name: string): Buffer {
  const kept: Buffer[] = []
  let isLeftOut = false
  let end = 0
  for (const line of headerLines(octets)) {
    const text = octets.toString('latin1', line.start, Math.min(line.end, line.start + name.length + 40))
    if (!/^[ \t]/.test(text)) isLeftOut = text.split(':', 1)[0]!.trim().toLowerCase() === name.toLowerCase()
    if (!isLeftOut) kept.push(octets.subarray(line.start, line.end))
    end = line.end
  }
  return Buffer.concat([...kept, octets.subarray(end)])
}

/** The first field of that name, decoded, in one line without controls; '' when there is none. */
export function fieldValue(fields: readonly HeaderField[], name: string): string {
  const text = fieldText(fields, name)?.slice(0, LONGEST_FIELD) ?? ''
  return unfold(decodeWords(text))
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
}

/**
 * The addresses of a field that somebody else wrote. Names are decoded after the addresses were told apart, so that none can
 * come out of a name; what is no address to send to is left out.
 */
export function addressesOf(fields: readonly HeaderField[], name: string): Address[] {
  const text = fieldText(fields, name)?.slice(0, LONGEST_FIELD) ?? ''
  return addressparser(text, { flatten: true }).flatMap(found => {
    const address = sendable(found.address ?? '')
    const decoded = decodeWords(found.name ?? '').replace(/\p{Cc}+/gu, ' ')
    return address === null ? [] : [{ name: decoded.trim(), address }]
  })
}

function sendable(text: string): string | null {
  try {
    const [only, ...others] = readAddresses(`<${text}>`, 'address')
    return others.length === 0 ? (only?.address ?? null) : null
  } catch (error) {
    if (isGmailSqlError(error)) return null
    throw error
  }
}

/** The Message-IDs of a field that somebody else wrote. */
export function messageIdsOf(fields: readonly HeaderField[], name: string): string[] {
  const text = fieldText(fields, name)?.slice(0, LONGEST_FIELD) ?? ''
  return text.match(/<[^\s<>\p{Cc}]{1,900}>/gu) ?? []
}
