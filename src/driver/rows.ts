import type { ResultColumn, SqlValue } from '../util/value.ts'

/** Names for the keys of a row object: a repeated column name becomes `name_2`, `name_3`, so that no cell is lost. */
export function uniqueNames(columns: readonly ResultColumn[]): string[] {
  const taken = new Set<string>()
  return columns.map(({ name }) => {
    let unique = name
    for (let n = 2; taken.has(unique); n++) unique = `${name}_${n}`
    taken.add(unique)
    return unique
  })
}

/** Makes row objects; own properties only, so that a column called `__proto__` is a column. */
export function objectMaker<R>(columns: readonly ResultColumn[]): (row: readonly SqlValue[]) => R {
  const names = uniqueNames(columns)
  return row => Object.fromEntries(names.map((name, index) => [name, row[index]])) as R
}
