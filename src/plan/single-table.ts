import type { StatementShape } from '../sql/shape.ts'
import type { NamedTable } from './name-tables.ts'

/** Words after which a row of the result is no row of the table. */
const OTHER_ROWS = ['UNION', 'INTERSECT', 'EXCEPT', 'GROUP', 'HAVING', 'VALUES']

/** The table of which each row of the result is a row; null where they are made in another way. */
export function singleTable(
  { scopes, topLevelWords }: StatementShape,
  tables: readonly NamedTable[],
): NamedTable | null {
  const [own, ...others] = scopes.filter(({ isTopLevel }) => isTopLevel)
  if (!own || others.length > 0 || OTHER_ROWS.some(word => topLevelWords.has(word))) return null
  const [ref, ...more] = own.refs
  if (!ref || more.length > 0 || own.otherSources > 0) return null
  return tables.find(table => table.ref === ref) ?? null
}
