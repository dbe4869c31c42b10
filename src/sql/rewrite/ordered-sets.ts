import { GmailSqlError } from '../../util/errors.ts'
import { type Edit, replace } from '../edit.ts'
import { isSymbol, isWord, type Token } from '../lexer.ts'
import { closing, next } from '../operands.ts'

const ORDERED_SETS = ['PERCENTILE_CONT', 'PERCENTILE_DISC', 'MODE']

/**
 * `PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY Size)` becomes `PERCENTILE_CONT(Size, 0.5)`: here the value is the first
 * argument of an aggregate over an ordered set (SQL:2016 §10.9).
 *
 * @throws NOT_SUPPORTED for an order that is descending, or of several values.
 */
export function rewriteOrderedSets(tokens: readonly Token[], text: string): Edit[] {
  return tokens.flatMap((token, at) => {
    const close = isWord(token, ...ORDERED_SETS) ? closing(tokens, at + 1) : -1
    const isSet = isWord(tokens[close + 1], 'WITHIN') && isWord(tokens[close + 2], 'GROUP')
    if (close < 0 || !isSet) return []
    const end = closing(tokens, close + 3)
    if (end < 0 || !isWord(tokens[close + 4], 'ORDER') || !isWord(tokens[close + 5], 'BY')) return []
    const value = orderedValue(tokens.slice(close + 6, end), token.text, text)
    const share = text.slice(tokens[at + 1]!.end, tokens[close]!.start).trim()
    return [replace(tokens[at + 1]!, `(${value}${share === '' ? '' : `, ${share}`})`, tokens[end])]
  })
}

/** The text of the one expression of ORDER BY. */
function orderedValue(order: readonly Token[], name: string, text: string): string {
  const value = isWord(order.at(-1), 'ASC') ? order.slice(0, -1) : order
  let isOther = value.length === 0
  for (let i = 0; i < value.length; i = next(value, i))
    isOther ||= isWord(value[i], 'DESC', 'NULLS') || isSymbol(value[i], ',')
  if (!isOther) return text.slice(value[0]!.start, value.at(-1)!.end)
  throw new GmailSqlError('NOT_SUPPORTED', `${name} takes one ascending value behind WITHIN GROUP`, {
    hint: 'PERCENTILE_CONT(0.9) of a descending order is PERCENTILE_CONT(0.1) of the ascending one.',
  })
}
