import { isSymbol, isWord, type Token } from '../sql/lexer.ts'
import type { Compiled } from '../sqlite/protocol.ts'
import { readLimit } from './bounds.ts'
import { aggregates } from './columns-read.ts'
import { DEPENDENT_ROWS, WINDOWS } from './dependent-rows.ts'
import type { ConstantOf } from './mask.ts'
import type { NamedStatement, NamedTable } from './name-tables.ts'

export interface OrderInput {
  readonly compiled: Compiled
  readonly constantOf: ConstantOf
}

/** Words after which LIMIT does not say how many of the ordered messages are wanted. */
const OTHER_ROWS = [...DEPENDENT_ROWS, ...WINDOWS]

/**
 * The ORDER BY of a statement over one table, as it can stand over that table alone, and how many of the first rows its
 * LIMIT and OFFSET need; null when there is none, or it cannot: its terms may be results of the SELECT by their number
 * or name, and such a name goes before that of a column.
 */
export function orderText(
  { text, tokens }: NamedStatement,
  table: NamedTable,
  { compiled, constantOf }: OrderInput,
): { readonly text: string; readonly bound: number } | null {
  const selects = tokens.filter(token => isWord(token, 'SELECT'))
  if (selects.length !== 1 || aggregates(compiled) || tokens.some(token => isWord(token, ...OTHER_ROWS)))
    return null
  const from = tokens.findLastIndex(token => isWord(token, 'ORDER'))
  const to = tokens.findLastIndex(token => isWord(token, 'LIMIT'))
  const limit = from >= 0 && to > from ? readLimit(tokens.slice(to), constantOf) : null
  if (!limit || limit.limit === null) return null
  const order = tokens.slice(from + 2, to)
  if (order.length === 0 || order.some(token => isTakenName(token, table, compiled))) return null
  const spelled = orderTerms(order).map(term => spell(term, text, table, compiled))
  if (!spelled.every(term => term !== null)) return null
  return { text: spelled.join(', '), bound: limit.limit + limit.offset }
}

/** A name that the SELECT gives to something else than the column of that name. */
function isTakenName(token: Token, { view }: NamedTable, { columns }: Compiled): boolean {
  if (token.kind !== 'word' && token.kind !== 'name') return false
  const name = (token.kind === 'word' ? token.text : token.value).toLowerCase()
  return columns.some(
    result =>
      result.name.toLowerCase() === name && (result.table !== view || result.column?.toLowerCase() !== name),
  )
}

function orderTerms(tokens: readonly Token[]): Token[][] {
  const terms: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (isSymbol(token, '(')) depth++
    if (isSymbol(token, ')')) depth--
    if (depth === 0 && isSymbol(token, ',')) terms.push([])
    else terms.at(-1)!.push(token)
  }
  return terms
}

/** A term as it was written, or the column that its number stands for. */
function spell(
  term: readonly Token[],
  text: string,
  { view }: NamedTable,
  { columns }: Compiled,
): string | null {
  const [first] = term
  if (!first) return null
  const own = text.slice(first.start, term.at(-1)!.end)
  if (first.kind !== 'number') return own
  const result = columns[Number(first.text) - 1]
  if (!result || result.table !== view || result.column === null) return null
  return `"${result.column}"${own.slice(first.text.length)}`
}
