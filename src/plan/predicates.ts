import type { ColumnDefinition, PushdownContext, PushedTerm } from '../catalog/table.ts'
import type { Token } from '../sql/lexer.ts'
import type { Scope, StatementShape, TableRef } from '../sql/shape.ts'
import type { ConstantOf } from './mask.ts'
import { parsePredicate } from './parse-predicate.ts'
import type { ColumnName, Predicate } from './predicate.ts'
import { pushPredicate } from './pushdown.ts'

/** The WHERE of every scope, read once. */
export function readPredicates(
  tokens: readonly Token[],
  shape: StatementShape,
  constantOf: ConstantOf,
): Map<Scope, Predicate> {
  const predicates = new Map<Scope, Predicate>()
  for (const scope of shape.scopes) {
    if (scope.where)
      predicates.set(scope, parsePredicate(tokens.slice(scope.where.from, scope.where.to), constantOf))
  }
  return predicates
}

export interface PushInput {
  readonly ref: TableRef
  readonly columns: readonly ColumnDefinition[]
  readonly context: PushdownContext
  /** Whether another source of the same FROM has a column of this name: then an unqualified name is not surely ours. */
  readonly isShared: (name: string) => boolean
}

/**
 * The term for one table reference. A WHERE comparison is never true of NULL, so it may restrict either side of an outer
 * join: rows that an outer join fills with NULL are dropped by the WHERE itself.
 */
export function pushForRef(
  predicate: Predicate,
  { ref, columns, context, isShared }: PushInput,
): PushedTerm | null {
  if (ref.scope.mergesColumns && ref.scope.hasOuterJoin) return null
  const shownAs = (ref.alias ?? ref.path.at(-1)!).toLowerCase()
  const byName = new Map(columns.map(column => [column.name.toLowerCase(), column]))
  const ruleOf = ({ qualifier, name }: ColumnName) => {
    const isOurs = qualifier === null ? !isShared(name.toLowerCase()) : qualifier.toLowerCase() === shownAs
    return (isOurs && byName.get(name.toLowerCase())?.pushdown) || null
  }
  return pushPredicate(predicate, ruleOf, context)
}
