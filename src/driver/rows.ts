import { uniqueNames } from '../util/unique-names.ts'
import type { ResultColumn, SqlValue } from '../util/value.ts'

/** Makes row objects; own properties only, so that a column called `__proto__` is a column. */
export function objectMaker<R>(columns: readonly ResultColumn[]): (row: readonly SqlValue[]) => R {
  const names = uniqueNames(columns.map(({ name }) => name))
  // Assigned to, it would be the prototype of the row.
  if (names.includes('__proto__'))
    return row => Object.fromEntries(names.map((name, index) => [name, row[index]])) as R
  return row => {
    const made: Record<string, unknown> = {}
    for (let i = 0; i < names.length; i++) made[names[i]!] = row[i]
    return made as R
  }
}
