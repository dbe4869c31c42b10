import type { InsertWrite } from '../../sql/write/read-write.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { MessageTable } from './message-write.ts'
import { writtenColumns } from './target.ts'

/** Says what MessageBody is, and is no column that could be read. */
const BODY_KIND = 'IsHTML'

/**
 * The columns that an INSERT names, in the spelling of the table.
 * @throws NO_COLUMN, NOT_WRITABLE; SYNTAX for none at all and for one that is named twice
 */
export function insertColumns({ columns, target }: InsertWrite, { table }: MessageTable): string[] {
  const written = table.columns.filter(({ writable, hidden }) => writable !== undefined && !hidden)
  const allowed = [...written.map(({ name }) => name), BODY_KIND]
  if (columns === null)
    throw new GmailSqlError('SYNTAX', `INSERT INTO ${target.typed} names no columns`, {
      hint: `Name them, as in (To, Subject, BodyText); there are ${allowed.join(', ')}.`,
    })
  // The other name of the body.
  const names = columns.map(name => (name.toLowerCase() === 'content' ? 'MessageBody' : name))
  const { name } = table
  const known = table.columns.map(column => column.name)
  return writtenColumns(names, { name, columns: known, allowed, verb: 'INSERT writes', why: '' })
}
