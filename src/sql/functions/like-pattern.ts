import { GmailSqlError } from '../../util/errors.ts'
import { fold } from './fold.ts'

const ANY = -1
const GAP = -2
const PERCENT = 0x25
const UNDERSCORE = 0x5f

/** What stands between two `%`: code points, or {@link ANY}. */
type Piece = Int32Array

/**
 * A LIKE pattern: `first` at the start of the text, `last` at its end, and between them each of `middle` behind the one before,
 * after so many characters at least. `last` is null where the pattern has no `%`.
 */
export interface LikePattern {
  readonly first: Piece
  readonly middle: readonly { readonly skip: number; readonly piece: Piece }[]
  /** Characters that must be there between the last of `middle` and `last`. */
  readonly skip: number
  readonly last: Piece | null
}

/** @param mark one character that makes the next one stand for itself. Null: the pattern ends with it, and matches nothing. */
export function readPattern(pattern: string, mark: string | null): LikePattern | null {
  const codes = patternCodes(pattern, mark)
  if (!codes) return null
  const gaps = gapsIn(codes)
  if (gaps.length === 0) return { first: codes, middle: [], skip: 0, last: null }
  const middle: { skip: number; piece: Piece }[] = []
  let skip = 0
  for (let i = 0; i + 1 < gaps.length; i++) {
    const piece = codes.subarray(gaps[i]! + 1, gaps[i + 1]!)
    // A piece of `_` alone says only how much is to be there; a million of them are one number.
    if (piece.every(code => code === ANY)) skip += piece.length
    else {
      middle.push({ skip, piece })
      skip = 0
    }
  }
  return { first: codes.subarray(0, gaps[0]), middle, skip, last: codes.subarray(gaps.at(-1)! + 1) }
}

/** The places of `%`. */
function gapsIn(codes: Int32Array): number[] {
  const places: number[] = []
  codes.forEach((code, place) => {
    if (code === GAP) places.push(place)
  })
  return places
}

/** The mark is compared with its case, the rest of the pattern without. */
function patternCodes(pattern: string, mark: string | null): Int32Array | null {
  const plain = fold(pattern)
  const codes = new Int32Array(pattern.length)
  let [at, length, isEscaped] = [0, 0, false]
  for (const character of pattern) {
    const code = plain.codePointAt(at)!
    at += character.length
    if (!isEscaped && character === mark) {
      isEscaped = true
      continue
    }
    const isPlain = isEscaped || (code !== PERCENT && code !== UNDERSCORE)
    codes[length++] = isPlain ? code : code === PERCENT ? GAP : ANY
    isEscaped = false
  }
  return isEscaped ? null : codes.subarray(0, length)
}

/** Code points of a text without case. */
export function textCodes(text: string): Int32Array {
  const plain = fold(text)
  const codes = new Int32Array(plain.length)
  let length = 0
  for (let i = 0; i < plain.length; i++) {
    const code = plain.codePointAt(i)!
    if (code > 0xffff) i++
    codes[length++] = code
  }
  return codes.subarray(0, length)
}

/** Whether the whole text is like the pattern: each piece is taken where it stands first, so the time is linear. */
export function matches(text: Int32Array, { first, middle, skip, last }: LikePattern): boolean {
  if (last === null) return first.length === text.length && standsAt(text, first, 0)
  const end = text.length - last.length
  if (first.length > end || !standsAt(text, first, 0) || !standsAt(text, last, end)) return false
  const budget = { left: WORK }
  let at = first.length
  for (const { skip: before, piece } of middle) {
    const found = find(text.subarray(0, end), piece, at + before, budget)
    if (found < 0) return false
    at = found + piece.length
  }
  return at + skip <= end
}

function standsAt(text: Int32Array, piece: Piece, at: number): boolean {
  for (let i = 0; i < piece.length; i++) {
    if (piece[i] !== ANY && piece[i] !== text[at + i]) return false
  }
  return true
}

/** Comparisons for one text: what a piece with `_` inside may take, since it can be tried at every place. */
const WORK = 200_000_000

function find(text: Int32Array, piece: Piece, from: number, budget: { left: number }): number {
  const isPlain = !piece.includes(ANY)
  if (isPlain && piece.length > 8) return findPlain(text, piece, from)
  for (let at = from; at + piece.length <= text.length; at++) {
    let same = 0
    while (same < piece.length && (piece[same] === ANY || piece[same] === text[at + same])) same++
    if (same === piece.length) return at
    budget.left -= same + 1
    if (budget.left < 0) {
      throw new GmailSqlError('TOO_COMPLEX', 'LIKE: the pattern takes too long on one text', {
        hint: 'Write fewer _ between the same letters.',
      })
    }
  }
  return -1
}

/** Knuth, Morris and Pratt: no text makes it look at a character twice. */
function findPlain(text: Int32Array, piece: Piece, from: number): number {
  const borders = new Int32Array(piece.length)
  for (let i = 1, border = 0; i < piece.length; i++) {
    while (border > 0 && piece[i] !== piece[border]) border = borders[border - 1]!
    if (piece[i] === piece[border]) border++
    borders[i] = border
  }
  for (let at = from, same = 0; at < text.length; at++) {
    while (same > 0 && text[at] !== piece[same]) same = borders[same - 1]!
    if (text[at] === piece[same]) same++
    if (same === piece.length) return at - same + 1
  }
  return -1
}
