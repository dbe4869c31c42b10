import { isWord, type Token } from '../lexer.ts'

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>='

const OPERATORS: Readonly<Record<string, Comparator>> = {
  '=': '=',
  '==': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}
/** With its operands the other way round. */
export const FLIPPED: Readonly<Record<Comparator, Comparator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

export interface OperatorAt {
  readonly operator: Comparator
  readonly isNullSafe: boolean
  /** Behind it. */
  readonly to: number
}

/** The comparison at a token; null for anything else, IS NULL too. */
export function operatorAt(tokens: readonly Token[], at: number): OperatorAt | null {
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

/** The comparison that ends before a token. */
export function operatorBefore(tokens: readonly Token[], at: number): Comparator | null {
  return OPERATORS[symbolOf(tokens[at - 1])] ?? null
}

function symbolOf(token: Token | undefined): string {
  return token?.kind === 'symbol' ? token.value : ''
}

/** `a = 'x' < 3` compares what `'x' < 3` gives. */
export function endsComparison(behind: Token | undefined, operator: Comparator): boolean {
  const next = OPERATORS[symbolOf(behind)]
  return next === undefined || next === '=' || next === '<>' || (operator !== '=' && operator !== '<>')
}
