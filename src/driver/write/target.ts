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
  { name, columns }: { readonly name: string; readonly columns: readonly WritableColumn[] },
): string[] {
  const allowed = columns.filter(({ writable }) => writable === 'update').map(column => column.name)
  return writtenColumns(names, {
    name,
    columns: columns.map(column => column.name),
    allowed,
    verb: 'UPDATE sets',
    why: ': messages stay as they came',
  })
}

export interface WrittenTable {
  readonly name: string
  readonly columns: readonly string[]
  /** What the statement may write; more than the columns where INSERT takes what no row shows. */
  readonly allowed: readonly string[]
  /** What the hint begins with: `UPDATE sets`. */
  readonly verb: string
  /** What ends the error for a column that is not written. */
  readonly why: string
}

/**
 * The columns that a statement writes, in the spelling of the table.
 * @throws NO_COLUMN, NOT_WRITABLE, SYNTAX for one that is named twice
 */
export function writtenColumns(names: readonly string[], table: WrittenTable): string[] {
  const found = names.map(name => writtenColumn(name, table))
  const twice = found.find((name, index) => found.indexOf(name) !== index)
  if (twice !== undefined)
    throw new GmailSqlError('SYNTAX', `${twice} is set twice`, { hint: 'Set each column once.' })
  return found
}

function writtenColumn(typed: string, { name, columns, allowed, verb, why }: WrittenTable): string {
  const isTyped = (column: string) => column.toLowerCase() === typed.toLowerCase()
  const found = allowed.find(isTyped)
  if (found !== undefined) return found
  const hint = `${verb} ${allowed.join(', ')}.`
  const column = columns.find(isTyped)
  if (column !== undefined)
    throw new GmailSqlError('NOT_WRITABLE', `${column} cannot be written${why}`, { hint })
  const near = nearest(typed, [...new Set([...columns, ...allowed])])
  throw new GmailSqlError('NO_COLUMN', `there is no column "${typed}" in ${name}`, {
    hint: near ? `Did you mean ${near}?` : hint,
  })
}
