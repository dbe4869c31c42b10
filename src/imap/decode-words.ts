import { isUtf8 } from 'node:buffer'
import libmime from 'libmime'
import { rawOf, type Token } from './tokens.ts'
import { decodeUtf7 } from './utf7.ts'

const windows1252 = new TextDecoder('windows-1252')

/** `=?charset*language?encoding?text?=`; the text may hold spaces and raw bytes, which senders leave in. */
const ENCODED_WORD = /=\?([\w.:()+-]{1,60})(?:\*[\w-]{0,60})?\?([QqBb])\?([^?]*)\?=/g

/**
 * Bytes of a header as text. Raw 8-bit bytes are outside RFC 5322; they are UTF-8 (RFC 6532) when they are
 * valid UTF-8, else read as windows-1252, which covers ISO-8859-1.
 */
export function headerBytesToText(bytes: Uint8Array): string {
  const view = viewOf(bytes)
  return isUtf8(view) ? view.toString('utf8') : windows1252.decode(view)
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Header text of a token, unfolded, encoded words untouched; null for NIL. */
export function headerTextOf(token: Token): string | null {
  const raw = rawOf(token)
  if (raw === null) return null
  return unfold(typeof raw === 'string' ? raw : headerBytesToText(raw))
}

/**
 * Decoded text of a header token; null for NIL and for a value of white space only. White space around the value is
 * folding; white space inside an encoded word is the sender's text and stays (RFC 2047 §6.2).
 */
export function decodedTextOf(token: Token): string | null {
  const raw = rawOf(token)
  if (raw === null) return null
  const decoded = unfold(decodeWords(trimmed(raw)))
  return decoded.trim() === '' ? null : decoded
}

function trimmed(raw: string | Uint8Array): string | Uint8Array {
  if (typeof raw === 'string') return raw.trim()
  const isBlank = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)
  const start = raw.findIndex(byte => !isBlank(byte))
  return start < 0 ? raw.subarray(0, 0) : raw.subarray(start, raw.findLastIndex(byte => !isBlank(byte)) + 1)
}

/**
 * Removes the line breaks of folding (RFC 5322 §2.2.3); a bare CR or LF becomes a space, so no value carries
 * one.
 */
function unfold(text: string): string {
  if (!/[\r\n]/.test(text)) return text
  return text.replace(/\r?\n(?=[ \t])/g, '').replace(/[\r\n]+/g, ' ')
}

interface Word {
  readonly charset: string
  readonly bytes: Buffer
}

/**
 * Decodes the encoded words of a header (RFC 2047, language tags of RFC 2231 §5 dropped). Adjacent words of
 * one charset are joined as bytes before they are decoded, because senders split them inside a multibyte
 * character. Bytes that a sender left raw inside a word are in the word's charset; outside of words they are
 * read as {@link headerBytesToText} does.
 */
export function decodeWords(raw: string | Uint8Array): string {
  const bytes = typeof raw === 'string' ? null : viewOf(raw)
  const plain = bytes === null ? (raw as string) : headerBytesToText(bytes)
  if (!plain.includes('=?')) return plain
  // One character a byte, so that words and text between them can be told apart and still be bytes.
  const latin = (bytes ?? Buffer.from(plain, 'utf8')).toString('latin1')
  let out = ''
  let end = 0
  let pending: Word | null = null
  for (const match of latin.matchAll(ENCODED_WORD)) {
    const between = latin.slice(end, match.index)
    const word = decodeWord(match[1]!, match[2]!, match[3]!)
    // White space between two words is not part of the text (RFC 2047 §6.2).
    const adjacent: boolean = pending !== null && /^[ \t\r\n]*$/.test(between)
    const joined: boolean = adjacent && pending!.charset === word.charset
    if (!joined)
      out += wordText(pending) + (adjacent ? '' : headerBytesToText(Buffer.from(between, 'latin1')))
    pending = joined ? { charset: word.charset, bytes: Buffer.concat([pending!.bytes, word.bytes]) } : word
    end = match.index + match[0].length
  }
  return out + wordText(pending) + headerBytesToText(Buffer.from(latin.slice(end), 'latin1'))
}

function decodeWord(charset: string, encoding: string, text: string): Word {
  const bytes = encoding.toUpperCase() === 'B' ? decodeBase64(text) : decodeQ(text)
  return { charset: charset.toLowerCase(), bytes }
}

/** Padding may end a piece in the middle: some senders join encoded pieces. */
function decodeBase64(text: string): Buffer {
  const pieces = text.match(/[^=]+=*/g) ?? []
  return Buffer.concat(pieces.map(piece => Buffer.from(piece, 'base64')))
}

/** The Q encoding (RFC 2047 §4.2); an equals sign that starts no hex pair stands for itself. */
function decodeQ(text: string): Buffer {
  const bytes = text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1')
}

function wordText(word: Word | null): string {
  return word === null ? '' : decodeCharset(word.bytes, word.charset)
}

/**
 * Bytes in a named charset as text. 8-bit bytes under us-ascii are read as {@link headerBytesToText} does; an
 * unknown name counts as UTF-8.
 */
export function decodeCharset(bytes: Uint8Array, charset: string): string {
  const name = charset.toLowerCase()
  // A character cut in two must not turn the rest into windows-1252.
  if (/^utf-?8$/.test(name)) return viewOf(bytes).toString('utf8')
  if (/^(us-ascii|ascii|unknown-8bit|x-unknown|unknown|default|)$/.test(name)) return headerBytesToText(bytes)
  if (/^(unicode-1-1-)?utf-?7$/.test(name)) return decodeUtf7(viewOf(bytes).toString('latin1'))
  return libmime.decodeWord(name, 'B', viewOf(bytes).toString('base64'))
}
