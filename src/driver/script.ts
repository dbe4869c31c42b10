import { tokenize } from '../sql/lexer.ts'
import { positionAt } from '../sql/position.ts'
import { type StatementPiece, splitStatements } from '../sql/statement.ts'
import { type ErrorPosition, GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import type { Result, ScriptResult } from './types.ts'

/** The results of a script's statements; the next statement runs when the next result is asked for. */
export async function* runScript<R>(
  text: string,
  run: (sql: string) => Promise<Result<R>>,
): AsyncGenerator<ScriptResult<R>, undefined> {
  for (const [index, piece] of piecesOf(text).entries()) {
    const { text: sql, line, column } = piece
    const result = await run(sql).catch((error: unknown) => {
      throw isGmailSqlError(error) ? located(error, piece, index + 1) : error
    })
    yield { ...result, sql, line, column }
  }
}

function piecesOf(text: string): StatementPiece[] {
  const { statements, rest } = splitStatements(text)
  if (!holdsTokens(rest)) return statements
  const last = rest.trimStart()
  return [...statements, { text: last, ...positionAt(text, text.length - last.length) }]
}

/** An unclosed comment or quote holds something: it is a statement that fails. */
function holdsTokens(text: string): boolean {
  try {
    return tokenize(text).length > 0
  } catch {
    return true
  }
}

function located(error: GmailSqlError, piece: StatementPiece, number: number): GmailSqlError {
  const { code, message, hint, retryable, position } = error
  return new GmailSqlError(code, `${message} (statement ${number} of the script, line ${piece.line})`, {
    hint,
    retryable,
    position: inScript(position ?? { line: 1, column: 1 }, piece),
  })
}

function inScript({ line, column }: ErrorPosition, piece: StatementPiece): ErrorPosition {
  return line === 1
    ? { line: piece.line, column: piece.column + column - 1 }
    : { line: piece.line + line - 1, column }
}
