import { headerValue } from './headers.ts'
import { type Part, parameter, parseMessage, transferEncoding } from './part.ts'

/** Octets to text; an unknown charset is read as UTF-8 with replacement characters. */
function decodeCharset(octets: string, charset: string): string {
  const bytes = Buffer.from(octets, 'latin1')
  try {
    return new TextDecoder(charset.trim().split('*', 1)[0] || 'utf-8').decode(bytes)
  } catch {
    return new TextDecoder('utf-8').decode(bytes)
  }
}

function decodeTransfer(octets: string, encoding: string): string {
  if (encoding === 'BASE64') return Buffer.from(octets, 'base64').toString('latin1')
  if (encoding !== 'QUOTED-PRINTABLE') return octets
  return octets
    .replace(/[ \t]+(?=\r\n)/g, '')
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

const WORD = /=\?([^?\s]+)\?([BbQq])\?([^?]*)\?=/g

/** RFC 2047; blanks between two words vanish. Raw 8-bit text is read as UTF-8. */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return /[\x80-\xff]/.test(value) ? decodeCharset(value, 'utf-8') : value
  return value
    .replace(/(\?=)\s+(?==\?)/g, '$1')
    .replace(WORD, (_, charset: string, encoding: string, text: string) => {
      const octets =
        encoding.toUpperCase() === 'B'
          ? decodeTransfer(text, 'BASE64')
          : decodeTransfer(text.replaceAll('_', ' '), 'QUOTED-PRINTABLE')
      return decodeCharset(octets, charset)
    })
}

export function leaves(part: Part): Part[] {
  if (part.type === 'multipart') return part.children.flatMap(leaves)
  return part.message === undefined ? [part] : [part, ...leaves(part.message)]
}

/** The file name of a part: RFC 2231 pieces put together, else encoded words decoded. */
export function fileName(part: Part): string | undefined {
  const raw = headerValue(part.fields, 'content-disposition') ?? ''
  const pieces = [...raw.matchAll(/;\s*filename(?:\*\d+)?\*?\s*=\s*("(?:[^"\\]|\\.)*"|[^;\s]*)/gi)]
  const joined = pieces.map(piece => piece[1]!.replace(/^"|"$/g, '')).join('')
  if (joined === '') {
    const name = parameter(part, 'name')
    return name === undefined ? undefined : decodeWords(name)
  }
  const extended = /^([\w-]+)'[^']*'(.*)$/s.exec(joined)
  if (extended === null) return decodeWords(joined)
  return decodeCharset(
    extended[2]!.replace(/%([0-9A-Fa-f]{2})/g, (_, h: string) => String.fromCharCode(Number.parseInt(h, 16))),
    extended[1]!,
  )
}

/** The readable text of a message: text parts decoded, tags taken out of HTML, attached files left out. */
export function bodyText(octets: string): string {
  const texts: string[] = []
  for (const part of leaves(parseMessage(octets))) {
    const disposition = headerValue(part.fields, 'content-disposition') ?? ''
    if (part.type !== 'text' || /^attachment/i.test(disposition)) continue
    const raw = decodeTransfer(octets.slice(part.bodyStart, part.end), transferEncoding(part))
    const text = decodeCharset(raw, parameter(part, 'charset') ?? 'utf-8')
    texts.push(part.subtype === 'html' ? text.replace(/<style[\s\S]*?<\/style>|<[^>]*>/g, ' ') : text)
  }
  return texts.join('\n')
}
