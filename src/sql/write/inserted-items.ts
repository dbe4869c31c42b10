import { isSymbol, isWord, type Token } from '../lexer.ts'
import { argumentsOf, next } from '../operands.ts'
import type { TokenRange } from '../shape.ts'
import type { Statement } from '../statement.ts'
import type { InsertWrite } from './read-write.ts'

const LIST_ENDS = [
  ...['FROM', 'WHERE', 'GROUP', 'HAVING', 'WINDOW', 'ORDER', 'LIMIT'],
  ...['UNION', 'INTERSECT', 'EXCEPT'],
]

/**
 * What stands for the value `index` in each row of VALUES and each SELECT of the body of an INSERT: the literal text or parameter
 * that it is as a whole; null for anything else.
 */
export function typedItems({ tokens }: Statement, write: InsertWrite, index: number): (Token | null)[] {
  const { body, returning } = write
  const end = returning === null ? tokens.length : tokens.findIndex(({ start }) => start >= returning.start)
  const found: (Token | null)[] = []
  let inValues = false
  for (let at = tokens.findIndex(({ start }) => start >= body); at < end; at = next(tokens, at)) {
    const token = tokens[at]
    if (token?.kind === 'word') inValues = token.value === 'VALUES'
    if (isWord(token, 'SELECT')) found.push(typedItem(tokens, listItems(tokens, at + 1, end), index))
    else if (inValues && isSymbol(token, '(')) found.push(typedItem(tokens, argumentsOf(tokens, at), index))
  }
  return found
}

function listItems(tokens: readonly Token[], begin: number, end: number): TokenRange[] {
  const items: TokenRange[] = []
  let from = isWord(tokens[begin], 'DISTINCT', 'ALL') ? begin + 1 : begin
  if (isWord(tokens[from], 'TOP')) from = next(tokens, from + 1)
  let at = from
  for (; at < end && !isWord(tokens[at], ...LIST_ENDS); at = next(tokens, at)) {
    if (!isSymbol(tokens[at], ',')) continue
    items.push({ from, to: at })
    from = at + 1
  }
  return [...items, { from, to: at }]
}

/** What follows a star stands nobody knows where. */
function typedItem(tokens: readonly Token[], items: readonly TokenRange[], index: number): Token | null {
  const isStar = ({ to }: TokenRange) => isSymbol(tokens[to - 1], '*')
  const item = items.slice(0, index).some(isStar) ? undefined : items[index]
  const first = item && tokens[item.from]
  if (!first || (first.kind !== 'string' && first.kind !== 'parameter')) return null
  const rest = tokens.slice(item.from + 1, item.to)
  const name = isWord(rest[0], 'AS') ? rest.slice(1) : rest
  const isNamed = rest.length === 0 || (name.length === 1 && ['name', 'word'].includes(name[0]!.kind))
  return isNamed ? first : null
}
