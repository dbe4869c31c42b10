import { type Edit, remove } from '../edit.ts'
import { isSymbol, isWord, type Token } from '../lexer.ts'

/** ODBC's and JDBC's braces: `{fn UCASE(a)}`, `{oj a LEFT OUTER JOIN b ON …}`, `{escape '\'}`, `{limit 5}`. */
export function dropOdbcBraces(tokens: readonly Token[]): Edit[] {
  const edits: Edit[] = []
  let open = 0
  tokens.forEach((token, at) => {
    const word = tokens[at + 1]
    if (isSymbol(token, '{') && isWord(word, 'FN', 'OJ', 'ESCAPE', 'LIMIT')) {
      open++
      edits.push(isWord(word, 'FN', 'OJ') ? remove(token, word) : remove(token))
    } else if (isSymbol(token, '}') && open > 0) {
      open--
      edits.push(remove(token))
    }
  })
  return edits
}
