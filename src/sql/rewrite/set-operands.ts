import { type Edit, remove, replace } from '../edit.ts'
import { isSymbol, isWord, type Token } from '../lexer.ts'
import { closing } from '../operands.ts'
import { isSetOperator, mayBeginQuery, readQuery } from '../query.ts'

/**
 * `(SELECT …) UNION (SELECT …)`: SQLite takes no parentheses around the members of a UNION. Around a plain SELECT they are
 * dropped; one with an order, a limit or a UNION of its own becomes `SELECT * FROM (…)`. UNION DISTINCT is UNION.
 */
export function openSetOperands(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, open) => {
    if (isWord(token, 'DISTINCT') && isSetOperator(tokens[open - 1])) return [remove(token)]
    if (!isSymbol(token, '(') || !isOperand(tokens, open)) return []
    const close = closing(tokens, open)
    if (close < 0 || !isQuery(tokens, open + 1)) return []
    const { operators, clauses, end } = readQuery(tokens, open + 1)
    const isPlain =
      end === close && operators.length === 0 && clauses.size === 0 && isWord(tokens[open + 1], 'SELECT')
    return isPlain ? [remove(token), remove(tokens[close]!)] : [replace(token, 'SELECT * FROM (')]
  })
}

function isOperand(tokens: readonly Token[], open: number): boolean {
  const before = tokens[open - 1]
  if (!mayBeginQuery(tokens, open)) return isBehindWith(tokens, open)
  const isFirst = before === undefined || isSymbol(before, '(')
  return !isFirst || before === undefined || isSetOperator(tokens[closing(tokens, open) + 1])
}

/** `WITH a AS (…) (SELECT …)` */
function isBehindWith(tokens: readonly Token[], open: number): boolean {
  if (!isSymbol(tokens[open - 1], ')') || !isWord(tokens[0], 'WITH')) return false
  return isWord(tokens[open + 1], 'SELECT') && isSetOperator(tokens[closing(tokens, open) + 1])
}

/** Behind any number of parentheses stands SELECT, VALUES or WITH. */
function isQuery(tokens: readonly Token[], at: number): boolean {
  let first = at
  while (isSymbol(tokens[first], '(')) first++
  return isWord(tokens[first], 'SELECT', 'VALUES', 'WITH')
}
