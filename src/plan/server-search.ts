import { pushMembership } from '../catalog/pushdown-rules.ts'
import type { PushdownRule } from '../catalog/table.ts'
import type { ServerTraits } from '../mail/source.ts'
import { applyEdits, type Edit } from '../sql/edit.ts'
import { quoteName, type Token, tokenize } from '../sql/lexer.ts'
import { readShape } from '../sql/scopes.ts'
import type { StatementShape } from '../sql/shape.ts'
import { type NamedStatement, type NamedTable, nameTables } from './name-tables.ts'
import type { ServerSearch } from './plan.ts'
import { type AtomInput, findSearchAtoms, mayHoldSearch, type SearchAtom } from './search-atoms.ts'

export interface BoundSearches {
  readonly tokens: readonly Token[]
  readonly shape: StatementShape
  readonly named: NamedStatement
}

export interface SearchInput extends BoundSearches, Pick<AtomInput, 'constantOf' | 'wordsByServer'> {
  readonly text: string
  readonly includeMessage: boolean
}

export { mayHoldSearch }

/**
 * Puts names in the place of the searches that a statement names: for the predicates a name alone, for SQLite the
 * membership.
 * @throws SYNTAX, BAD_VALUE, AMBIGUOUS, NOT_SUPPORTED for a hidden column that cannot be one.
 */
export function bindSearches(input: SearchInput, traits: ServerTraits): BoundSearches {
  const { tokens, shape, named, text, constantOf, wordsByServer } = input
  const given = { constantOf, wordsByServer, traits }
  const atoms = findSearchAtoms({ tokens, shape, tables: named.tables, ...given })
  if (atoms.length === 0) return { tokens, shape, named }
  const nameOf = (index: number) => `gmailsql_search_${index + 1}`
  const edits = atoms.map((atom, index) => ({
    ...atom.span,
    text: `(${atom.negated ? 'NOT ' : ''}${nameOf(index)})`,
  }))
  const edited = applyEdits(text, edits)
  const boundTokens = tokenize(edited)
  const boundShape = readShape(boundTokens)
  const resolved = new Map(named.tables.map(table => [table.ref.path.join('\0'), table.resolved]))
  const renamed = nameTables(
    { text: edited, tokens: boundTokens },
    boundShape,
    path => resolved.get(path.join('\0'))!,
    input.includeMessage,
  )
  const searches = atoms.map((atom, index) => searchOf(atom, nameOf(index)))
  return { tokens: boundTokens, shape: boundShape, named: withMemberships(renamed, searches) }
}

function searchOf({ table, term }: SearchAtom, name: string): ServerSearch {
  return { name, view: table.view, term, expression: membership(table, name) }
}

/** Rows that an outer join fills with NULL are in no set and out of none. */
function membership({ ref, resolved }: NamedTable, name: string): string {
  const shownAs = quoteName(ref.alias ?? ref.path.at(-1)!)
  // In Messages the UID is not shown.
  const key = `${shownAs}.${resolved.kind === 'mailbox' ? 'Id' : 'MsgId'}`
  return ref.scope.hasOuterJoin ? `iif(${key} IS NULL, NULL, ${key} IN ${name})` : `${key} IN ${name}`
}

function withMemberships(named: NamedStatement, searches: readonly ServerSearch[]): NamedStatement {
  const byName = new Map(searches.map(search => [search.name, search]))
  const edits = named.tokens.flatMap((token): Edit[] => {
    const search = token.kind === 'word' ? byName.get(token.text) : undefined
    return search ? [{ start: token.start, end: token.end, text: search.expression }] : []
  })
  const text = applyEdits(named.text, edits)
  return { ...named, text, tokens: tokenize(text), searches }
}

/** What a reference's searches push, by the name that stands for them. */
export function searchRules(
  searches: readonly ServerSearch[],
  view: string,
): ReadonlyMap<string, PushdownRule> {
  const own = searches.filter(search => search.view === view)
  return new Map(own.map(({ name, term }) => [name, pushMembership({ kind: 'found', search: term })]))
}
