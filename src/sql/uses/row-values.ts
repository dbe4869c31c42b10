import { isSymbol, isWord, type Token } from '../lexer.ts'
import { argumentsOf, closing, partners } from '../operands.ts'
import type { TokenRange } from '../shape.ts'
import { enclosing } from './column-operand.ts'
import { operatorAt, operatorBefore } from './operators.ts'

/**
 * What stands against a column in row values: of `(ReceivedDate, Id) > (?, 7)` the `?`; of IN and BETWEEN likewise, of
 * `IN (VALUES …)` one of each row.
 */
export function partnersInRows(tokens: readonly Token[], column: TokenRange): TokenRange[] {
  const open = enclosing(tokens, column.from)
  const items = argumentsOf(tokens, open)
  const place = items.findIndex(({ from, to }) => from === column.from && to === column.to)
  if (place < 0 || items.length < 2) return []
  const rows = [...rowsBehind(tokens, closing(tokens, open) + 1), ...rowBefore(tokens, open)]
  return rows.flatMap(row => {
    const others = argumentsOf(tokens, row)
    return others.length === items.length ? [others[place]!] : []
  })
}

/** Of `column IN (VALUES (…), (…))` the items. */
export function itemsOfValues(tokens: readonly Token[], at: number): TokenRange[] {
  return rowsOfValues(tokens, isWord(tokens[at], 'NOT') ? at + 1 : at).flatMap(row => {
    const items = argumentsOf(tokens, row)
    return items.length === 1 ? items : []
  })
}

/** The parentheses of the row values that the one that ends before a token is compared with. */
function rowsBehind(tokens: readonly Token[], at: number): number[] {
  const operator = operatorAt(tokens, at)
  if (operator) return [operator.to]
  const word = isWord(tokens[at], 'NOT') ? at + 1 : at
  if (isWord(tokens[word], 'IN')) return rowsOfValues(tokens, word)
  if (!isWord(tokens[word], 'BETWEEN')) return []
  const and = closing(tokens, word + 1) + 1
  return isWord(tokens[and], 'AND') ? [word + 1, and + 1] : []
}

function rowBefore(tokens: readonly Token[], open: number): number[] {
  const close = open - 2
  return operatorBefore(tokens, open) && isSymbol(tokens[close], ')') ? [partners(tokens)[close]!] : []
}

function rowsOfValues(tokens: readonly Token[], at: number): number[] {
  if (!isWord(tokens[at], 'IN') || !isWord(tokens[at + 2], 'VALUES')) return []
  const rows: number[] = []
  for (let row = at + 3; closing(tokens, row) > 0; row = closing(tokens, row) + 2) rows.push(row)
  return rows
}
