import type { Edit } from '../edit.ts'
import type { Token } from '../lexer.ts'

/**
 * What stands between two tokens is blank or comment. SQLite knows neither MySQL's `# comment` nor blanks that are not
 * ASCII, such as the no-break space of a web page: both become a line end.
 */
export function respellBlanks(tokens: readonly Token[], text: string): Edit[] {
  return tokens.slice(1).flatMap((token, index) => {
    const before = tokens[index]!
    const isPlain = token.start === before.end || /^[ -"$-~\t-\r]*$/.test(text.slice(before.end, token.start))
    return isPlain ? [] : [{ start: before.end, end: token.start, text: '\n' }]
  })
}
