import { isSymbol, isWord, type Token } from '../sql/lexer.ts'
import type { StatementShape } from '../sql/shape.ts'
import type { Scan } from './plan.ts'

/**
 * The scan whose size is the whole answer: `SELECT COUNT(*) [AS n] FROM t [WHERE exact]`, and nothing else. The server
 * counts (EXISTS, or ESEARCH COUNT) and nothing is fetched.
 */
export function countedScan(
  tokens: readonly Token[],
  shape: StatementShape,
  scans: readonly Scan[],
): Scan | null {
  const [scan] = scans
  const [scope] = shape.scopes
  if (!scan || !scope || scans.length !== 1 || shape.scopes.length !== 1 || scope.refs.length !== 1)
    return null
  const hasMore =
    scope.otherSources > 0 || scan.mailboxes.length !== 1 || scan.newest !== null || scan.reader !== null
  if (hasMore || !isCountStar(tokens) || !endsAfterWhere(tokens, shape)) return null
  const isDecided = scope.where === null || scan.exact
  return isDecided ? scan : null
}

/** SELECT COUNT ( * ) [[AS] alias] FROM */
function isCountStar(tokens: readonly Token[]): boolean {
  const [select, count, open, star, close, ...rest] = tokens
  const isCount =
    isWord(select, 'SELECT') &&
    isWord(count, 'COUNT') &&
    isSymbol(open, '(') &&
    isSymbol(star, '*') &&
    isSymbol(close, ')')
  const from = rest.findIndex(token => isWord(token, 'FROM'))
  const alias = rest.slice(0, from).filter(token => !isWord(token, 'AS'))
  return (
    isCount &&
    from >= 0 &&
    alias.length <= 1 &&
    alias.every(token => token.kind === 'word' || token.kind === 'name')
  )
}

function endsAfterWhere(tokens: readonly Token[], shape: StatementShape): boolean {
  const [ref] = shape.refs
  const [scope] = shape.scopes
  if (scope!.where) return scope!.where.to === tokens.length
  const after = tokens.slice(ref!.range.to).filter(token => !isWord(token, 'AS'))
  return after.length === (ref!.alias === null ? 0 : 1)
}
