import type { ColumnDefinition, PushdownRule } from '../catalog/table.ts'
import type { SearchTerm } from '../mail/search-term.ts'
import type { NamedTable } from './name-tables.ts'
import { type PushInput, pushForRef, type ScopeFilters } from './predicates.ts'

/**
 * What CONTAINS asks of texts that the store's index of words knows: `text` terms under AND and OR. They are true of every row
 * of which the conditions are, and SQLite evaluates these again. Null where they say nothing.
 */
export function keptWords(
  filters: ScopeFilters,
  { ref, resolved, columns }: NamedTable,
  isShared: PushInput['isShared'],
): SearchTerm | null {
  if (resolved.kind !== 'mailbox' && resolved.kind !== 'messages') return null
  const ruled = (columns as readonly ColumnDefinition[]).map(({ pushdown: _, ...column }) => {
    const rule = wordsRule(column)
    return rule ? { ...column, pushdown: rule } : column
  })
  const context = { gmail: false, condstore: false }
  const pushed = pushForRef(filters, { ref, columns: ruled, searches: new Map(), context, isShared })
  return pushed && holdsWords(pushed.term) ? pushed.term : null
}

/** Of bodies the text is indexed, and no markup. */
function wordsRule({ search, store }: ColumnDefinition): PushdownRule | null {
  if (!search || (search === 'BODY' && store !== 't.text')) return null
  return comparison => {
    if (comparison.op !== 'words' || typeof comparison.value !== 'string') return null
    return { term: { kind: 'text', field: search, value: comparison.value }, exact: false }
  }
}

/** A comparison with NULL is another term: no row is left there, and nothing is to be found. */
function holdsWords(term: SearchTerm): boolean {
  return term.kind === 'text' || ((term.kind === 'and' || term.kind === 'or') && term.terms.every(holdsWords))
}
