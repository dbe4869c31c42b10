import { applyEdits, type Edit } from './edit.ts'
import { isSymbol, isWord, type Token } from './lexer.ts'

/** So many values of a list stay. */
const KEPT = 1_000

/**
 * The text with the rest of long lists left out, `x IN (1, 2, 3, …)` of literals alone: it reads the same columns, and its program
 * has not three opcodes more for each value. It is for EXPLAIN, and does not mean the same.
 */
export function shortenLists({ tokens, text }: { tokens: readonly Token[]; text: string }): string {
  if (tokens.length <= 2 * KEPT) return text
  const edits: Edit[] = []
  for (let at = 0; at < tokens.length; at++) {
    if (!isWord(tokens[at], 'IN') || !isSymbol(tokens[at + 1], '(')) continue
    const last = lastOfLiterals(tokens, at + 2)
    const cut = at + 2 + 2 * (KEPT - 1)
    if (last > cut) edits.push({ start: tokens[cut]!.end, end: tokens[last]!.end, text: '' })
    at = Math.max(at, last)
  }
  return applyEdits(text, edits)
}

/** Where a row of literals with commas between them ends, that begins at `from`. */
function lastOfLiterals(tokens: readonly Token[], from: number): number {
  let at = from
  while (isLiteral(tokens[at + 2]) && isSymbol(tokens[at + 1], ',')) at += 2
  return isLiteral(tokens[from]) ? at : from
}

function isLiteral(token: Token | undefined): boolean {
  return token?.kind === 'number' || token?.kind === 'string'
}
