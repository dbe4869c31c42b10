import { type Edit, replace } from '../edit.ts'
import { isWord, type Token } from '../lexer.ts'
import { closing } from '../operands.ts'
import { quoteText } from './text-literals.ts'

/** Standard SQL's weeks are those of ISO 8601; DATEPART's are SQL Server's. */
const FIELDS: Readonly<Record<string, string>> = { WEEK: 'isoweek' }

/** `EXTRACT(YEAR FROM d)` is `DATEPART('year', d)`; the field may be a text as well. */
export function rewriteExtract(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, at) => {
    const [field, from] = [tokens[at + 2], tokens[at + 3]]
    if (!isWord(token, 'EXTRACT') || closing(tokens, at + 1) < 0 || !isWord(from, 'FROM')) return []
    if (field?.kind !== 'word' && field?.kind !== 'string') return []
    const name = FIELDS[field.value.toUpperCase()] ?? field.value.toLowerCase()
    return [replace(token, 'DATEPART'), replace(field, quoteText(name)), replace(from!, ',')]
  })
}
