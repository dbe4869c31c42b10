import { type Edit, insertBefore, remove, replace } from '../edit.ts'
import { isSymbol, isWord, type Token } from '../lexer.ts'
import { closing, next } from '../operands.ts'

/**
 * `STRING_AGG(x, ';') WITHIN GROUP (ORDER BY y)`: the order goes into the call. MySQL's `GROUP_CONCAT(x ORDER BY y SEPARATOR ';')`:
 * the separator is the second argument.
 */
export function rewriteTextAggregates(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, at) => {
    if (isWord(token, 'WITHIN')) return withinGroup(tokens, at)
    return isWord(token, 'GROUP_CONCAT') ? separator(tokens, at + 1) : []
  })
}

function withinGroup(tokens: readonly Token[], at: number): Edit[] {
  const isOrder =
    isWord(tokens[at + 1], 'GROUP') && isSymbol(tokens[at + 2], '(') && isWord(tokens[at + 3], 'ORDER')
  return isOrder && isSymbol(tokens[at - 1], ')') ? [remove(tokens[at - 1]!, tokens[at + 2])] : []
}

function separator(tokens: readonly Token[], open: number): Edit[] {
  const close = closing(tokens, open)
  const [word, text] = [tokens[close - 2], tokens[close - 1]]
  if (!isWord(word, 'SEPARATOR') || text?.kind !== 'string') return []
  const isDistinct = isWord(tokens[open + 1], 'DISTINCT')
  // SQLite takes no separator beside DISTINCT, and a comma is the one that it uses.
  if (isDistinct) return text.value === ',' ? [remove(word!, text)] : []
  for (let i = open + 1; i < close; i = next(tokens, i)) {
    if (isWord(tokens[i], 'ORDER')) return [insertBefore(tokens[i]!, `, ${text.text} `), remove(word!, text)]
  }
  return [replace(word!, ',')]
}
