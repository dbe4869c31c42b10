import type { CachedColumn, CachedTableDefinition } from '../catalog/table.ts'
import { quoteName } from '../sql/lexer.ts'
import { GmailSqlError } from '../util/errors.ts'
import { columnSql } from './view.ts'

/** What is in the list of a CREATE TABLE. */
export function columnList(columns: readonly CachedColumn[]): string {
  const keys = columns.filter(({ key }) => key)
  const list = columns.map(
    column => `${columnSql(column)}${column.collate ? ` COLLATE ${column.collate}` : ''}`,
  )
  if (keys.length > 0) list.push(`PRIMARY KEY (${keys.map(({ name }) => quoteName(name)).join(', ')})`)
  return list.join(', ')
}

/** Whether rows of the one are rows of the other, in whatever order the columns stand. */
export function hasSameColumns(table: CachedTableDefinition, wanted: readonly CachedColumn[]): boolean {
  return wanted.length === table.columns.length && wanted.every(column => columnLike(table, column))
}

/** Of this name and type. */
export function columnLike(
  { columns }: CachedTableDefinition,
  { name, type }: CachedColumn,
): CachedColumn | undefined {
  return columns.find(other => other.name.toLowerCase() === name.toLowerCase() && other.type === type)
}

/** @throws BAD_VALUE naming a column that is not the same in both, and what to write */
export function refuseOtherColumns(table: CachedTableDefinition, wanted: readonly CachedColumn[]): never {
  const added = wanted.find(column => !columnLike(table, column))
  const gone = table.columns.find(column => !wanted.some(({ name }) => sameName(name, column.name)))
  const other = added && table.columns.find(({ name }) => sameName(name, added.name))
  const what = added
    ? other
      ? `the column ${added.name} of the SELECT ${typed(added)}, that of the cached table ${table.name} ${typed(other)}`
      : `the cached table ${table.name} has no column ${added.name}`
    : `the SELECT has no column ${gone?.name}, and the cached table ${table.name} has`
  throw new GmailSqlError('BAD_VALUE', what, {
    hint: 'WITH ALTER SCHEMA makes the columns those of the SELECT, WITH DROP EXISTING the whole table.',
  })
}

/** @throws BAD_VALUE when rows would be replaced by another key than so far */
export function refuseOtherKey(table: CachedTableDefinition, wanted: readonly CachedColumn[]): void {
  const [before, now] = [keyNames(table.columns), keyNames(wanted)]
  if (before.length === now.length && before.every((name, index) => sameName(name, now[index]!))) return
  const shown = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '))
  throw new GmailSqlError(
    'BAD_VALUE',
    `the key of the cached table ${table.name} is ${shown(before)}, that of the SELECT ${shown(now)}`,
    { hint: 'WITH DROP EXISTING makes the table anew.' },
  )
}

export function keyNames(columns: readonly CachedColumn[]): string[] {
  return columns.filter(({ key }) => key).map(({ name }) => name)
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function typed({ type }: CachedColumn): string {
  return type === null ? 'is of any type' : `is ${type}`
}
