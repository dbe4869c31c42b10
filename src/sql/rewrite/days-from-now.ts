import { type Edit, insertAfter, insertBefore, replace } from '../edit.ts'
import { isSymbol, isWord, type Token } from '../lexer.ts'
import { closing } from '../operands.ts'

/** Calls that give the current day or time. */
const CALLS = ['GETDATE', 'NOW', 'SYSDATE', 'SYSDATETIME', 'GETUTCDATE', 'CURDATE', 'TODAY', 'LOCALTIMESTAMP']
const WORDS = ['CURRENT_DATE', 'CURRENT_TIMESTAMP']

/**
 * `CURRENT_DATE - 7` and `GETDATE() - 7` are seven days ago, as in PostgreSQL, SQL Server and Oracle; SQLite would count
 * down the year.
 */
export function rewriteDaysFromNow(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, at) => {
    if (isSymbol(tokens[at - 1], '.')) return []
    const isCall = isWord(token, ...CALLS) && closing(tokens, at + 1) === at + 2
    if (!isCall && !isWord(token, ...WORDS)) return []
    const sign = isCall ? at + 3 : at + 1
    const [days, after] = [tokens[sign + 1], tokens[sign + 2]]
    const isSum = isSymbol(tokens[sign], '-') || isSymbol(tokens[sign], '+')
    const isWhole = days?.kind === 'parameter' || (days?.kind === 'number' && /^\d+$/.test(days.text))
    const goesOn = ['*', '/', '%', '||', '::'].some(symbol => isSymbol(after, symbol))
    if (!isSum || !isWhole || goesOn) return []
    const count = isSymbol(tokens[sign], '-')
      ? `-${days.kind === 'number' ? days.text : `(${days.text})`}`
      : days.text
    const last = tokens[sign - 1]!
    return [
      insertBefore(token, `DATEADD('day', ${count}, `),
      insertAfter(last, ')'),
      replace(tokens[sign]!, ' ', days),
    ]
  })
}
