import { uniqueNames } from '../util/unique-names.ts'
import type { ResultColumn, SqlValue } from '../util/value.ts'

/** Makes row objects; own properties only, so that a column called `__proto__` is a column. */
export function objectMaker<R>(columns: readonly ResultColumn[]): (row: readonly SqlValue[]) => R {
  const names = uniqueNames(columns.map(({ name }) => name))
  return row => Object.fromEntries(names.map((name, index) => [name, row[index]])) as R
}
