import { isSymbol, isWord, type Token } from './lexer.ts'
import type { TokenRange } from './shape.ts'

/** Words that neither are an operand nor name a function before a parenthesis. */
const RESERVED = new Set(
  (
    'SELECT DISTINCT ALL FROM WHERE GROUP ORDER BY HAVING WINDOW LIMIT OFFSET FETCH UNION INTERSECT EXCEPT AS ON USING ' +
    'JOIN INNER OUTER CROSS NATURAL AND OR NOT IN IS LIKE ILIKE RLIKE GLOB MATCH REGEXP CONTAINS SIMILAR BETWEEN ESCAPE ' +
    'CASE WHEN THEN ELSE VALUES WITH RECURSIVE COLLATE RETURNING SET INTO INTERVAL DIV ISNULL NOTNULL ASC DESC NULLS'
  ).split(' '),
)

const partnersOf = new WeakMap<readonly Token[], Int32Array>()

/** For each parenthesis the index of its partner, -1 where it has none; for other tokens -1. */
export function partners(tokens: readonly Token[]): Int32Array {
  const known = partnersOf.get(tokens)
  if (known) return known
  const found = new Int32Array(tokens.length).fill(-1)
  const open: number[] = []
  tokens.forEach((token, index) => {
    if (isSymbol(token, '(')) open.push(index)
    else if (isSymbol(token, ')')) {
      const partner = open.pop()
      if (partner === undefined) return
      found[partner] = index
      found[index] = partner
    }
  })
  partnersOf.set(tokens, found)
  return found
}

/** The index of the token that closes the parenthesis at `open`; -1 when that is none, or is never closed. */
export function closing(tokens: readonly Token[], open: number): number {
  return isSymbol(tokens[open], '(') ? partners(tokens)[open]! : -1
}

/** The arguments of the parenthesis at `open`, cut at its own commas; none for `()`. */
export function argumentsOf(tokens: readonly Token[], open: number): TokenRange[] {
  const close = closing(tokens, open)
  const found: TokenRange[] = []
  if (close <= open + 1) return found
  let from = open + 1
  for (let i = from; i < close; i = next(tokens, i)) {
    if (!isSymbol(tokens[i], ',')) continue
    found.push({ from, to: i })
    from = i + 1
  }
  found.push({ from, to: close })
  return found
}

/** What stands between the commas of a list that are in no parenthesis; none for an empty list. */
export function commaParts(tokens: readonly Token[]): Token[][] {
  if (tokens.length === 0) return []
  const parts: Token[][] = []
  let from = 0
  for (let at = 0; at < tokens.length; at = next(tokens, at)) {
    if (!isSymbol(tokens[at], ',')) continue
    parts.push(tokens.slice(from, at))
    from = at + 1
  }
  return [...parts, tokens.slice(from)]
}

/** The token behind the one at `at`, behind the whole of what it opens. */
export function next(tokens: readonly Token[], at: number): number {
  const close = closing(tokens, at)
  return close < 0 ? at + 1 : close + 1
}

/** Whether a name stands at `at`, quoted or a word that is no keyword. */
export function isIdentifier(token: Token | undefined): boolean {
  return token?.kind === 'name' || (token?.kind === 'word' && !RESERVED.has(token.value))
}

/** Whether an operand may end with this token: what follows is then an operator, not the beginning of an operand. */
export function endsOperand(token: Token | undefined): boolean {
  if (!token) return false
  if (token.kind === 'symbol') return token.value === ')'
  return (
    token.kind !== 'word' ||
    !RESERVED.has(token.value) ||
    token.value === 'ISNULL' ||
    token.value === 'NOTNULL'
  )
}

/** Whether an operand may begin with this token. */
export function startsOperand(token: Token | undefined): boolean {
  if (!token) return false
  if (token.kind === 'symbol') return ['(', '-', '+', '~'].includes(token.value)
  return token.kind !== 'word' || !RESERVED.has(token.value) || token.value === 'CASE'
}

/**
 * The first token of the smallest operand that ends before `end`: a literal, a column with its path, a call with what
 * FILTER and OVER add, a parenthesis, CASE … END. null when none ends there.
 */
export function operandStart(tokens: readonly Token[], end: number): number | null {
  let at = end - 1
  while (isSymbol(tokens[at], ')') && isWord(tokens[partners(tokens)[at]! - 1], 'OVER', 'FILTER'))
    at = partners(tokens)[at]! - 2
  const last = tokens[at]
  if (!last || !endsOperand(last)) return null
  if (isWord(last, 'END')) return caseStart(tokens, at)
  if (!isSymbol(last, ')')) return pathStart(tokens, at)
  const open = partners(tokens)[at]!
  if (open < 0) return null
  return isCallName(tokens[open - 1]) ? pathStart(tokens, open - 1) : open
}

/** One behind the last token of the smallest operand that begins at `from`, signs before it included; null when there is none. */
export function operandEnd(tokens: readonly Token[], from: number): number | null {
  let at = from
  while (['-', '+', '~'].some(sign => isSymbol(tokens[at], sign))) at++
  const first = tokens[at]
  if (!first) return null
  if (isWord(first, 'CASE')) return caseEnd(tokens, at)
  if (isSymbol(first, '(')) return closing(tokens, at) < 0 ? null : closing(tokens, at) + 1
  if (first.kind === 'symbol' || (first.kind === 'word' && RESERVED.has(first.value))) return null
  while (isSymbol(tokens[at + 1], '.') && tokens[at + 2]) at += 2
  if (isCallName(tokens[at]) && closing(tokens, at + 1) > 0) at = closing(tokens, at + 1)
  while (isWord(tokens[at + 1], 'OVER', 'FILTER') && closing(tokens, at + 2) > 0) at = closing(tokens, at + 2)
  return at + 1
}

function isCallName(token: Token | undefined): boolean {
  return isIdentifier(token) || isWord(token, 'ISNULL', 'CONTAINS', 'MATCH', 'GLOB', 'LIKE', 'REGEXP')
}

/** Back over `schema.table.` before a name. */
function pathStart(tokens: readonly Token[], at: number): number {
  let start = at
  while (isSymbol(tokens[start - 1], '.') && start >= 2) start -= 2
  return start
}

function caseStart(tokens: readonly Token[], end: number): number | null {
  let depth = 0
  for (let i = end; i >= 0; i--) {
    if (isWord(tokens[i], 'END')) depth++
    else if (isWord(tokens[i], 'CASE') && --depth === 0) return i
  }
  return null
}

function caseEnd(tokens: readonly Token[], from: number): number | null {
  let depth = 0
  for (let i = from; i < tokens.length; i++) {
    if (isWord(tokens[i], 'CASE')) depth++
    else if (isWord(tokens[i], 'END') && --depth === 0) return i + 1
  }
  return null
}
