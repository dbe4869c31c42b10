import { isName, isSymbol, isWord, nameOf, type Token } from '../lexer.ts'
import { argumentsOf, closing, isIdentifier, next, operandEnd } from '../operands.ts'
import type { TokenRange } from '../shape.ts'

/** Whether a name, with the table before it if it has one, is that of a column that is looked for; `at` is its first token. */
export type IsColumn = (path: readonly string[], at: number) => boolean

/** Functions that answer one of their arguments, and how many of these only choose. */
const CHOOSING: Readonly<Record<string, number>> = {
  ...{ MIN: 0, MAX: 0, COALESCE: 0, IFNULL: 0, NVL: 0, GREATEST: 0, LEAST: 0, ANY_VALUE: 0 },
  ...{ FIRST_VALUE: 0, LAST_VALUE: 0, IIF: 1, IF: 1, IFF: 1 },
}

/**
 * The largest operand that the column at a token is chosen by: the column itself, with parentheses or COLLATE around it,
 * MAX(column), COALESCE or CASE of nothing but such columns. null when none begins there.
 */
export function columnOperandAt(tokens: readonly Token[], at: number, isColumn: IsColumn): TokenRange | null {
  const isOperand = (range: TokenRange) => isOfColumns(tokens, range, isColumn)
  let range = columnAt(tokens, at, isColumn)
  for (let wider = range; wider; wider = widened(tokens, wider, isOperand)) range = wider
  return range
}

/** A path of names that begins at a token. */
function columnAt(tokens: readonly Token[], at: number, isColumn: IsColumn): TokenRange | null {
  if (!isName(tokens[at]) || isSymbol(tokens[at - 1], '.')) return null
  let to = at + 1
  while (isSymbol(tokens[to], '.') && isName(tokens[to + 1])) to += 2
  if (isSymbol(tokens[to], '(') || isSymbol(tokens[to], '.')) return null
  const path = tokens.slice(at, to).filter(isName).map(nameOf)
  return isColumn(path, at) ? { from: at, to } : null
}

type IsOperand = (range: TokenRange) => boolean

function widened(
  tokens: readonly Token[],
  { from, to }: TokenRange,
  isOperand: IsOperand,
): TokenRange | null {
  if (isWord(tokens[to], 'COLLATE')) return { from, to: behindCollation(tokens, to) }
  const open = enclosing(tokens, from)
  const isCall = isIdentifier(tokens[open - 1])
  const isParenthesis = open === from - 1 && closing(tokens, open) === to && !isWord(tokens[open - 1], 'IN')
  const wider =
    isParenthesis && !isCall
      ? { from: open, to: to + 1 }
      : isCall && open >= 0
        ? { from: open - 1, to: closing(tokens, open) + 1 }
        : null
  const around = enclosingCase(tokens, { from, to }) ?? wider
  return around && isOperand(around) ? around : null
}

/** One behind `COLLATE name` when it stands at a place. */
export function behindCollation(tokens: readonly Token[], at: number): number {
  return isWord(tokens[at], 'COLLATE') && isName(tokens[at + 1]) ? at + 2 : at
}

/** The parenthesis that is open at a token; -1 for none. */
export function enclosing(tokens: readonly Token[], at: number): number {
  let depth = 0
  for (let i = at - 1; i >= 0; i--) {
    if (isSymbol(tokens[i], ')')) depth++
    else if (isSymbol(tokens[i], '(') && depth-- === 0) return i
  }
  return -1
}

/** The CASE of which a range is a result. */
function enclosingCase(tokens: readonly Token[], { from, to }: TokenRange): TokenRange | null {
  if (!isWord(tokens[from - 1], 'THEN', 'ELSE') || !isWord(tokens[to], 'WHEN', 'ELSE', 'END')) return null
  let depth = 0
  for (let i = from - 1; i >= 0; i--) {
    if (isWord(tokens[i], 'END')) depth++
    else if (isWord(tokens[i], 'CASE') && depth-- === 0) return { from: i, to: operandEnd(tokens, i) ?? to }
  }
  return null
}

function isOfColumns(tokens: readonly Token[], range: TokenRange, isColumn: IsColumn): boolean {
  const { from, to } = withoutParentheses(tokens, withoutCollation(tokens, range))
  if (columnAt(tokens, from, isColumn)?.to === to) return true
  const results = resultsOf(tokens, { from, to }).filter(each => !isNull(tokens, each))
  return results.length > 0 && results.every(each => isOfColumns(tokens, each, isColumn))
}

/** What a call that chooses, or a CASE, may answer; empty for anything else. */
function resultsOf(tokens: readonly Token[], { from, to }: TokenRange): readonly TokenRange[] {
  if (isWord(tokens[from], 'CASE'))
    return operandEnd(tokens, from) === to ? caseParts(tokens, from).results : []
  const first = tokens[from]
  const choosing = first?.kind === 'word' ? CHOOSING[first.value] : undefined
  if (choosing === undefined || closing(tokens, from + 1) !== to - 1) return []
  return argumentsOf(tokens, from + 1).slice(choosing)
}

function isNull(tokens: readonly Token[], { from, to }: TokenRange): boolean {
  return to === from + 1 && isWord(tokens[from], 'NULL')
}

function withoutParentheses(tokens: readonly Token[], range: TokenRange): TokenRange {
  const { from, to } = range
  if (closing(tokens, from) !== to - 1) return range
  return withoutParentheses(tokens, withoutCollation(tokens, { from: from + 1, to: to - 1 }))
}

function withoutCollation(tokens: readonly Token[], range: TokenRange): TokenRange {
  const { from, to } = range
  return behindCollation(tokens, to - 2) === to ? { from, to: to - 2 } : range
}

/** What stands behind each WHEN, and behind each THEN and ELSE, of the CASE at a token. */
export function caseParts(
  tokens: readonly Token[],
  from: number,
): { readonly whens: readonly TokenRange[]; readonly results: readonly TokenRange[] } {
  const [whens, results]: [TokenRange[], TokenRange[]] = [[], []]
  let begin = from + 1
  let list: TokenRange[] | null = null
  for (
    let i = from + 1;
    i < tokens.length;
    i = isWord(tokens[i], 'CASE') ? (operandEnd(tokens, i) ?? i + 1) : next(tokens, i)
  ) {
    if (!isWord(tokens[i], 'WHEN', 'THEN', 'ELSE', 'END')) continue
    list?.push({ from: begin, to: i })
    if (isWord(tokens[i], 'END')) break
    list = isWord(tokens[i], 'WHEN') ? whens : results
    begin = i + 1
  }
  return { whens, results }
}
