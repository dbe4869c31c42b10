import { NO_CACHED } from '../../catalog/cached.ts'
import { type ResolvedTable, resolveTable } from '../../catalog/resolve.ts'
import type { Mailbox } from '../../mail/source.ts'
import { GmailSqlError, isGmailSqlError } from '../../util/errors.ts'
import { nearest } from '../../util/suggest.ts'
import { staticNames } from '../resources.ts'
import type { RunContext } from '../run-context.ts'

/** What is known of the mailboxes while a write is planned. */
export interface WriteNames {
  readonly mailboxes: readonly Mailbox[]
  resolve(path: readonly string[]): ResolvedTable
}

/** Does what needs names, and once more with those that the server has now when one is not known. */
export async function withNames<T>(
  context: RunContext,
  work: (names: WriteNames) => T | Promise<T>,
): Promise<T> {
  const attempt = async (refresh: boolean) => {
    const mailboxes = await context.mailboxes(refresh)
    const names = { ...staticNames(context.resources.temps.list), cached: NO_CACHED, mailboxes }
    return await work({ mailboxes, resolve: path => resolveTable(path, names) })
  }
  try {
    return await attempt(false)
  } catch (error) {
    if (!isGmailSqlError(error) || error.code !== 'NO_TABLE') throw error
    return await attempt(true)
  }
}

interface WritableColumn {
  readonly name: string
  readonly writable?: 'insert' | 'update'
}

/**
 * The names of the columns that SET names, in the spelling of the table.
 * @throws NO_COLUMN, NOT_WRITABLE, SYNTAX for one that is set twice
 */
export function settableColumns(
  names: readonly string[],
  { name: table, columns }: { readonly name: string; readonly columns: readonly WritableColumn[] },
): string[] {
  const found = names.map(name => settable(name, table, columns))
  const twice = found.find((name, index) => found.indexOf(name) !== index)
  if (twice !== undefined)
    throw new GmailSqlError('SYNTAX', `${twice} is set twice`, { hint: 'Set each column once.' })
  return found
}

function settable(typed: string, table: string, columns: readonly WritableColumn[]): string {
  const column = columns.find(({ name }) => name.toLowerCase() === typed.toLowerCase())
  if (column?.writable === 'update') return column.name
  const settableNames = columns.filter(({ writable }) => writable === 'update').map(({ name }) => name)
  if (column)
    throw new GmailSqlError('NOT_WRITABLE', `${column.name} cannot be changed: messages stay as they came`, {
      hint: `UPDATE sets ${settableNames.join(', ')}.`,
    })
  const near = nearest(
    typed,
    columns.map(({ name }) => name),
  )
  throw new GmailSqlError('NO_COLUMN', `there is no column "${typed}" in ${table}`, {
    hint: near ? `Did you mean ${near}?` : `UPDATE sets ${settableNames.join(', ')}.`,
  })
}
