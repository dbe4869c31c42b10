import { type Edit, insertAfter, insertBefore } from '../edit.ts'
import { isSymbol, isWord, type Token } from '../lexer.ts'
import { argumentsOf } from '../operands.ts'

/**
 * FORMAT is printf in SQLite. In SQL Server and MySQL the value comes first, `FORMAT(Size, 'N0')`, and SQLite would answer that
 * value as it is: so what is no literal with a `%` is looked at when it is known.
 */
export function guardFormats(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, at) => {
    if (!isWord(token, 'FORMAT') || isSymbol(tokens[at - 1], '.')) return []
    const [format, ...values] = argumentsOf(tokens, at + 1)
    if (!format || values.length === 0) return []
    const only = format.to === format.from + 1 ? tokens[format.from] : undefined
    if (only?.kind === 'string' && only.value.includes('%')) return []
    const [first, last] = [tokens[format.from]!, tokens[format.to - 1]!]
    return [insertBefore(first, 'GMAILSQL_PRINTF('), insertAfter(last, ')')]
  })
}
