import { GmailSqlError } from '../util/errors.ts'
import { isSymbol, isWord } from './lexer.ts'
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
]

/**
 * A bare `From` where a column must stand. SQLite would take it for the clause and complain of something else.
 * @throws SYNTAX with the spelling to use.
 */
export function refuseBareFrom({ tokens, text }: Statement): void {
  tokens.forEach((token, index) => {
    const before = tokens[index - 1]
    const isColumn = isWord(before, ...BEFORE_EXPRESSION) || isSymbol(before, ',') || isSymbol(before, '=')
    if (!isWord(token, 'FROM') || !isColumn) return
    throw new GmailSqlError('SYNTAX', 'From is a word of SQL and cannot stand here as a column', {
      position: positionAt(text, token.start),
      hint: 'The column is written [From] or "From".',
    })
  })
}
