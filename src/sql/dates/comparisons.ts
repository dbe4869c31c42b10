import { isName, isSymbol, isWord, nameOf, type Token } from '../lexer.ts'
import { argumentsOf, closing } from '../operands.ts'
import type { TokenRange } from '../shape.ts'
import { constantBefore, constantFrom } from './constant.ts'

export type DateOperator = '=' | '<>' | '<' | '<=' | '>' | '>='

/** `column op constant`, in either order; `range` is all of it. */
export interface DateComparison {
  readonly kind: 'compare'
  readonly column: TokenRange
  readonly operator: DateOperator
  /** `IS` and `IS [NOT] DISTINCT FROM`: never unknown, whatever is NULL. */
  readonly isNullSafe: boolean
  readonly constant: TokenRange
  readonly range: TokenRange
}

/** `column [NOT] BETWEEN low AND high`; null for a bound that is not constant. */
export interface DateBetween {
  readonly kind: 'between'
  readonly column: TokenRange
  readonly bounds: readonly [TokenRange | null, TokenRange | null]
}

/** `column [NOT] IN (…)`, of which some are constant. */
export interface DateList {
  readonly kind: 'in'
  readonly column: TokenRange
  readonly isNegated: boolean
  readonly constants: readonly TokenRange[]
  /** All that is in the parentheses. */
  readonly items: readonly TokenRange[]
  readonly range: TokenRange
}

export type DateUse = DateComparison | DateBetween | DateList

/** Whether a name, with the table before it if it has one, is that of a date column; `at` is its first token. */
export type IsDateColumn = (path: readonly string[], at: number) => boolean

const OPERATORS: Readonly<Record<string, DateOperator>> = {
  '=': '=',
  '==': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}
const FLIPPED: Readonly<Record<DateOperator, DateOperator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

/** Where a date column, or MIN or MAX of one, is compared with constants. */
export function dateUses(tokens: readonly Token[], isDateColumn: IsDateColumn): DateUse[] {
  const uses: DateUse[] = []
  for (let i = 0; i < tokens.length; i++) {
    const name = columnAt(tokens, i, isDateColumn)
    if (!name) continue
    const column = withinExtreme(tokens, name)
    const use = between(tokens, column) ?? list(tokens, column) ?? comparison(tokens, column)
    if (use) uses.push(use)
    i = Math.max(i, column.to - 1)
  }
  return uses
}

/** A path of names that begins at a token. */
function columnAt(tokens: readonly Token[], at: number, isDateColumn: IsDateColumn): TokenRange | null {
  if (!isName(tokens[at]) || isSymbol(tokens[at - 1], '.')) return null
  let to = at + 1
  while (isSymbol(tokens[to], '.') && isName(tokens[to + 1])) to += 2
  if (isSymbol(tokens[to], '(') || isSymbol(tokens[to], '.')) return null
  const path = tokens.slice(at, to).filter(isName).map(nameOf)
  return isDateColumn(path, at) ? { from: at, to } : null
}

/** MAX(column) is a date as well. */
function withinExtreme(tokens: readonly Token[], { from, to }: TokenRange): TokenRange {
  const isCall = isSymbol(tokens[from - 1], '(') && closing(tokens, from - 1) === to
  return isCall && isWord(tokens[from - 2], 'MAX', 'MIN') ? { from: from - 2, to: to + 1 } : { from, to }
}

function isWhole(tokens: readonly Token[], column: TokenRange): boolean {
  const before = tokens[column.from - 1]
  return before === undefined || before.kind === 'word' || isSymbol(before, '(') || isSymbol(before, ',')
}

function comparison(tokens: readonly Token[], column: TokenRange): DateComparison | null {
  const behind = operatorAt(tokens, column.to)
  if (behind && isWhole(tokens, column)) {
    const constant = constantFrom(tokens, behind.to)
    if (!constant || !endsComparison(tokens[constant.to], behind.operator)) return null
    return {
      kind: 'compare',
      column,
      operator: behind.operator,
      isNullSafe: behind.isNullSafe,
      constant,
      range: { from: column.from, to: constant.to },
    }
  }
  const operator = OPERATORS[symbolOf(tokens[column.from - 1])]
  const constant = operator && constantBefore(tokens, column.from - 1)
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

interface OperatorAt {
  readonly operator: DateOperator
  readonly isNullSafe: boolean
  /** Behind it. */
  readonly to: number
}

function operatorAt(tokens: readonly Token[], at: number): OperatorAt | null {
  const operator = OPERATORS[symbolOf(tokens[at])]
  if (operator) return { operator, isNullSafe: false, to: at + 1 }
  if (!isWord(tokens[at], 'IS')) return null
  const isNot = isWord(tokens[at + 1], 'NOT')
  const to = at + (isNot ? 2 : 1)
  // IS NOT DISTINCT FROM is IS; without NOT it is IS NOT.
  const isDistinctFrom = isWord(tokens[to], 'DISTINCT') && isWord(tokens[to + 1], 'FROM')
  if (isDistinctFrom) return { operator: isNot ? '=' : '<>', isNullSafe: true, to: to + 2 }
  if (isWord(tokens[to], 'NULL')) return null
  return { operator: isNot ? '<>' : '=', isNullSafe: true, to }
}

function symbolOf(token: Token | undefined): string {
  return token?.kind === 'symbol' ? token.value : ''
}

/** `a = 'x' < 3` compares what `'x' < 3` gives. */
function endsComparison(behind: Token | undefined, operator: DateOperator): boolean {
  const next = OPERATORS[symbolOf(behind)]
  return next === undefined || next === '=' || next === '<>' || (operator !== '=' && operator !== '<>')
}

function between(tokens: readonly Token[], column: TokenRange): DateBetween | null {
  const at = column.to + (isWord(tokens[column.to], 'NOT') ? 1 : 0)
  if (!isWord(tokens[at], 'BETWEEN') || !isWhole(tokens, column)) return null
  const and = endOfLow(tokens, at + 1)
  const low = constantFrom(tokens, at + 1)
  const high = constantFrom(tokens, and + 1)
  return { kind: 'between', column, bounds: [low?.to === and ? low : null, high] }
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

function list(tokens: readonly Token[], column: TokenRange): DateList | null {
  const isNegated = isWord(tokens[column.to], 'NOT')
  const at = column.to + (isNegated ? 1 : 0)
  const close = closing(tokens, at + 1)
  if (!isWord(tokens[at], 'IN') || close < 0 || !isWhole(tokens, column)) return null
  const items = argumentsOf(tokens, at + 1)
  const constants = items.filter(({ from, to }) => constantFrom(tokens, from)?.to === to)
  return { kind: 'in', column, isNegated, constants, items, range: { from: column.from, to: close + 1 } }
}
