import { GmailSqlError } from '../../util/errors.ts'
import { nearest } from '../../util/suggest.ts'
import type { SqlValue } from '../../util/value.ts'
import type { QueryRows } from '../run-queries.ts'
import { nameText } from '../value-text.ts'

/** @throws NO_COLUMN with the columns that there are */
export function columnIndex({ columns }: QueryRows, name: string): number {
  const exact = columns.findIndex(column => column.name === name)
  if (exact >= 0) return exact
  const index = columns.findIndex(column => column.name.toLowerCase() === name.toLowerCase())
  if (index >= 0) return index
  const names = columns.map(column => column.name)
  const near = nearest(name, names)
  throw new GmailSqlError('NO_COLUMN', `the query has no column "${name}"`, {
    hint: near ? `Did you mean ${near}?` : `It has ${names.join(', ')}.`,
  })
}

/** The columns that hold numbers, or nothing, in every row; of a result without rows those after the first. */
export function numericColumns({ columns, rows }: QueryRows, except: readonly number[]): number[] {
  const candidates = columns.map((_, index) => index).filter(index => !except.includes(index))
  return candidates.filter(
    index =>
      rows.every(row => row[index] === null || isNumber(row[index])) &&
      (rows.length === 0 || rows.some(row => row[index] !== null)),
  )
}

/** @throws NO_COLUMN where no column is left for numbers */
export function firstNumeric(data: QueryRows, except: readonly number[]): number {
  const [first] = numericColumns(data, except)
  if (first !== undefined) return first
  throw new GmailSqlError('NO_COLUMN', 'the query has no column of numbers to draw', {
    hint: 'A chart needs a name and a number in each row: SELECT Label, COUNT(*) …',
  })
}

/** A column as numbers; NULL stays null. @throws BAD_VALUE for the first value that is none */
export function numbersOf(data: QueryRows, index: number): (number | null)[] {
  return data.rows.map((row, at) => {
    const value = row[index] ?? null
    if (value === null) return null
    if (isNumber(value)) return Number(value)
    const column = data.columns[index]!.name
    throw new GmailSqlError('BAD_VALUE', `"${column}" is no number in row ${at + 1}: ${excerpt(value)}`, {
      hint: 'Draw a column of numbers, or CAST it to one.',
    })
  })
}

function isNumber(value: SqlValue | undefined): boolean {
  return typeof value === 'number' || typeof value === 'bigint'
}

function excerpt(value: SqlValue): string {
  const text = nameText(value)
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
