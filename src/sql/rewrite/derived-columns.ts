import { type Edit, replace } from '../edit.ts'
import { isSymbol, isWord, quoteName, type Token } from '../lexer.ts'
import { argumentsOf, closing, isIdentifier } from '../operands.ts'

/** A name that no table has. */
const INNER = '"gmailsql_named"'

/**
 * `(VALUES (1, 'a')) AS v(x, y)` and `(SELECT …) AS d(x, y)`: SQLite names the columns of a derived table only in WITH, so that is
 * what they get.
 */
export function nameDerivedColumns(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, open) => {
    if (!isSymbol(token, '(') || !isWord(tokens[open + 1], 'SELECT', 'VALUES', 'WITH')) return []
    const close = closing(tokens, open)
    const alias = isWord(tokens[close + 1], 'AS') ? close + 2 : close + 1
    if (close < 0 || !isIdentifier(tokens[alias]) || isWord(tokens[alias], 'OVER', 'FILTER')) return []
    const columns = columnNames(tokens, alias + 1)
    if (!columns) return []
    return [
      replace(token, `(WITH ${INNER}(${columns.join(', ')}) AS (`),
      replace(
        tokens[close]!,
        `) SELECT * FROM ${INNER}) AS ${nameText(tokens[alias]!)}`,
        tokens[closing(tokens, alias + 1)],
      ),
    ]
  })
}

function columnNames(tokens: readonly Token[], open: number): string[] | null {
  const columns = argumentsOf(tokens, open)
  const areNames = columns.every(({ from, to }) => to === from + 1 && isIdentifier(tokens[from]))
  return columns.length > 0 && areNames ? columns.map(({ from }) => nameText(tokens[from]!)) : null
}

function nameText({ kind, text, value }: Token): string {
  return quoteName(kind === 'word' ? text : value)
}
