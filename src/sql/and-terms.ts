import { isSymbol, isWord, type Token } from './lexer.ts'
import type { TokenRange } from './shape.ts'

/** The terms of a condition's top-level AND, parentheses around an AND taken off; a condition of another kind is its own one term. */
export function andTerms(tokens: readonly Token[], range: TokenRange): TokenRange[] {
  const ends = andPlaces(tokens, range)
  if (ends === null) return [range]
  const terms = [...ends, range.to].map((to, index) => ({
    from: index === 0 ? range.from : ends[index - 1]! + 1,
    to,
  }))
  return terms.flatMap(term =>
    isWrapped(tokens, term) ? andTerms(tokens, { from: term.from + 1, to: term.to - 1 }) : [term],
  )
}

/** Where its ANDs stand; null when its top is an OR. */
function andPlaces(tokens: readonly Token[], { from, to }: TokenRange): number[] | null {
  const places: number[] = []
  let depth = 0
  let betweens = 0
  for (let at = from; at < to; at++) {
    const token = tokens[at]
    if (isSymbol(token, '(') || isWord(token, 'CASE')) depth++
    if (isSymbol(token, ')') || isWord(token, 'END')) depth--
    if (depth !== 0) continue
    if (isWord(token, 'OR')) return null
    if (isWord(token, 'BETWEEN')) betweens++
    if (!isWord(token, 'AND')) continue
    if (betweens > 0) betweens--
    else places.push(at)
  }
  return places
}

/** Its first parenthesis closes at its end, and holds a condition. */
function isWrapped(tokens: readonly Token[], { from, to }: TokenRange): boolean {
  if (!isSymbol(tokens[from], '(') || isWord(tokens[from + 1], 'SELECT', 'WITH', 'VALUES')) return false
  let depth = 0
  for (let at = from; at < to; at++) {
    if (isSymbol(tokens[at], '(')) depth++
    if (isSymbol(tokens[at], ')') && --depth === 0) return at === to - 1
  }
  return false
}
