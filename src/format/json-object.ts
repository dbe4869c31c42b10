import { escapeJsonForTerminal } from '../util/text.ts'
import { uniqueNames } from '../util/unique-names.ts'
import type { ResultColumn, SqlValue } from '../util/value.ts'
import { base64 } from './cell.ts'
import type { ArrayRow, WriterOptions } from './row-writer.ts'

/**
 * One row as a JSON object on one line. A key is the column's name; of columns with the same name the second is
 * `name_2`, the third `name_3`. Integers beyond ±(2^53 − 1) are strings of all their digits, because most readers
 * would round them; so are the infinities, which JSON has no number for. A BLOB is a base64 string.
 */
export function jsonObjects(
  columns: readonly ResultColumn[],
  options: WriterOptions,
): (row: ArrayRow) => string {
  const quote = (text: string) => {
    const json = JSON.stringify(text)
    return options.terminal ? escapeJsonForTerminal(json) : json
  }
  const keys = uniqueNames(columns.map(column => column.name)).map(name => `${quote(name)}:`)
  return row => `{${keys.map((key, i) => key + jsonValue(row[i] ?? null, quote)).join(',')}}`
}

function jsonValue(value: SqlValue, quote: (text: string) => string): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return quote(value)
  if (value instanceof Uint8Array) return `"${base64(value)}"`
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`
  return isSafe(value) ? value.toString() : `"${value}"`
}

function isSafe(integer: bigint): boolean {
  return integer <= Number.MAX_SAFE_INTEGER && integer >= Number.MIN_SAFE_INTEGER
}
