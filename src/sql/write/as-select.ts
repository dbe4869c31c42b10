import type { Edit } from '../edit.ts'
import { quoteName } from '../lexer.ts'
import { type Respelled, respell } from '../respell.ts'
import type { Statement } from '../statement.ts'
import type { DeleteWrite, InsertWrite, UpdateWrite } from './read-write.ts'

/** The rows that an INSERT brings: its VALUES or SELECT, with the WITH that stands before it. */
export function insertedRows(statement: Statement, { start, body }: InsertWrite): Respelled {
  return respell(statement, [{ start, end: body, text: '' }])
}

/** The rows that a DELETE removes, by the name of their key. */
export function deletedRows(statement: Statement, write: DeleteWrite, key: string): Respelled {
  return respell(statement, [{ start: write.start, end: write.from, text: `SELECT ${keyOf(write, key)} ` }])
}

/** The rows that an UPDATE changes: their key, then the new value of each column that is set. */
export function updatedRows(statement: Statement, write: UpdateWrite, key: string): Respelled {
  const { target, start, assignments, assigned, from } = write
  const edits: Edit[] = assignments.map((assignment, index) => ({
    start: index === 0 ? start : assignment.start,
    end: assignment.expression,
    text: index === 0 ? `SELECT ${keyOf(write, key)}, ` : '',
  }))
  const source =
    from === null
      ? { start: assigned, end: assigned, text: ` FROM ${target.typed}` }
      : { start: from, end: from, text: ` ${target.typed},` }
  return respell(statement, [...edits, source])
}

function keyOf({ target }: DeleteWrite | UpdateWrite, key: string): string {
  return `${quoteName(target.alias ?? target.path.at(-1)!)}.${key}`
}
