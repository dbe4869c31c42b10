import { type ErrorPosition, GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import { applyEdits, type Edit } from './edit.ts'
import { positionAt } from './position.ts'
import { readStatement, type Statement } from './statement.ts'

/** A statement made of the text of another, and the way back for the places in its errors. */
export interface Respelled {
  readonly statement: Statement
  /** Runs `work` on the new statement; an error that names a place in it names that of the original. */
  locate<T>(work: (statement: Statement) => Promise<T>): Promise<T>
}

export function respell({ text, typed = text }: Statement, edits: readonly Edit[]): Respelled {
  const statement: Statement = { ...readStatement(applyEdits(text, edits)), typed }
  const original = (position: ErrorPosition) =>
    positionAt(text, offsetBefore(edits, offsetAt(statement.text, position)))
  return {
    statement,
    async locate(work) {
      try {
        return await work(statement)
      } catch (error) {
        if (!isGmailSqlError(error) || !error.position) throw error
        const { code, message, hint, retryable } = error
        throw new GmailSqlError(code, message, { hint, retryable, position: original(error.position) })
      }
    },
  }
}

/** Where a place of the edited text was before the edits; of text that an edit brought, where the edit is. */
function offsetBefore(edits: readonly Edit[], offset: number): number {
  let shift = 0
  for (const { start, end, text } of [...edits].sort((a, b) => a.start - b.start)) {
    if (offset < start + shift) break
    if (offset < start + shift + text.length) return start
    shift += text.length - (end - start)
  }
  return offset - shift
}

function offsetAt(text: string, { line, column }: ErrorPosition): number {
  let lineStart = 0
  for (let n = 1; n < line; n++) lineStart = text.indexOf('\n', lineStart) + 1
  return lineStart + column - 1
}
