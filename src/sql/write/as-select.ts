import type { Edit } from '../edit.ts'
import { quoteName } from '../lexer.ts'
import { type Respelled, respell } from '../respell.ts'
import type { Statement } from '../statement.ts'
import type { DeleteWrite, InsertWrite, Returning, UpdateWrite, Write } from './read-write.ts'

/** The rows that an INSERT brings: its VALUES or SELECT, with the WITH that stands before it. @param beside edits within these */
export function insertedRows(
  statement: Statement,
  { start, body, returning }: InsertWrite,
  beside: readonly Edit[] = [],
): Respelled {
  return respell(statement, [{ start, end: body, text: '' }, ...beside, ...without(statement, returning)])
}

/** The rows that a DELETE removes: `columns` of each, in SQL, and what RETURNING says of it. */
export function deletedRows(statement: Statement, write: DeleteWrite, columns: readonly string[]): Respelled {
  const { start, from, returning } = write
  const typed = returning === null ? '' : `, ${returning.typed}`
  const select = { start, end: from, text: `SELECT ${keysOf(write, columns)}${typed} ` }
  return respell(statement, [select, ...without(statement, returning)])
}

/** The rows that an UPDATE changes: `columns` of each, then the new value of each column that is set. */
export function updatedRows(statement: Statement, write: UpdateWrite, columns: readonly string[]): Respelled {
  const { target, start, assignments, assigned, from, returning } = write
  const edits: Edit[] = assignments.map((assignment, index) => ({
    start: index === 0 ? start : assignment.start,
    end: assignment.expression,
    text: index === 0 ? `SELECT ${keysOf(write, columns)}, ` : '',
  }))
  const source =
    from === null
      ? { start: assigned, end: assigned, text: ` FROM ${target.typed}` }
      : { start: from, end: from, text: ` ${target.typed},` }
  return respell(statement, [...edits, source, ...without(statement, returning)])
}

/** The target and its columns as the expressions of the statement name them. */
export function qualifierOf({ target }: Pick<Write, 'target'>): string {
  return quoteName(target.alias ?? target.path.at(-1)!)
}

function keysOf(write: DeleteWrite | UpdateWrite, columns: readonly string[]): string {
  return columns.map(column => `${qualifierOf(write)}.${column}`).join(', ')
}

function without({ tokens }: Statement, returning: Returning | null): Edit[] {
  return returning === null ? [] : [{ start: returning.start, end: tokens.at(-1)!.end, text: '' }]
}
