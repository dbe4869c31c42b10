import { type Edit, replace } from '../edit.ts'
import { isSymbol, isWord, type Token } from '../lexer.ts'

/** A text literal of SQLite. */
export function quoteText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** What a text behind DATE, TIME or TIMESTAMP must look like to be the literal, and not the alias of a column. */
const LOOKS_TEMPORAL = /^\s*\d{1,4}[-/:.]\d/

/** ODBC's `{d '…'}`, `{t '…'}`, `{ts '…'}`. */
const BRACED = ['D', 'T', 'TS']

/** `N'…'`, `E'…'`, `$$…$$`, `DATE '…'`, `TIMESTAMP '…'` and `{d '…'}` are plain texts here. */
export function respellTexts(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'string') return []
    const text = quoteText(token.value)
    const [before, two] = [tokens[index - 1], tokens[index - 2]]
    const isBraced = isWord(before, ...BRACED) && isSymbol(two, '{') && isSymbol(tokens[index + 1], '}')
    if (isBraced) return [replace(two!, text, tokens[index + 1])]
    if (isTypeName(before) && LOOKS_TEMPORAL.test(token.value) && !isSymbol(two, '.'))
      return [replace(before!, text, token)]
    return token.text.startsWith("'") ? [] : [replace(token, text)]
  })
}

function isTypeName(token: Token | undefined): boolean {
  return isWord(token, 'DATE', 'TIME', 'TIMESTAMP', 'DATETIME', 'TIMESTAMPTZ')
}
