import type { ColumnDefinition } from '../../catalog/table.ts'
import type { InsertWrite } from '../../sql/write/read-write.ts'
import { GmailSqlError } from '../../util/errors.ts'
import { nearest } from '../../util/suggest.ts'
import type { MessageTable } from './message-write.ts'

/** Says what MessageBody is, and is no column that could be read. */
const BODY_KIND = 'IsHTML'

/** What holds the same as a column that is written. */
const INSTEAD_OF: Readonly<Record<string, string>> = {
  FullFrom: 'From',
  FromName: 'From',
  FullTo: 'To',
  FullCC: 'CC',
  FullBCC: 'BCC',
  Headers: 'RawMessage',
  MessageId: 'RawMessage',
}

/**
 * The columns that an INSERT names, in the spelling of the table.
 * @throws NO_COLUMN, NOT_WRITABLE; SYNTAX for none at all and for one that is named twice
 */
export function insertColumns({ columns, target }: InsertWrite, { table }: MessageTable): string[] {
  const insertable = [...writtenNames(table.columns), BODY_KIND]
  if (columns === null)
    throw new GmailSqlError('SYNTAX', `INSERT INTO ${target.typed} names no columns`, {
      hint: `Name them, as in (To, Subject, BodyText); there are ${insertable.join(', ')}.`,
    })
  const found = columns.map(typed => insertColumn(typed, table, insertable))
  const twice = found.find((name, index) => found.indexOf(name) !== index)
  if (twice === undefined) return found
  throw new GmailSqlError('SYNTAX', `${twice} is named twice`, { hint: 'Name each column once.' })
}

function writtenNames(columns: readonly ColumnDefinition[]): string[] {
  return columns.filter(({ writable, hidden }) => writable !== undefined && !hidden).map(({ name }) => name)
}

function insertColumn(typed: string, table: MessageTable['table'], insertable: readonly string[]): string {
  const wanted = typed.toLowerCase() === 'content' ? 'messagebody' : typed.toLowerCase()
  const found = insertable.find(name => name.toLowerCase() === wanted)
  if (found !== undefined) return found
  const column = table.columns.find(({ name }) => name.toLowerCase() === wanted)
  if (column) {
    const instead = INSTEAD_OF[column.name]
    throw new GmailSqlError('NOT_WRITABLE', `${column.name} cannot be written by INSERT`, {
      hint: instead ? `Write ${instead}.` : `INSERT writes ${insertable.join(', ')}.`,
    })
  }
  const near = nearest(typed, insertable)
  throw new GmailSqlError('NO_COLUMN', `there is no column "${typed}" in ${table.name}`, {
    hint: near ? `Did you mean ${near}?` : `INSERT writes ${insertable.join(', ')}.`,
  })
}
