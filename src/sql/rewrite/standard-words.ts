import { type Edit, insertAfter, remove, replace } from '../edit.ts'
import { isSymbol, isWord, quoteName, type Token } from '../lexer.ts'
import { closing, endsOperand } from '../operands.ts'

/** Functions that standard SQL calls without parentheses. */
const BARE_CALLS = 'LOCALTIMESTAMP LOCALTIME CURRENT_USER SESSION_USER SYSTEM_USER CURRENT_SCHEMA'.split(' ')

/**
 * `CURRENT_DATE()` and `CURRENT_TIMESTAMP(3)`: words of SQL that take no parentheses. `LOCALTIMESTAMP` and `CURRENT_USER` without
 * them are functions that need them. `INSERT(…)` is a function with the name of a statement.
 */
export function respellStandardWords(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, at) => {
    const close = closing(tokens, at + 1)
    if (isWord(token, 'CURRENT_DATE', 'CURRENT_TIME', 'CURRENT_TIMESTAMP')) {
      const isPrecision = close === at + 2 || (close === at + 3 && tokens[at + 2]!.kind === 'number')
      return isPrecision ? [remove(tokens[at + 1]!, tokens[close])] : []
    }
    if (isWord(token, 'INSERT') && at > 0 && close > 0) return [replace(token, quoteName(token.text))]
    const isBare = isWord(token, ...BARE_CALLS) && close < 0 && !isName(tokens, at)
    return isBare ? [insertAfter(token, '()')] : []
  })
}

/** Beside a dot, behind AS, or as alias without it. */
function isName(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]
  return isSymbol(before, '.') || isSymbol(tokens[at + 1], '.') || isWord(before, 'AS') || endsOperand(before)
}
