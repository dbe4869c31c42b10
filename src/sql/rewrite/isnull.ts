import { type Edit, replace } from '../edit.ts'
import { isWord, type Token } from '../lexer.ts'
import { argumentsOf, closing, endsOperand } from '../operands.ts'

/** `ISNULL(a, b)` of SQL Server is IFNULL; `ISNULL(a)` of MySQL asks whether it is NULL. `a ISNULL` is SQLite's own. */
export function rewriteIsNull(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, at) => {
    const close = isWord(token, 'ISNULL') ? closing(tokens, at + 1) : -1
    if (close < 0 || endsOperand(tokens[at - 1])) return []
    if (argumentsOf(tokens, at + 1).length !== 1) return [replace(token, 'IFNULL')]
    return [replace(token, '(('), replace(tokens[at + 1]!, ''), replace(tokens[close]!, ') IS NULL)')]
  })
}
