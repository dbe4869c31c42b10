import type { Comparator } from '../sql/uses/operators.ts'
import type { SqlValue } from '../util/value.ts'

/** A column as the statement names it: `Size`, `i.Size`. */
export interface ColumnName {
  readonly qualifier: string | null
  readonly name: string
}

/**
 * A WHERE condition, as far as pushdown understands it. Everything else is `opaque`: true of any row for all that
 * the planner knows, also under NOT.
 */
export type Predicate =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Predicate[] }
  | { readonly kind: 'not'; readonly term: Predicate }
  /** True where the term is, false where it is false or NULL: `IS TRUE`. */
  | { readonly kind: 'certain'; readonly term: Predicate }
  | {
      readonly kind: 'compare'
      readonly column: ColumnName
      readonly op: Comparator
      readonly value: SqlValue
    }
  | { readonly kind: 'in'; readonly column: ColumnName; readonly values: readonly SqlValue[] }
  /** HAS_LABEL(column, value), HAS_FLAG(column, value). */
  | { readonly kind: 'has'; readonly column: ColumnName; readonly value: SqlValue }
  /** CONTAINS(column, words) as it is decided here. */
  | { readonly kind: 'words'; readonly column: ColumnName; readonly value: SqlValue }
  | { readonly kind: 'like'; readonly column: ColumnName; readonly pattern: SqlValue }
  /** A column by itself: true when it is not 0. */
  | { readonly kind: 'truth'; readonly column: ColumnName }
  | { readonly kind: 'opaque' }

export const OPAQUE: Predicate = { kind: 'opaque' }
