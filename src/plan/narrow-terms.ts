import { andTerms } from '../sql/and-terms.ts'
import type { Token } from '../sql/lexer.ts'
import type { JoinCondition, Scope, TableRef, TokenRange } from '../sql/shape.ts'
import { isLeftOut } from './predicates.ts'

/**
 * The terms of WHERE and ON, of which each that speaks of `ref` alone may drop rows of it beforehand, whatever it is true of.
 * Where a join fills the reference with NULL, a row that is missing comes back as NULLs, of which a term may be true: then
 * only the ON of that join itself is taken, which is asked before anything is filled.
 */
export function droppingTerms(tokens: readonly Token[], ref: TableRef): TokenRange[] {
  const { scope } = ref
  const where = mayDropByWhere(ref) ? rangesOf(scope.where) : []
  const conditions = scope.joins.filter(join => mayDropBy(join, ref)).map(({ on }) => on)
  return [...where, ...conditions].flatMap(range => andTerms(tokens, range))
}

function rangesOf(range: TokenRange | null): TokenRange[] {
  return range ? [range] : []
}

function mayDropByWhere(ref: TableRef): boolean {
  const { scope } = ref
  if (!scope.hasOuterJoin) return true
  return isKnown(scope) && !scope.joins.some(join => fills(join, ref))
}

function mayDropBy(join: JoinCondition, ref: TableRef): boolean {
  const { scope } = ref
  if (!isLeftOut(ref, join)) return false
  if (!scope.hasOuterJoin) return true
  return isKnown(scope) && !scope.joins.some(other => other !== join && fills(other, ref))
}

/** Every join of the FROM has an ON: of others it is not known what they fill. */
function isKnown({ joins, refs, otherSources, mergesColumns }: Scope): boolean {
  return !mergesColumns && otherSources === 0 && joins.length === refs.length - 1
}

/** Whether a row of the reference may be NULLs that the join made. */
function fills({ kind, left, right }: JoinCondition, ref: TableRef): boolean {
  if (kind === 'inner') return false
  if (kind === 'left') return right.includes(ref)
  return kind === 'right' ? left.includes(ref) : true
}
