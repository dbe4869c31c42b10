import { type Edit, insertAfter, remove } from '../edit.ts'
import { isSymbol, isWord, type Token } from '../lexer.ts'
import { closing } from '../operands.ts'

/**
 * `CURRENT_DATE()` and `CURRENT_TIMESTAMP(3)`: words of SQL that take no parentheses. `LOCALTIMESTAMP` without them is a
 * function that needs them.
 */
export function respellCurrentTime(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, at) => {
    const close = closing(tokens, at + 1)
    if (isWord(token, 'CURRENT_DATE', 'CURRENT_TIME', 'CURRENT_TIMESTAMP')) {
      const isPrecision = close === at + 2 || (close === at + 3 && tokens[at + 2]!.kind === 'number')
      return isPrecision ? [remove(tokens[at + 1]!, tokens[close])] : []
    }
    const isName =
      isSymbol(tokens[at - 1], '.') || isWord(tokens[at - 1], 'AS') || isSymbol(tokens[at + 1], '.')
    const isBare = isWord(token, 'LOCALTIMESTAMP', 'LOCALTIME') && close < 0 && !isName
    return isBare ? [insertAfter(token, '()')] : []
  })
}
