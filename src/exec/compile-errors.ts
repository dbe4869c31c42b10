import { foreignColumns, insteadOf } from '../catalog/foreign-names.ts'
import type { NamedStatement } from '../plan/name-tables.ts'
import { positionAt } from '../sql/position.ts'
import type { Statement } from '../sql/statement.ts'
import { type ErrorPosition, GmailSqlError } from '../util/errors.ts'
import { nearest } from '../util/suggest.ts'

/** SQLite's complaint about a statement, in the user's own names: with a position, and the near name as a hint. */
export function explainCompileError(
  error: GmailSqlError,
  statement: Statement,
  named: NamedStatement,
): GmailSqlError {
  const message = withOwnNames(error.message, named)
  switch (error.code) {
    case 'NO_COLUMN':
      return noColumn(message, statement, named)
    case 'NO_TABLE':
      return new GmailSqlError('NO_TABLE', message, { position: positionOf(lastWord(message), statement) })
    case 'SYNTAX':
      return syntax(message, statement)
    case 'AMBIGUOUS':
      return new GmailSqlError('AMBIGUOUS', message, {
        position: positionOf(lastWord(message), statement),
        hint: 'Put the table’s name or alias and a dot before it.',
      })
    default:
      return new GmailSqlError(error.code, message, { hint: error.hint })
  }
}

function withOwnNames(message: string, { tables }: NamedStatement): string {
  return message.replace(
    /gmailsql_(?:temp|cached)?\d+/g,
    view => tables.find(table => table.view === view)?.shownAs ?? view,
  )
}

function lastWord(message: string): string {
  return message
    .slice(message.lastIndexOf(': ') + 2)
    .split('.')
    .at(-1)!
}

function noColumn(message: string, statement: Statement, { tables }: NamedStatement): GmailSqlError {
  const quoted = /^no such column: "(.*)" - should this be/.exec(message)
  const name = quoted ? quoted[1]! : lastWord(message)
  const near = nearest(
    name,
    new Set(tables.flatMap(table => table.resolved.table.columns.map(column => column.name))),
  )
  const literal = quoted ? `Text is written in single quotes: '${name}'.` : undefined
  const owner = tables.length === 1 ? ` in ${tables[0]!.shownAs}` : ''
  return new GmailSqlError('NO_COLUMN', `there is no column "${name}"${owner}`, {
    position: positionOf(name, statement),
    hint:
      insteadOf(name, foreignColumns) ??
      (near ? `Did you mean ${/^(From|To|References)$/.test(near) ? `[${near}]` : near}?` : literal),
  })
}

function syntax(message: string, statement: Statement): GmailSqlError {
  const near = /^near "(.*)": syntax error$/s.exec(message)?.[1]
  if (near !== undefined) {
    const hint =
      near.toUpperCase() === 'FROM' ? 'The column is written [From]; after FROM comes a table.' : undefined
    return new GmailSqlError('SYNTAX', `syntax error near "${near}"`, {
      position: positionOf(near, statement),
      hint,
    })
  }
  if (message === 'incomplete input') {
    const end = statement.tokens.at(-1)!.end
    return new GmailSqlError('SYNTAX', 'the statement ends too early', {
      position: positionAt(statement.text, end),
      hint: 'Something must follow, or a parenthesis is still open.',
    })
  }
  return new GmailSqlError('SYNTAX', message)
}

/** Where a word stands in the statement, if it stands there once; SQLite tells no offsets. */
function positionOf(word: string, { tokens, text }: Statement): ErrorPosition | undefined {
  const found = tokens.filter(
    token => token.text === word || token.value === word || token.value === word.toUpperCase(),
  )
  return found.length === 1 ? positionAt(text, found[0]!.start) : undefined
}
