import type { Token } from '../sql/lexer.ts'
import type { StatementShape, TokenRange } from '../sql/shape.ts'
import { constantsOf, usesOf } from '../sql/uses/uses.ts'
import type { ColumnType, SqlValue } from '../util/value.ts'
import type { ConstantOf } from './mask.ts'
import type { NamedStatement } from './name-tables.ts'
import { columnsOfType } from './typed-columns.ts'

/** A constant that is computed, `10 * 1024`, in a condition on a column of a type. */
export interface Computed {
  readonly range: TokenRange
  readonly column: ColumnType
}

/** What a computed constant is, and the one token that stands for it when predicates are read. */
export interface Fold {
  readonly last: Token
  readonly token: Token
  readonly value: SqlValue
}

/** By the first token of each. The text that runs is not changed by them. */
export type Folds = ReadonlyMap<Token, Fold>

export const NO_FOLDS: Folds = new Map()

/** Types of columns whose comparisons servers may search. Dates are settled before. */
const TYPES: readonly ColumnType[] = ['INTEGER', 'BOOLEAN', 'TEXT']

/** The constants of WHERE and ON that are more than a literal or parameter. */
export function computedConstants(
  tokens: readonly Token[],
  named: NamedStatement,
  { scopes }: StatementShape,
): Computed[] {
  const clauses = scopes.flatMap(({ where, joins }) => [
    ...(where ? [where] : []),
    ...joins.map(({ on }) => on),
  ])
  const isInClause = ({ from, to }: TokenRange) =>
    clauses.some(clause => clause.from <= from && to <= clause.to)
  return TYPES.flatMap(column =>
    usesOf(tokens, columnsOfType(column, named, tokens))
      .flatMap(constantsOf)
      .filter(range => range.to > range.from + 1 && isInClause(range))
      .map(range => ({ range, column })),
  )
}

/**
 * A fold, if the value may stand for the expression beside its column: a text for a text, since a number would be spelled
 * in one way by a REAL and in another by an INTEGER; a number or NULL for a number.
 */
export function foldOf(tokens: readonly Token[], { range, column }: Computed, value: SqlValue): Fold | null {
  const isFit =
    column === 'TEXT'
      ? typeof value === 'string'
      : value === null || typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))
  const first = tokens[range.from]!
  const last = tokens[range.to - 1]!
  const token: Token = { kind: 'parameter', text: '?', value: '?', start: first.start, end: last.end }
  return isFit ? { last, token, value } : null
}

/** Tokens in which the one stands for the many. */
export function foldedTokens(tokens: readonly Token[], folds: Folds): readonly Token[] {
  if (folds.size === 0) return tokens
  const all: Token[] = []
  for (let i = 0; i < tokens.length; i++) {
    const fold = folds.get(tokens[i]!)
    const last = fold ? tokens.indexOf(fold.last, i) : -1
    all.push(last < 0 ? tokens[i]! : fold!.token)
    if (last >= 0) i = last
  }
  return all
}

/** The values of folded tokens, and of others. */
export function foldedConstants(folds: Folds, constantOf: ConstantOf): ConstantOf {
  const values = new Map([...folds.values()].map(({ token, value }) => [token, value]))
  return token => (values.has(token) ? values.get(token) : constantOf(token))
}
