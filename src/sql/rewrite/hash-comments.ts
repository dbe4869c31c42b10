import type { Edit } from '../edit.ts'
import type { Token } from '../lexer.ts'

/** MySQL's `# comment`: what stands between two tokens is blank or comment, and SQLite knows no `#`. */
export function dropHashComments(tokens: readonly Token[], text: string): Edit[] {
  return tokens.slice(1).flatMap((token, index) => {
    const before = tokens[index]!
    const isHash = token.start > before.end && text.slice(before.end, token.start).includes('#')
    return isHash ? [{ start: before.end, end: token.start, text: '\n' }] : []
  })
}
