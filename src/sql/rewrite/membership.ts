import type { Edit } from '../edit.ts'
import { isSymbol, isWord, type Token } from '../lexer.ts'

/** A column that holds a list, and the function that asks for one member of it. */
const LISTS: Readonly<Record<string, string>> = { LABELS: 'HAS_LABEL', FLAGS: 'HAS_FLAG' }

/**
 * `Labels = 'x'` becomes `HAS_LABEL(Labels, 'x')`, `<>` its negation, IN (…) a disjunction; `Flags` likewise. As a plain
 * comparison none of them could ever be true: the column holds the whole list.
 */
export function rewriteMembership(tokens: readonly Token[]): Edit[] {
  const edits: Edit[] = []
  for (let i = 0; i < tokens.length; i++) {
    const call = LISTS[listName(tokens[i])]
    if (!call || isSymbol(tokens[i + 1], '.') || isSymbol(tokens[i + 1], '(')) continue
    let from = i
    while (isSymbol(tokens[from - 1], '.')) from -= 2
    if (!startsOperand(tokens[from - 1])) continue
    const column = tokens
      .slice(from, i + 1)
      .map(token => token.text)
      .join('')
    const edit = comparison(tokens, i + 1, call, column) ?? inList(tokens, i + 1, call, column)
    if (edit) edits.push({ start: tokens[from]!.start, end: edit.end, text: edit.text })
  }
  return edits
}

function listName(token: Token | undefined): string {
  return token?.kind === 'word' || token?.kind === 'name' ? token.value.toUpperCase() : ''
}

/** Before a whole operand stands a keyword, `(`, `,` or nothing: not an operator that would take the column away. */
function startsOperand(before: Token | undefined): boolean {
  if (!before) return true
  return before.kind === 'word' || isSymbol(before, '(') || isSymbol(before, ',')
}

function comparison(
  tokens: readonly Token[],
  at: number,
  call: string,
  column: string,
): { end: number; text: string } | null {
  const [operator, value, next] = [tokens[at], tokens[at + 1], tokens[at + 2]]
  const isEqual = isSymbol(operator, '=') || isSymbol(operator, '==')
  const isNotEqual = isSymbol(operator, '<>') || isSymbol(operator, '!=')
  if ((!isEqual && !isNotEqual) || !value || !isConstant(value) || !endsOperand(next)) return null
  const text = `${call}(${column}, ${value.text})`
  return { end: value.end, text: isEqual ? `(${text})` : `(NOT ${text})` }
}

function inList(
  tokens: readonly Token[],
  at: number,
  call: string,
  column: string,
): { end: number; text: string } | null {
  const isNegated = isWord(tokens[at], 'NOT')
  const open = isNegated ? at + 1 : at
  if (!isWord(tokens[open], 'IN') || !isSymbol(tokens[open + 1], '(')) return null
  const calls: string[] = []
  for (let i = open + 2; i < tokens.length; i += 2) {
    const value = tokens[i]!
    if (!isConstant(value)) return null
    calls.push(`${call}(${column}, ${value.text})`)
    if (isSymbol(tokens[i + 1], ')')) {
      return { end: tokens[i + 1]!.end, text: `(${isNegated ? 'NOT ' : ''}(${calls.join(' OR ')}))` }
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
