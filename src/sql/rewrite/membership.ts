import type { Edit } from '../edit.ts'
import { isName, isSymbol, isWord, type Token } from '../lexer.ts'

/** A column that holds a list, and the function that asks for one member of it. */
const LISTS: Readonly<Record<string, string>> = { LABELS: 'HAS_LABEL', FLAGS: 'HAS_FLAG' }

/** Words before an operand that begins with a parenthesis; behind any other it would be a call. */
const BEFORE_PARENTHESIS = [
  ...['SELECT', 'DISTINCT', 'ALL', 'WHERE', 'ON', 'HAVING', 'BY'],
  ...['AND', 'OR', 'NOT', 'CASE', 'WHEN', 'THEN', 'ELSE'],
]

/**
 * `Labels = 'x'` becomes `HAS_LABEL(Labels, 'x')`, `<>` its negation, IN (…) a disjunction; `Flags` likewise. As a plain
 * comparison none of them could ever be true: the column holds the whole list.
 */
export function rewriteMembership(tokens: readonly Token[]): Edit[] {
  const edits: Edit[] = []
  for (let i = 0; i < tokens.length; i++) {
    const call = LISTS[listName(tokens[i])]
    if (!call || isSymbol(tokens[i + 1], '.') || isSymbol(tokens[i + 1], '(')) continue
    const operand = operandAround(tokens, i)
    const edit = operand.flipped
      ? flippedComparison(tokens, operand, call)
      : (comparison(tokens, operand, call) ?? inList(tokens, operand, call))
    if (edit) edits.push(edit)
  }
  return edits
}

/** Tokens [from, to) are the column with its qualifiers and the parentheses around it. */
interface Operand {
  readonly from: number
  readonly to: number
  readonly column: string
  /** A constant and an operator stand before it. */
  readonly flipped: boolean
}

function operandAround(tokens: readonly Token[], name: number): Operand {
  let from = name
  while (isSymbol(tokens[from - 1], '.')) from -= 2
  const path = tokens.slice(from, name + 1)
  let to = name + 1
  while (isSymbol(tokens[from - 1], '(') && isSymbol(tokens[to], ')') && opensOperand(tokens[from - 2])) {
    from--
    to++
  }
  const flipped = tokens[from - 1]?.kind === 'symbol' && !isOpening(tokens[from - 1])
  return { from, to, column: path.map(token => token.text).join(''), flipped }
}

function opensOperand(before: Token | undefined): boolean {
  return !before || isOpening(before) || before.kind === 'symbol' || isWord(before, ...BEFORE_PARENTHESIS)
}

function isOpening(token: Token | undefined): boolean {
  return isSymbol(token, '(') || isSymbol(token, ',')
}

function listName(token: Token | undefined): string {
  return isName(token) ? token.value.toUpperCase() : ''
}

/** Before a whole operand stands a keyword, `(`, `,` or nothing: not an operator that would take it away. */
function startsOperand(before: Token | undefined): boolean {
  return !before || before.kind === 'word' || isOpening(before)
}

const POSITIVE = ['=', '==']
const NEGATIVE = ['<>', '!=']

function comparison(tokens: readonly Token[], { from, to, column }: Operand, call: string): Edit | null {
  if (!startsOperand(tokens[from - 1])) return null
  const isIs = isWord(tokens[to], 'IS')
  const isNegatedIs = isIs && isWord(tokens[to + 1], 'NOT')
  const at = isNegatedIs ? to + 2 : to + 1
  const [value, next] = [tokens[at], tokens[at + 1]]
  // IS NULL asks of the column itself.
  if (!value || !isConstant(value) || !endsOperand(next) || (isIs && isWord(value, 'NULL'))) return null
  const test = `${call}(${column}, ${value.text})`
  const text = isIs ? identity(test, column, value, isNegatedIs) : equation(test, tokens[to])
  return text === null ? null : { start: tokens[from]!.start, end: value.end, text }
}

/** IS is never NULL; of a parameter it is not known yet whether it asks for NULL. */
function identity(test: string, column: string, value: Token, negated: boolean): string {
  const is = negated ? 'IS NOT' : 'IS'
  const isMember = `(${test} ${is} TRUE)`
  return value.kind === 'parameter'
    ? `iif(${value.text} IS NULL, ${column} ${is} NULL, ${isMember})`
    : isMember
}

/** `'x' = Labels` */
function flippedComparison(
  tokens: readonly Token[],
  { from, to, column }: Operand,
  call: string,
): Edit | null {
  const [before, value] = [tokens[from - 3], tokens[from - 2]]
  if (!value || !isConstant(value) || !startsOperand(before) || !endsOperand(tokens[to])) return null
  const text = equation(`${call}(${column}, ${value.text})`, tokens[from - 1])
  return text === null ? null : { start: value.start, end: tokens[to - 1]!.end, text }
}

function equation(test: string, operator: Token | undefined): string | null {
  if (POSITIVE.some(symbol => isSymbol(operator, symbol))) return `(${test})`
  return NEGATIVE.some(symbol => isSymbol(operator, symbol)) ? `(NOT ${test})` : null
}

function inList(tokens: readonly Token[], { from, to, column }: Operand, call: string): Edit | null {
  if (!startsOperand(tokens[from - 1])) return null
  const isNegated = isWord(tokens[to], 'NOT')
  const open = isNegated ? to + 1 : to
  if (!isWord(tokens[open], 'IN') || !isSymbol(tokens[open + 1], '(')) return null
  const calls: string[] = []
  for (let i = open + 2; i < tokens.length; i += 2) {
    const value = tokens[i]!
    if (!isConstant(value)) return null
    calls.push(`${call}(${column}, ${value.text})`)
    if (isSymbol(tokens[i + 1], ')')) {
      const text = `(${isNegated ? 'NOT ' : ''}(${calls.join(' OR ')}))`
      return { start: tokens[from]!.start, end: tokens[i + 1]!.end, text }
    }
    if (!isSymbol(tokens[i + 1], ',')) return null
  }
  return null
}

function isConstant(token: Token): boolean {
  return token.kind === 'string' || token.kind === 'parameter' || isWord(token, 'NULL')
}

function endsOperand(next: Token | undefined): boolean {
  return !next || next.kind === 'word' || [')', ',', ';'].some(symbol => isSymbol(next, symbol))
}
