import type { SearchTotal } from '../mail/source.ts'
import { isName, isSymbol, isWord, nameOf, type Token } from '../sql/lexer.ts'
import type { StatementShape } from '../sql/shape.ts'
import type { Scan, ServerTotals } from './plan.ts'

/**
 * The whole answer is totals of one scan: `SELECT COUNT(*) [AS n], MIN(Id), MAX(Id) FROM t [WHERE exact]`, and nothing else.
 * The server gives them (EXISTS, or ESEARCH) and nothing is fetched.
 */
export function planTotals(
  tokens: readonly Token[],
  shape: StatementShape,
  scans: readonly Scan[],
): ServerTotals | null {
  const [scan] = scans
  const [scope] = shape.scopes
  if (!scan || !scope || scans.length !== 1 || shape.scopes.length !== 1 || scope.refs.length !== 1)
    return null
  const hasMore =
    scope.otherSources > 0 || scan.mailboxes.length !== 1 || scan.newest !== null || scan.reader !== null
  const totals = hasMore ? null : selectedTotals(tokens)
  if (!totals || !endsAfterWhere(tokens, shape)) return null
  // In Messages the Id is not the UID.
  if (scan.table.resolved.kind !== 'mailbox' && totals.some(total => total !== 'COUNT')) return null
  const isDecided = scope.where === null || scan.exact
  return isDecided ? { scan, totals } : null
}

/** SELECT total [[AS] alias], … FROM */
function selectedTotals(tokens: readonly Token[]): SearchTotal[] | null {
  const from = tokens.findIndex(token => isWord(token, 'FROM'))
  if (!isWord(tokens[0], 'SELECT') || from < 0) return null
  const items: Token[][] = [[]]
  for (const token of tokens.slice(1, from)) {
    if (isSymbol(token, ',')) items.push([])
    else items.at(-1)!.push(token)
  }
  const totals = items.map(totalOf)
  return totals.every(total => total !== null) ? totals : null
}

/** COUNT ( * ), MIN ( [t.]Id ), MAX ( [t.]Id ), with an alias or none. */
function totalOf([called, open, ...rest]: readonly Token[]): SearchTotal | null {
  const close = rest.findIndex(token => isSymbol(token, ')'))
  if (!isWord(called, 'COUNT', 'MIN', 'MAX') || !isSymbol(open, '(') || close < 1) return null
  const alias = rest.slice(close + 1).filter(token => !isWord(token, 'AS'))
  if (alias.length > 1 || !alias.every(isName)) return null
  const argument = rest.slice(0, close)
  if (isWord(called, 'COUNT')) return close === 1 && isSymbol(argument[0], '*') ? 'COUNT' : null
  if (!isId(argument)) return null
  return isWord(called, 'MIN') ? 'MIN' : 'MAX'
}

function isId(path: readonly Token[]): boolean {
  const isPath = path.every((token, at) => (at % 2 === 0 ? isName(token) : isSymbol(token, '.')))
  const last = path.at(-1)
  return isPath && last !== undefined && isName(last) && nameOf(last).toLowerCase() === 'id'
}

function endsAfterWhere(tokens: readonly Token[], shape: StatementShape): boolean {
  const [ref] = shape.refs
  const [scope] = shape.scopes
  if (scope!.where) return scope!.where.to === tokens.length
  const after = tokens.slice(ref!.range.to).filter(token => !isWord(token, 'AS'))
  return after.length === (ref!.alias === null ? 0 : 1)
}
