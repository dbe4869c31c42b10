import type {
  ColumnDefinition,
  PushdownContext,
  PushdownRule,
  PushedTerm,
  ViewColumnDefinition,
} from '../catalog/table.ts'
import { pushTrusted } from '../catalog/trusted-rules.ts'
import type { Token } from '../sql/lexer.ts'
import type { JoinCondition, Scope, StatementShape, TableRef, TokenRange } from '../sql/shape.ts'
import { type Folds, foldedConstants, foldedTokens } from './folds.ts'
import type { ConstantOf } from './mask.ts'
import { parsePredicate } from './parse-predicate.ts'
import type { ColumnName, Predicate } from './predicate.ts'
import { pushPredicate } from './pushdown.ts'

/** What filters the rows of one FROM: its WHERE, and the conditions behind ON. */
export interface ScopeFilters {
  readonly where: Predicate | null
  readonly joins: readonly { readonly join: JoinCondition; readonly predicate: Predicate }[]
}

/** The WHERE and the ONs of every scope, read once. */
export function readPredicates(
  tokens: readonly Token[],
  shape: StatementShape,
  { constantOf, folds }: { readonly constantOf: ConstantOf; readonly folds: Folds },
): Map<Scope, ScopeFilters> {
  const constant = foldedConstants(folds, constantOf)
  const read = ({ from, to }: TokenRange) =>
    parsePredicate(foldedTokens(tokens.slice(from, to), folds), constant)
  const filtersOf = ({ where, joins }: Scope): ScopeFilters => ({
    where: where && read(where),
    joins: joins.map(join => ({ join, predicate: read(join.on) })),
  })
  return new Map(shape.scopes.map(scope => [scope, filtersOf(scope)]))
}

export interface PushInput {
  readonly ref: TableRef
  readonly columns: readonly (ColumnDefinition | ViewColumnDefinition)[]
  /** Of the searches that the statement names, by the names that stand for them. */
  readonly searches: ReadonlyMap<string, PushdownRule>
  readonly context: PushdownContext
  /** Whether another source of the same FROM has a column of this name: then an unqualified name is not surely ours. */
  readonly isShared: (name: string) => boolean
}

/**
 * The term for one table reference. A comparison is never true of NULL, so a WHERE may restrict either side of an outer
 * join: rows that the join fills with NULL are dropped by the WHERE itself. An ON restricts what it may leave out.
 */
export function pushForRef(
  { where, joins }: ScopeFilters,
  { ref, columns, searches, context, isShared }: PushInput,
): PushedTerm | null {
  if (ref.scope.mergesColumns && ref.scope.hasOuterJoin) return null
  const shownAs = (ref.alias ?? ref.path.at(-1)!).toLowerCase()
  const byName = new Map(columns.map(column => [column.name.toLowerCase(), column]))
  const ruleOf = ({ qualifier, name }: ColumnName) => {
    const isOurs = qualifier === null ? !isShared(name.toLowerCase()) : qualifier.toLowerCase() === shownAs
    const column = isOurs ? byName.get(name.toLowerCase()) : undefined
    return searches.get(name) ?? column?.pushdown ?? (context.trusted ? trustedRule(column) : null)
  }
  const conditions = joins.filter(({ join }) => isLeftOut(ref, join)).map(({ predicate }) => predicate)
  const terms = where ? [where, ...conditions] : conditions
  return terms.length === 0 ? null : pushPredicate({ kind: 'and', terms }, ruleOf, context)
}

/** None for a body: the words of its markup are in the column, and in no index. */
function trustedRule(column: ColumnDefinition | ViewColumnDefinition | undefined): PushdownRule | null {
  if (!column || !('search' in column || 'trusted' in column)) return null
  const { trusted, search } = column
  return trusted ?? (search && search !== 'BODY' ? pushTrusted(search) : null)
}

/**
 * Whether rows of a table for which the ON is not true leave no trace. An inner join drops them, LEFT and RIGHT those of
 * the side that is filled with NULL; the other side, and both of FULL, are kept whatever the condition says.
 */
export function isLeftOut(ref: TableRef, { kind, left, right }: JoinCondition): boolean {
  if (kind === 'left') return right.includes(ref)
  if (kind === 'right') return left.includes(ref)
  return kind === 'inner' && (left.includes(ref) || right.includes(ref))
}
