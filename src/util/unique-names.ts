/**
 * Names of which no two are the same, so that no cell of a row object is lost: of columns that are called the same the second
 * becomes `name_2`, the third `name_3`, past those that a column has itself.
 */
export function uniqueNames(names: readonly string[]): string[] {
  const given = new Set(names)
  const used = new Set<string>()
  return names.map(name => {
    let unique = name
    for (let n = 2; used.has(unique) || (unique !== name && given.has(unique)); n++) unique = `${name}_${n}`
    used.add(unique)
    return unique
  })
}
