import { type Edit, insertAfter, insertBefore, remove, replace } from '../edit.ts'
import { isSymbol, isWord, spell, type Token } from '../lexer.ts'
import { closing } from '../operands.ts'
import { type Query, readQuery } from '../query.ts'

/** `SELECT TOP n`, `FETCH FIRST n ROWS ONLY`, `OFFSET m ROWS`, `OFFSET m LIMIT n`: as LIMIT and OFFSET where SQLite has them. */
export function respellRowLimits(tokens: readonly Token[]): Edit[] {
  const edits: Edit[] = []
  let read = 0
  tokens.forEach((token, at) => {
    if (isWord(token, 'SELECT')) edits.push(...topEdits(tokens, at))
    if (at < read || !isClause(tokens, at)) return
    const query = readQuery(tokens, at)
    read = query.end
    const clauses = readClauses(tokens, at, query)
    if (clauses && !clauses.isNative) edits.push(replace(token, clauses.text, tokens[clauses.end - 1]))
  })
  return edits
}

/** Tokens [from, to) of an amount, without parentheses around one token. */
interface Amount {
  readonly text: string
  /** One behind it, its parentheses included. */
  readonly end: number
}

/** A number, a parameter, or an expression in parentheses. */
function readAmount(tokens: readonly Token[], from: number): Amount | null {
  const first = tokens[from]
  if (first?.kind === 'number' || first?.kind === 'parameter') return { text: first.text, end: from + 1 }
  const close = closing(tokens, from)
  if (close < 0) return null
  const inner = tokens.slice(from + 1, close)
  const text = spell(inner)
  return { text: inner.length === 1 ? text : `(${text})`, end: close + 1 }
}

/** The limit goes to the end of the query; a member of a UNION is limited by itself. */
function topEdits(tokens: readonly Token[], select: number): Edit[] {
  const top = isWord(tokens[select + 1], 'DISTINCT', 'ALL') ? select + 2 : select + 1
  const amount = isWord(tokens[top], 'TOP') ? readAmount(tokens, top + 1) : null
  if (!amount || isSymbol(tokens[amount.end], ',') || isWord(tokens[amount.end], 'FROM')) return []
  const cut = remove(tokens[top]!, tokens[amount.end - 1])
  const query = readQuery(tokens, select)
  const limit = ` LIMIT ${amount.text}`
  const isMember = query.operators.length > 0 || isBehindOperator(tokens, select)
  if (!isMember) return [cut, insertAfter(tokens[query.end - 1]!, limit)]
  const end = query.operators[0] ?? query.clauses.get('ORDER') ?? query.end
  return [insertBefore(tokens[select]!, 'SELECT * FROM ('), cut, insertAfter(tokens[end - 1]!, `${limit})`)]
}

function isBehindOperator(tokens: readonly Token[], select: number): boolean {
  const before = tokens[select - 1]
  return (
    isWord(before, 'UNION', 'INTERSECT', 'EXCEPT') ||
    (isWord(before, 'ALL') && isWord(tokens[select - 2], 'UNION'))
  )
}

/** The clause, and not a column that is called like it: an amount follows. */
function isClause(tokens: readonly Token[], at: number): boolean {
  const after = tokens[at + 1]
  if (isWord(tokens[at], 'FETCH')) return isWord(after, 'FIRST', 'NEXT')
  // `LIMIT -1` is SQLite's own, and so is the OFFSET behind it.
  const isAmount = isWord(after, 'ALL') || isSymbol(after, '-') || readAmount(tokens, at + 1) !== null
  return isWord(tokens[at], 'OFFSET', 'LIMIT') && isAmount
}

interface Clauses {
  readonly text: string
  readonly isNative: boolean
  readonly end: number
}

/** OFFSET, FETCH and LIMIT in any order at the end of a query; null when something else is there. */
function readClauses(tokens: readonly Token[], at: number, { clauses, end }: Query): Clauses | null {
  const [limit, offset] = [readLimit(tokens, clauses), readOffset(tokens, clauses)]
  const last = Math.max(limit?.end ?? 0, offset?.end ?? 0)
  if (last !== end) return null
  const isNative = isWord(tokens[at], 'LIMIT') && limit?.text !== 'ALL' && !isRows(tokens[last - 1])
  const text = limit && limit.text !== 'ALL' ? limit.text : offset ? '-1' : null
  const spelled = text === null ? ' ' : `LIMIT ${text}${offset ? ` OFFSET ${offset.text}` : ''}`
  return { text: spelled, isNative, end }
}

function readLimit(tokens: readonly Token[], clauses: Query['clauses']): Amount | null {
  const [limit, fetch] = [clauses.get('LIMIT'), clauses.get('FETCH')]
  if (limit !== undefined)
    return isWord(tokens[limit + 1], 'ALL') ? { text: 'ALL', end: limit + 2 } : readAmount(tokens, limit + 1)
  if (fetch === undefined || !isWord(tokens[fetch + 1], 'FIRST', 'NEXT')) return null
  const amount = readAmount(tokens, fetch + 2) ?? { text: '1', end: fetch + 2 }
  return isRows(tokens[amount.end]) && isWord(tokens[amount.end + 1], 'ONLY')
    ? { text: amount.text, end: amount.end + 2 }
    : null
}

function readOffset(tokens: readonly Token[], clauses: Query['clauses']): Amount | null {
  const offset = clauses.get('OFFSET')
  const amount = offset === undefined ? null : readAmount(tokens, offset + 1)
  return amount && (isRows(tokens[amount.end]) ? { text: amount.text, end: amount.end + 1 } : amount)
}

function isRows(token: Token | undefined): boolean {
  return isWord(token, 'ROW', 'ROWS')
}
