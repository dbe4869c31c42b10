import { type Edit, insertAfter, insertBefore, replace } from '../edit.ts'
import type { Token } from '../lexer.ts'
import { argumentsOf, closing } from '../operands.ts'

/** SQLite's own date functions and which of their arguments is a time. */
const TIME_ARGUMENT: Readonly<Record<string, number>> = {
  DATE: 0,
  TIME: 0,
  DATETIME: 0,
  JULIANDAY: 0,
  UNIXEPOCH: 0,
  STRFTIME: 1,
}

/**
 * `'now'`, and a time that is left out, become the start of the statement: SQLite would ask the clock again for every
 * batch of rows. The day of date() is that of CURRENT_DATE; the others are in UTC, as they are in SQLite.
 */
export function settleNow(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, at) => {
    const place = token.kind === 'word' ? TIME_ARGUMENT[token.value] : undefined
    const close = closing(tokens, at + 1)
    if (place === undefined || close < 0) return []
    const now = token.value === 'DATE' ? 'GMAILSQL_LOCAL_NOW()' : 'GMAILSQL_NOW()'
    const given = argumentsOf(tokens, at + 1)
    const time = given[place]
    if (!time) return given.length < place ? [] : [missing(tokens, close, place === 0 ? now : `, ${now}`)]
    const only = time.to === time.from + 1 ? tokens[time.from] : undefined
    return only?.kind === 'string' && only.value.toLowerCase() === 'now' ? [replace(only, now)] : []
  })
}

function missing(tokens: readonly Token[], close: number, text: string): Edit {
  return text.startsWith(',') ? insertAfter(tokens[close - 1]!, text) : insertBefore(tokens[close]!, text)
}
