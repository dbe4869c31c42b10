import { LIMITS, limitError } from './limits.ts'
import type { EncodedPart } from './types.ts'

/** No encoding needs more octets for one: `=3D`, with soft line breaks. */
const MOST_GROWTH = 4

/**
 * Undoes a Content-Transfer-Encoding (RFC 2045 §6). What is wrong in it is passed over, as the RFC asks for; an encoding
 * that is not known is taken for none.
 * @throws GmailSqlError MESSAGE_LIMIT when more octets come out than a part may have
 */
export function decodeTransfer({ encoding, content }: EncodedPart): Buffer {
  if (content.length > MOST_GROWTH * LIMITS.partBytes) throw tooLarge()
  const decoded = DECODERS[encoding?.trim().toLowerCase() ?? '']?.(content) ?? content
  if (decoded.length > LIMITS.partBytes) throw tooLarge()
  return decoded
}

function tooLarge(): Error {
  return limitError(`a part of more than ${LIMITS.partBytes / 1024 / 1024} MB`)
}

const DECODERS: Readonly<Record<string, (content: Buffer) => Buffer>> = {
  base64: decodeBase64,
  'quoted-printable': decodeQuotedPrintable,
  'x-uuencode': decodeUu,
  'x-uue': decodeUu,
  uuencode: decodeUu,
  uue: decodeUu,
}

/**
 * Characters outside the alphabet are ignored, and padding is the end of the data (RFC 2045 §6.8): what follows it was added on
 * the way, as mailing lists do with their footers.
 */
function decodeBase64(content: Buffer): Buffer {
  const end = paddingIn(content)
  const text = content.toString('latin1', 0, end)
  // Node.js ends at any equals sign, and takes the alphabet of URLs as well, in which `-` and `_` are digits.
  return Buffer.from(/[-_=]/.test(text) ? text.replace(/[-_=]/g, '') : text, 'base64')
}

const EQUALS = 0x3d

/** Where the first padding is that completes a group of four; the length when there is none. */
function paddingIn(content: Buffer): number {
  let at = content.indexOf(EQUALS)
  if (at < 0) return content.length
  if (countDigits(content, at, content.length) === 0) return at
  let digits = countDigits(content, 0, at)
  while (at >= 0) {
    if (digits % 4 >= 2) return at
    const next = content.indexOf(EQUALS, at + 1)
    digits += countDigits(content, at + 1, next < 0 ? content.length : next)
    at = next
  }
  return content.length
}

function countDigits(content: Buffer, start: number, end: number): number {
  let count = 0
  for (let i = start; i < end; i++) if (isBase64Digit(content[i]!)) count++
  return count
}

function isBase64Digit(byte: number): boolean {
  return (
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x2f && byte <= 0x39) ||
    byte === 0x2b
  )
}

/**
 * RFC 2045 §6.7. White space at the end of a line was added on the way (rule 3); an equals sign that is neither a soft line break
 * nor before two hex digits stands for itself.
 */
function decodeQuotedPrintable(content: Buffer): Buffer {
  const out = Buffer.alloc(content.length)
  let length = 0
  let at = 0
  while (at < content.length) {
    const newline = content.indexOf(0x0a, at)
    const next = newline < 0 ? content.length : newline + 1
    const breakStart =
      newline < 0 ? next : newline > at && content[newline - 1] === 0x0d ? newline - 1 : newline
    let end = breakStart
    while (end > at && (content[end - 1] === 0x20 || content[end - 1] === 0x09)) end--
    const isSoft = end > at && content[end - 1] === EQUALS
    length += decodeLine(content.subarray(at, isSoft ? end - 1 : end), out, length)
    if (!isSoft) length += content.copy(out, length, breakStart, next)
    at = next
  }
  return out.subarray(0, length)
}

function decodeLine(line: Buffer, out: Buffer, start: number): number {
  if (!line.includes(EQUALS)) return line.copy(out, start)
  let length = start
  for (let i = 0; i < line.length; i++) {
    const high = line[i] === EQUALS ? hexValue(line[i + 1]) : -1
    const low = high < 0 ? -1 : hexValue(line[i + 2])
    out[length++] = low < 0 ? line[i]! : high * 16 + low
    if (low >= 0) i += 2
  }
  return length - start
}

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte & 0xdf
  return letter >= 0x41 && letter <= 0x46 ? letter - 0x37 : -1
}

/** The lines between `begin` and `end`, or all when there is no `begin`; each begins with its length (POSIX uuencode). */
function decodeUu(content: Buffer): Buffer {
  const lines = content.toString('latin1').split(/\r?\n/)
  const begin = lines.findIndex(line => /^begin [0-7]{3,4} /.test(line))
  const out: Buffer[] = []
  for (const line of lines.slice(begin + 1)) {
    if (line === 'end') break
    if (line !== '') out.push(decodeUuLine(line))
  }
  return Buffer.concat(out)
}

function decodeUuLine(line: string): Buffer {
  const bits = (i: number) => (line.charCodeAt(i) - 0x20) & 0x3f
  const size = Math.min(bits(0), Math.floor(((line.length - 1) * 3) / 4))
  const out = Buffer.alloc(size)
  for (let i = 0; i < size; i++) {
    const at = 1 + Math.floor(i / 3) * 4 + (i % 3)
    const word = (bits(at) << 6) | (at + 1 < line.length ? bits(at + 1) : 0)
    out[i] = (word >> (4 - 2 * (i % 3))) & 0xff
  }
  return out
}
