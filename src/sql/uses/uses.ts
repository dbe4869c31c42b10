import { isSymbol, isWord, type Token } from '../lexer.ts'
import { argumentsOf, closing } from '../operands.ts'
import type { TokenRange } from '../shape.ts'
import { behindCollation, caseParts, columnOperandAt, type IsColumn } from './column-operand.ts'
import { constantBefore, constantFrom } from './constant.ts'
import { type Comparator, endsComparison, FLIPPED, operatorAt, operatorBefore } from './operators.ts'
import { itemsOfValues, partnersInRows } from './row-values.ts'

/** `column op constant`, in either order; `range` is all of it. */
export interface ComparisonUse {
  readonly kind: 'compare'
  readonly column: TokenRange
  readonly operator: Comparator
  /** `IS` and `IS [NOT] DISTINCT FROM`: never unknown, whatever is NULL. */
  readonly isNullSafe: boolean
  readonly constant: TokenRange
  readonly range: TokenRange
}

/** `column [NOT] BETWEEN low AND high`; null for a bound that is not constant. */
export interface BetweenUse {
  readonly kind: 'between'
  readonly column: TokenRange
  readonly bounds: readonly [TokenRange | null, TokenRange | null]
}

/** `column [NOT] IN (…)`, of which some are constant. */
export interface ListUse {
  readonly kind: 'in'
  readonly column: TokenRange
  readonly isNegated: boolean
  readonly constants: readonly TokenRange[]
  /** All that is in the parentheses. */
  readonly items: readonly TokenRange[]
  readonly range: TokenRange
}

/** `CASE column WHEN … WHEN …`, of which some are constant. */
export interface ChoiceUse {
  readonly kind: 'case'
  readonly column: TokenRange
  readonly whens: readonly TokenRange[]
  readonly constants: readonly TokenRange[]
}

/** Constants against a column in row values. */
export interface RowsUse {
  readonly kind: 'rows'
  readonly constants: readonly TokenRange[]
}

export type ColumnUse = ComparisonUse | BetweenUse | ListUse | ChoiceUse | RowsUse

/** Where columns, or what is chosen from such columns alone, are compared with constants. */
export function usesOf(tokens: readonly Token[], isColumn: IsColumn): ColumnUse[] {
  const uses: ColumnUse[] = []
  const seen = new Set<string>()
  for (let i = 0; i < tokens.length; i++) {
    const column = columnOperandAt(tokens, i, isColumn)
    if (!column) continue
    const use = useOf(tokens, column)
    // Each result of a CASE leads to that CASE again, and inside of it there may be other uses.
    const key = `${column.from} ${column.to}`
    if (use && !seen.has(key)) uses.push(use)
    seen.add(key)
    if (!isWord(tokens[column.from], 'CASE')) i = Math.max(i, column.to - 1)
  }
  return uses
}

function useOf(tokens: readonly Token[], column: TokenRange): ColumnUse | null {
  return (
    between(tokens, column) ??
    list(tokens, column) ??
    comparison(tokens, column) ??
    choice(tokens, column) ??
    rows(tokens, column)
  )
}

/** The constants of a use. */
export function constantsOf(use: ColumnUse): TokenRange[] {
  switch (use.kind) {
    case 'compare':
      return [use.constant]
    case 'between':
      return use.bounds.filter(bound => bound !== null)
    default:
      return [...use.constants]
  }
}

function isWhole(tokens: readonly Token[], column: TokenRange): boolean {
  const before = tokens[column.from - 1]
  return before === undefined || before.kind === 'word' || isSymbol(before, '(') || isSymbol(before, ',')
}

function comparison(tokens: readonly Token[], column: TokenRange): ComparisonUse | null {
  const behind = operatorAt(tokens, column.to)
  if (behind && isWhole(tokens, column)) {
    const constant = constantFrom(tokens, behind.to)
    const end = constant && behindCollation(tokens, constant.to)
    if (!end || !endsComparison(tokens[end], behind.operator)) return null
    return {
      kind: 'compare',
      column,
      operator: behind.operator,
      isNullSafe: behind.isNullSafe,
      constant,
      range: { from: column.from, to: end },
    }
  }
  const operator = operatorBefore(tokens, column.from)
  const end = isWord(tokens[column.from - 3], 'COLLATE') ? column.from - 3 : column.from - 1
  const constant = operator && constantBefore(tokens, end)
  if (!constant || !isWhole(tokens, constant) || !endsComparison(tokens[column.to], operator)) return null
  return {
    kind: 'compare',
    column,
    operator: FLIPPED[operator],
    isNullSafe: false,
    constant,
    range: { from: constant.from, to: column.to },
  }
}

function between(tokens: readonly Token[], column: TokenRange): BetweenUse | null {
  const at = column.to + (isWord(tokens[column.to], 'NOT') ? 1 : 0)
  if (!isWord(tokens[at], 'BETWEEN') || !isWhole(tokens, column)) return null
  const and = endOfLow(tokens, at + 1)
  const low = constantFrom(tokens, at + 1)
  const high = constantFrom(tokens, and + 1)
  return {
    kind: 'between',
    column,
    bounds: [low && behindCollation(tokens, low.to) === and ? low : null, high],
  }
}

/** The AND that belongs to a BETWEEN: the first outside parentheses. */
function endOfLow(tokens: readonly Token[], from: number): number {
  let at = from
  while (at < tokens.length && !isWord(tokens[at], 'AND')) {
    const close = closing(tokens, at)
    at = close < 0 ? at + 1 : close + 1
  }
  return at
}

function list(tokens: readonly Token[], column: TokenRange): ListUse | RowsUse | null {
  const isNegated = isWord(tokens[column.to], 'NOT')
  const at = column.to + (isNegated ? 1 : 0)
  const close = closing(tokens, at + 1)
  if (!isWord(tokens[at], 'IN') || close < 0 || !isWhole(tokens, column)) return null
  const items = argumentsOf(tokens, at + 1)
  const values = itemsOfValues(tokens, column.to)
  if (values.length > 0) return { kind: 'rows', constants: constantOnes(tokens, values) }
  const constants = constantOnes(tokens, items)
  return { kind: 'in', column, isNegated, constants, items, range: { from: column.from, to: close + 1 } }
}

function choice(tokens: readonly Token[], column: TokenRange): ChoiceUse | null {
  if (!isWord(tokens[column.from - 1], 'CASE') || !isWord(tokens[column.to], 'WHEN')) return null
  const { whens } = caseParts(tokens, column.from - 1)
  return { kind: 'case', column, whens, constants: constantOnes(tokens, whens) }
}

function rows(tokens: readonly Token[], column: TokenRange): RowsUse | null {
  const constants = constantOnes(tokens, partnersInRows(tokens, column))
  return constants.length > 0 ? { kind: 'rows', constants } : null
}

/** Those that are constant as a whole. */
function constantOnes(tokens: readonly Token[], ranges: readonly TokenRange[]): TokenRange[] {
  return ranges.filter(({ from, to }) => constantFrom(tokens, from)?.to === to)
}
