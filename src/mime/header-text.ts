import { bytesToText, decodeCharset } from './charset.ts'

/** `=?charset*language?encoding?text?=`; the text may hold spaces and raw bytes, which senders leave in. */
const ENCODED_WORD = /=\?([\w.:()+-]{1,60})(?:\*[\w-]{0,60})?\?([QqBb])\?([^?]*)\?=/g

interface Word {
  readonly charset: string
  /** Of adjacent words. */
  readonly bytes: Buffer[]
}

/**
 * Decodes the encoded words of a header (RFC 2047, language tags of RFC 2231 §5 dropped). Adjacent words of
 * one charset are joined as bytes before they are decoded, because senders split them inside a multibyte
 * character. Bytes that a sender left raw inside a word are in the word's charset; outside of words they are
 * read as {@link bytesToText} does.
 */
export function decodeWords(raw: string | Uint8Array): string {
  const bytes = typeof raw === 'string' ? null : Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const plain = bytes === null ? (raw as string) : bytesToText(bytes)
  if (!plain.includes('=?')) return plain
  // One character a byte, so that words and text between them can be told apart and still be bytes.
  const latin =
    bytes === null && isPlainAscii(plain) ? plain : (bytes ?? Buffer.from(plain, 'utf8')).toString('latin1')
  let out = ''
  let end = 0
  let pending: Word | null = null
  for (const match of latin.matchAll(ENCODED_WORD)) {
    const between = latin.slice(end, match.index)
    const word = decodeWord(match[1]!, match[2]!, match[3]!)
    // White space between two words is not part of the text (RFC 2047 §6.2).
    const adjacent: boolean = pending !== null && /^[ \t\r\n]*$/.test(between)
    const joined: boolean = adjacent && pending!.charset === word.charset
    if (!joined) out += wordText(pending) + (adjacent ? '' : textBetween(between))
    if (joined) pending!.bytes.push(...word.bytes)
    else pending = word
    end = match.index + match[0].length
  }
  return out + wordText(pending) + textBetween(latin.slice(end))
}

function isPlainAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text)
}

function textBetween(latin: string): string {
  return isPlainAscii(latin) ? latin : bytesToText(Buffer.from(latin, 'latin1'))
}

function decodeWord(charset: string, encoding: string, text: string): Word {
  const bytes = encoding.toUpperCase() === 'B' ? decodeBase64(text) : decodeQ(text)
  return { charset: charset.toLowerCase(), bytes: [bytes] }
}

/** Padding may end a piece in the middle: some senders join encoded pieces. */
function decodeBase64(text: string): Buffer {
  if (/^[^=]*={0,2}$/.test(text)) return Buffer.from(text, 'base64')
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
  if (word === null) return ''
  const [first, ...more] = word.bytes
  return decodeCharset(more.length === 0 ? first! : Buffer.concat(word.bytes), word.charset)
}

/** Without the white space around it. Only that of ASCII: an octet 0xA0 ends letters of UTF-8, such as `à`. */
export function trimOctets(raw: Uint8Array): Uint8Array {
  const isBlank = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)
  const start = raw.findIndex(byte => !isBlank(byte))
  return start < 0 ? raw.subarray(0, 0) : raw.subarray(start, raw.findLastIndex(byte => !isBlank(byte)) + 1)
}

/**
 * Removes the line breaks of folding (RFC 5322 §2.2.3); a bare CR or LF becomes a space, so no value carries
 * one.
 */
export function unfold(text: string): string {
  if (!/[\r\n]/.test(text)) return text
  return text.replace(/\r?\n(?=[ \t])/g, '').replace(/[\r\n]+/g, ' ')
}
