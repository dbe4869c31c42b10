import { type Edit, insertBefore } from '../edit.ts'
import { isSymbol, isWord, type Token } from '../lexer.ts'
import { next } from '../operands.ts'
import { mayBeginQuery, type Query, readQuery } from '../query.ts'

/**
 * `SELECT … UNION SELECT … ORDER BY LENGTH(a)`: SQLite orders a UNION by its columns only, not by expressions over them, so the
 * UNION becomes a table that is ordered.
 */
export function wrapUnionOrder(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, at) => {
    if (!isWord(token, 'SELECT', 'VALUES') || isMember(tokens, at)) return []
    const query = readQuery(tokens, at)
    const order = query.clauses.get('ORDER')
    if (order === undefined || query.operators.length === 0 || !isWord(tokens[order + 1], 'BY')) return []
    const results = resultColumns(tokens, query)
    const isNative = (term: readonly Token[]) => isColumn(term) || results.has(spelled(term))
    if (orderTerms(tokens, order + 2, query).every(isNative)) return []
    return [insertBefore(token, 'SELECT * FROM ('), insertBefore(tokens[order]!, ') ')]
  })
}

function isMember(tokens: readonly Token[], at: number): boolean {
  return at > 0 && mayBeginQuery(tokens, at) && !isSymbol(tokens[at - 1], '(')
}

/** The terms without ASC, DESC, NULLS FIRST and COLLATE. */
function orderTerms(tokens: readonly Token[], from: number, { clauses, end }: Query): Token[][] {
  const stop = Math.min(end, ...[...clauses.values()].filter(at => at >= from))
  const terms: Token[][] = [[]]
  let isTail = false
  for (let i = from; i < stop; i = next(tokens, i)) {
    if (isSymbol(tokens[i], ',')) {
      terms.push([])
      isTail = false
    } else {
      isTail ||= isWord(tokens[i], 'ASC', 'DESC', 'NULLS', 'COLLATE')
      if (!isTail) terms.at(-1)!.push(...tokens.slice(i, next(tokens, i)))
    }
  }
  return terms
}

/** `a`, `t.a` or the number of a column. */
function isColumn(term: readonly Token[]): boolean {
  return term.every((token, index) =>
    index % 2 === 1 ? isSymbol(token, '.') : ['word', 'name', 'number', 'string'].includes(token.kind),
  )
}

/** The result columns of the members, word for word: ordered by one of them, SQLite takes a UNION as it is. */
function resultColumns(tokens: readonly Token[], { members }: Query): Set<string> {
  const columns = new Set<string>()
  for (const member of members) {
    let column: Token[] = []
    for (let i = member + 1; i < tokens.length; i = next(tokens, i)) {
      const token = tokens[i]!
      const isEnd = isWord(token, 'FROM', 'UNION', 'INTERSECT', 'EXCEPT', 'ORDER')
      if (isEnd || isSymbol(token, ',') || isWord(token, 'AS', 'DISTINCT', 'ALL')) {
        columns.add(spelled(column))
        column = []
      } else column.push(...tokens.slice(i, next(tokens, i)))
      if (isEnd) break
    }
  }
  return columns
}

function spelled(tokens: readonly Token[]): string {
  return tokens.map(({ value }) => value).join(' ')
}
