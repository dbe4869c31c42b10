import { GmailSqlError } from '../util/errors.ts'
import { isSymbol, isWord, type Token } from './lexer.ts'
import { positionAt } from './position.ts'
import type { Statement } from './statement.ts'

/** Words behind which an expression begins. */
const BEFORE_EXPRESSION = [
  'SELECT',
  'WHERE',
  'AND',
  'OR',
  'BY',
  'ON',
  'HAVING',
  'CASE',
  'WHEN',
  'THEN',
  'ELSE',
  'LIKE',
  'BETWEEN',
  'NOT',
  'IN',
]

/** What ends an operand, or is the star of `SELECT *`; behind anything else an operand must follow. */
const BEFORE_CLAUSE = [')', '*', '.', '}', '(']

/**
 * A bare `From` where a column must stand. SQLite would take it for the clause and complain of something else.
 * @throws SYNTAX with the spelling to use.
 */
export function refuseBareFrom({ tokens, text }: Statement): void {
  tokens.forEach((token, index) => {
    if (!isWord(token, 'FROM') || !isExpected(tokens, index)) return
    const isBehindComma = isSymbol(tokens[index - 1], ',')
    throw new GmailSqlError('SYNTAX', 'From is a word of SQL and cannot stand here as a column', {
      position: positionAt(text, token.start),
      hint: `The column is written [From] or "From"${isBehindComma ? '; before FROM stands no comma' : ''}.`,
    })
  })
}

/** Whether an operand must begin at `at`. */
function isExpected(tokens: readonly Token[], at: number): boolean {
  const [two, before] = [tokens[at - 2], tokens[at - 1]]
  if (isWord(before, ...BEFORE_EXPRESSION)) return true
  if (isWord(before, 'DISTINCT', 'ALL')) return isWord(two, 'SELECT')
  // `TRIM(FROM x)` is standard SQL.
  if (isSymbol(before, '(')) return !isWord(two, 'TRIM')
  return before?.kind === 'symbol' && !BEFORE_CLAUSE.includes(before.value)
}
