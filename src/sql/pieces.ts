import { GmailSqlError } from '../util/errors.ts'
import { readToken, skipBlank, type TokenKind } from './lexer.ts'

/**
 * unfinished: a quote or comment that nothing closes, up to the end of the text · unknown: a character that SQL has no
 * use for.
 */
export type PieceKind = TokenKind | 'comment' | 'unfinished' | 'unknown'

/** A piece of a text that is being typed. Blanks are no pieces. */
export interface Piece {
  readonly kind: PieceKind
  /** As `Token`; of pieces that are no tokens, the text. */
  readonly value: string
  /** Offsets in the text, end exclusive, UTF-16 code units. */
  readonly start: number
  readonly end: number
}

/** What the text is made of, by the lexer's own rules, whatever is wrong with it. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  for (let at = 0; at < text.length; ) {
    const piece = pieceAt(text, at)
    if (piece.kind !== 'blank') pieces.push(piece as Piece)
    at = piece.end
  }
  return pieces
}

function pieceAt(text: string, at: number): Omit<Piece, 'kind'> & { readonly kind: PieceKind | 'blank' } {
  const cut = (kind: PieceKind | 'blank', end: number) => ({
    kind,
    value: text.slice(at, end),
    start: at,
    end,
  })
  try {
    const behind = skipBlank(text, at)
    if (behind > at) return cut(/[\s\ufeff]/.test(text[at]!) ? 'blank' : 'comment', behind)
    return readToken(text, at)
  } catch (error) {
    if (!(error instanceof GmailSqlError)) throw error
    const isQuote = /^(?:['"`[]|\/\*|\$\$|[xXnNeE]')/.test(text.slice(at, at + 2))
    return cut(isQuote ? 'unfinished' : 'unknown', isQuote ? text.length : at + characterLength(text, at))
  }
}

function characterLength(text: string, at: number): number {
  return text.codePointAt(at)! > 0xffff ? 2 : 1
}
