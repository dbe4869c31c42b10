import { isSymbol, isWord, type Token } from './lexer.ts'
import { next } from './operands.ts'

/** A SELECT, or several joined by UNION, INTERSECT or EXCEPT, with the ORDER BY and LIMIT behind them. */
export interface Query {
  /** First token of each member: SELECT, VALUES, or `(`. */
  readonly members: readonly number[]
  /** The UNION, INTERSECT and EXCEPT between them. */
  readonly operators: readonly number[]
  /** The words that begin a clause of the last member or of the whole, by word: ORDER, LIMIT, OFFSET, FETCH. */
  readonly clauses: ReadonlyMap<string, number>
  /** One behind its last token. */
  readonly end: number
}

const SET_OPERATORS = ['UNION', 'INTERSECT', 'EXCEPT']
const CLAUSES = ['ORDER', 'LIMIT', 'OFFSET', 'FETCH']

/** The query whose first member begins at `from`. */
export function readQuery(tokens: readonly Token[], from: number): Query {
  const members = [from]
  const operators: number[] = []
  const clauses = new Map<string, number>()
  let at = from
  for (; at < tokens.length; at = next(tokens, at)) {
    const token = tokens[at]!
    if (isSymbol(token, ')')) break
    if (isWord(token, ...SET_OPERATORS)) {
      operators.push(at)
      members.push(isWord(tokens[at + 1], 'ALL', 'DISTINCT') ? at + 2 : at + 1)
    } else if (isWord(token, ...CLAUSES) && !clauses.has(token.value)) clauses.set(token.value, at)
  }
  return { members, operators, clauses, end: at }
}

export function isSetOperator(token: Token | undefined): boolean {
  return isWord(token, ...SET_OPERATORS)
}

/** Whether a query may begin at `at`: at the start, in a parenthesis, behind a set operator or the tables of WITH. */
export function mayBeginQuery(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]
  if (!before || isSymbol(before, '(') || isSetOperator(before)) return true
  return isWord(before, 'ALL', 'DISTINCT') && isSetOperator(tokens[at - 2])
}
