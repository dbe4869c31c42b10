import { toOctets } from '../wire/format.ts'

export type Charset = 'utf-8' | 'iso-8859-1' | 'iso-2022-jp' | 'shift_jis'

/** Text in a charset, as octets; what the charset lacks becomes `?`. */
export function encodeCharset(text: string, charset: Charset): string {
  if (charset === 'utf-8') return toOctets(text)
  if (charset === 'iso-8859-1') return text.replace(/[^\x00-\xff]/g, '?')
  return charset === 'iso-2022-jp' ? encodeIso2022Jp(text) : encodeShiftJis(text)
}

let table: Map<string, number> | undefined

/** Characters of JIS X 0208 to their two octets, read off the platform's EUC-JP decoder. */
function jis(character: string): number | undefined {
  if (table === undefined) {
    table = new Map()
    const decoder = new TextDecoder('euc-jp')
    for (let row = 0xa1; row <= 0xfe; row++) {
      const octets = Buffer.alloc(94 * 2)
      for (let cell = 0; cell < 94; cell++) octets.writeUInt16BE((row << 8) | (0xa1 + cell), cell * 2)
      for (const [cell, found] of [...decoder.decode(octets)].entries()) {
        if (found !== '\ufffd' && cell < 94) table.set(found, ((row - 0x80) << 8) | (0x21 + cell))
      }
    }
  }
  return table.get(character)
}

function encodeIso2022Jp(text: string): string {
  let octets = ''
  let wide = false
  for (const character of text) {
    const code = character < '\x80' ? undefined : jis(character)
    if (wide !== (code !== undefined)) octets += code === undefined ? '\x1b(B' : '\x1b$B'
    wide = code !== undefined
    octets +=
      code === undefined
        ? character < '\x80'
          ? character
          : '?'
        : String.fromCharCode(code >> 8, code & 0xff)
  }
  return wide ? `${octets}\x1b(B` : octets
}

function encodeShiftJis(text: string): string {
  return [...text].map(character => (character < '\x80' ? character : shiftJisPair(jis(character)))).join('')
}

function shiftJisPair(code: number | undefined): string {
  if (code === undefined) return '?'
  const row = code >> 8
  const cell = code & 0xff
  const lead = ((row - 0x21) >> 1) + (row < 0x5f ? 0x81 : 0xc1)
  if (row % 2 === 0) return String.fromCharCode(lead, cell + 0x7e)
  return String.fromCharCode(lead, cell + (cell < 0x60 ? 0x1f : 0x20))
}

/** RFC 2047 words of at most 75 octets, folded; ASCII stays as it is. No character is cut in two. */
export function encodeHeader(text: string, charset: Charset, encoding: 'B' | 'Q'): string {
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes('=?')) return text
  const words: string[] = []
  let chunk = ''
  for (const character of text) {
    if (word(chunk + character, charset, encoding).length > 75) {
      words.push(word(chunk, charset, encoding))
      chunk = character
    } else chunk += character
  }
  return [...words, word(chunk, charset, encoding)].join('\r\n ')
}

function word(text: string, charset: Charset, encoding: 'B' | 'Q'): string {
  const octets = encodeCharset(text, charset)
  const body = encoding === 'B' ? Buffer.from(octets, 'latin1').toString('base64') : quotedWord(octets)
  return `=?${charset.toUpperCase()}?${encoding}?${body}?=`
}

function quotedWord(octets: string): string {
  return octets.replace(/[^A-Za-z0-9]/g, c => (c === ' ' ? '_' : hex('=', c)))
}

const hex = (sign: string, c: string): string =>
  `${sign}${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

/** RFC 2231, in numbered pieces when long: `; filename*0*=UTF-8''…`. */
export function encodeParameter(name: string, text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return `; ${name}="${text.replace(/[\\"]/g, '\\$&')}"`
  const encoded = `UTF-8''${toOctets(text).replace(/[^A-Za-z0-9.\-_']/g, c => hex('%', c))}`
  if (encoded.length <= 60) return `;\r\n ${name}*=${encoded}`
  const pieces = encoded.match(/(?:%[0-9A-F]{2}|[^%]){1,18}/g)!
  return pieces.map((piece, i) => `;\r\n ${name}*${i}*=${piece}`).join('')
}

export function quotedPrintable(octets: string): string {
  return octets
    .split('\r\n')
    .map(line => softBreaks(line.replace(/[^\x20-\x3c\x3e-\x7e]/g, c => hex('=', c)).replace(/ $/, '=20')))
    .join('\r\n')
}

function softBreaks(line: string): string {
  return (line.match(/(?:=[0-9A-F]{2}|[^=]){1,24}/g) ?? []).reduce(
    (text, piece) =>
      text.length - text.lastIndexOf('\n') + piece.length > 76 ? `${text}=\r\n${piece}` : text + piece,
    '',
  )
}

export function base64Lines(octets: Buffer | string): string {
  const buffer = typeof octets === 'string' ? Buffer.from(octets, 'latin1') : octets
  return (buffer.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n')
}
