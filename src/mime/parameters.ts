import { decodeCharset } from './charset.ts'
import { decodeWords } from './header-text.ts'
import { LIMITS, limitError } from './limits.ts'

interface Piece {
  readonly index: number
  readonly encoded: boolean
  readonly value: string
}

/** A parameter as it stands in the header: `filename*0*` and its value. */
export type RawParameter = readonly [name: string, value: string]

/**
 * Parameters of a body part: names lower case; RFC 2231 continuations joined and decoded, and encoded words,
 * which do not belong there but are common, decoded. The first of a repeated name wins. The result has no
 * prototype.
 * @throws GmailSqlError MESSAGE_LIMIT when parameters come in too many pieces: a sender may number them up to any value
 */
export function joinParameters(parameters: Iterable<RawParameter>): Readonly<Record<string, string>> {
  const params: Record<string, string> = Object.create(null) as Record<string, string>
  const pieces = new Map<string, Piece[]>()
  let count = 0
  for (const [name, value] of parameters) {
    const continued = /^([^*]+)(?:\*(\d{1,6}))?(\*)?$/.exec(name.toLowerCase())
    if (continued === null || (continued[2] === undefined && continued[3] === undefined))
      params[name.toLowerCase()] ??= decodeWords(value)
    else {
      if (++count > LIMITS.parameterPieces)
        throw limitError(`parameters in more than ${LIMITS.parameterPieces} pieces (RFC 2231)`)
      addPiece(pieces, continued[1]!, {
        index: Number(continued[2] ?? 0),
        encoded: continued[3] === '*',
        value,
      })
    }
  }
  // The RFC 2231 form is the better one where a sender gives both (RFC 6266 §4.3 says it for HTTP).
  for (const [name, list] of pieces) params[name] = joinPieces(list)
  return params
}

function addPiece(pieces: Map<string, Piece[]>, name: string, piece: Piece): void {
  const list = pieces.get(name)
  if (list === undefined) pieces.set(name, [piece])
  else list.push(piece)
}

function joinPieces(list: Piece[]): string {
  list.sort((a, b) => a.index - b.index)
  const first = list[0]!
  if (!list.some(piece => piece.encoded)) return decodeWords(list.map(piece => piece.value).join(''))
  const tagged = first.encoded ? /^([^']*)'[^']*'([\s\S]*)$/.exec(first.value) : null
  const charset = tagged?.[1] || 'utf-8'
  let text = ''
  // A character may be split between encoded pieces.
  let bytes: Buffer[] = []
  for (const piece of list) {
    const value = piece === first && tagged !== null ? tagged[2]! : piece.value
    if (piece.encoded) bytes.push(percentDecode(value))
    else {
      text += decodeCharset(Buffer.concat(bytes), charset) + value
      bytes = []
    }
  }
  return text + decodeCharset(Buffer.concat(bytes), charset)
}

/** `%E2` → byte; a stray percent sign stands for itself. */
function percentDecode(text: string): Buffer {
  const source = Buffer.from(text, 'utf8')
  const out = Buffer.alloc(source.length)
  let length = 0
  for (let i = 0; i < source.length; i++) {
    const hex = source[i] === 0x25 ? source.toString('latin1', i + 1, i + 3) : ''
    const isHex = /^[0-9a-fA-F]{2}$/.test(hex)
    out[length++] = isHex ? Number.parseInt(hex, 16) : source[i]!
    if (isHex) i += 2
  }
  return out.subarray(0, length)
}
