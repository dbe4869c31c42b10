import type { Edit } from '../edit.ts'
import { isSymbol, quoteName, type Token } from '../lexer.ts'

/** Words of SQL that are columns here and stand in no other place of a SELECT. */
const COLUMN_WORDS = new Set(['TO', 'REFERENCES'])

/**
 * Names that SQLite would not read: `[a]]b]` and other brackets, `t.From` (a keyword behind a dot), bare `To`, `t#TEMP`. Quoted
 * names are spelled anew with double quotes, so that every later step sees one spelling.
 */
export function quoteNames(tokens: readonly Token[]): Edit[] {
  const edits: Edit[] = []
  tokens.forEach((token, index) => {
    const isQuotedElsewise = token.kind === 'name' && !/^".*"$/s.test(token.text)
    const behindDot = isSymbol(tokens[index - 1], '.')
    const isColumnWord =
      token.kind === 'word' && (behindDot || COLUMN_WORDS.has(token.value) || token.value.includes('#'))
    if (isQuotedElsewise || isColumnWord) {
      const name = token.kind === 'word' ? token.text : token.value
      edits.push({ start: token.start, end: token.end, text: quoteName(name) })
    }
  })
  return edits
}
