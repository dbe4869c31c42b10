import libmime from 'libmime'
import { isGmailSqlError } from '../util/errors.ts'
import { bytesToText, decodeCharset } from './charset.ts'
import { htmlToText, textToHtml } from './html-text.ts'
import { limitText } from './limits.ts'
import { cleanPiece, joinPieces } from './text-pieces.ts'
import { decodeTransfer } from './transfer.ts'
import type { Bodies, TextPart } from './types.ts'

/** One part as text, its line ends `\n`. */
interface DecodedPart {
  readonly part: TextPart
  readonly text: string
}

/**
 * The bodies that text parts make up. Parts of one rendering follow one another, each on a line of its own; a piece that is in the
 * other form is converted. The empty text is null.
 * @param charset of parts that name none
 */
export function renderBodies(parts: readonly TextPart[], charset: string | undefined): Bodies {
  const decoded = parts
    .map(part => ({ part, text: decodeText(part, charset) }))
    .filter(({ text }) => text !== '')
  const texts = decoded.filter(({ part }) => part.rendering !== 'html')
  const htmls = decoded.filter(({ part }) => part.rendering !== 'text')
  const html = htmls.some(isHtml)
    ? joinPieces(htmls.map(piece => (isHtml(piece) ? piece.text : textToHtml(piece.text))))
    : ''
  return { ...plainText(texts), html: html || null }
}

/** HTML that cannot be made into text is still HTML. */
function plainText(pieces: readonly DecodedPart[]): Pick<Bodies, 'text' | 'error'> {
  try {
    const text = joinPieces(pieces.map(piece => (isHtml(piece) ? htmlToText(piece.text) : piece.text)))
    return { text: text || null, error: null }
  } catch (error) {
    if (!isGmailSqlError(error)) throw error
    return { text: null, error: limitText(error.message) }
  }
}

function isHtml({ part }: DecodedPart): boolean {
  return part.type === 'text/html'
}

function decodeText(part: TextPart, charset: string | undefined): string {
  const bytes = decodeTransfer(part.isCut ? withoutCutEscape(part) : part)
  const decoded = decodeCharset(bytes, part.params['charset'] ?? '', unnamed =>
    decodeUnnamed(part, unnamed, charset),
  )
  const whole = part.isCut ? decoded.replace(/\ufffd{1,3}$/, '') : decoded
  const text = cleanPiece(whole)
  if (part.type !== 'text/plain' || part.params['format']?.toLowerCase() !== 'flowed') return text
  const unwrapped = libmime.decodeFlowed(text, part.params['delsp']?.toLowerCase() === 'yes')
  // It leaves out the line end at the end.
  return text.endsWith('\n') ? `${unwrapped}\n` : unwrapped
}

/** Quoted-printable that ends inside `=3D`. */
function withoutCutEscape(part: TextPart): TextPart {
  if (part.encoding !== 'quoted-printable') return part
  const at = part.content.lastIndexOf('=')
  return at >= 0 && at > part.content.length - 3 ? { ...part, content: part.content.subarray(0, at) } : part
}

/** A charset that the HTML itself names, in the place where browsers look for it. */
const META_CHARSET = /<meta\s[^>]{0,200}?charset\s*=\s*(?:["']\s*)?([\w.:-]{1,40})/i
const META_BYTES = 1024

/** Text without a charset, or with one that nobody knows. */
function decodeUnnamed(part: TextPart, bytes: Uint8Array, charset: string | undefined): string {
  const head = part.type === 'text/html' ? Buffer.from(bytes.subarray(0, META_BYTES)).toString('latin1') : ''
  const declared = META_CHARSET.exec(head)?.[1]
  // What could be read as ASCII this far is not UTF-16, whatever it says.
  const named = declared === undefined || /^utf-?(16|32)/i.test(declared) ? charset : declared
  return named === undefined ? bytesToText(bytes) : decodeCharset(bytes, named)
}
