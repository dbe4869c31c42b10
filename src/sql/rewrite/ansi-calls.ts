import { applyEdits, type Edit, insertBefore, remove, replace } from '../edit.ts'
import { isWord, spell, type Token, tokenize } from '../lexer.ts'
import { closing, next } from '../operands.ts'

/** What becomes of a call; `moved` is one behind the tokens that go elsewhere in it. */
interface Rewritten {
  readonly edits: readonly Edit[]
  readonly moved?: number
}

/**
 * Calls in which standard SQL has words instead of commas: `SUBSTRING(x FROM a FOR b)`, `TRIM(BOTH 'x' FROM y)`,
 * `POSITION(a IN b)`.
 */
export function rewriteAnsiCalls(tokens: readonly Token[]): Edit[] {
  const edits: Edit[] = []
  let at = 0
  while (at < tokens.length) {
    const rewritten = rewriteCall(tokens, at)
    edits.push(...(rewritten?.edits ?? []))
    at = rewritten?.moved ?? at + 1
  }
  return edits
}

function rewriteCall(tokens: readonly Token[], at: number): Rewritten | null {
  const token = tokens[at]!
  if (token.kind !== 'word' || closing(tokens, at + 1) < 0) return null
  if (isWord(token, 'SUBSTRING', 'SUBSTR')) return substring(tokens, at + 1)
  if (token.value === 'TRIM') return trim(tokens, at)
  return token.value === 'POSITION' ? position(tokens, at) : null
}

/** The word of the call's own, not of a call in it. */
function ownWord(tokens: readonly Token[], open: number, word: string): number {
  const close = closing(tokens, open)
  for (let i = open + 1; i < close; i = next(tokens, i)) if (isWord(tokens[i], word)) return i
  return -1
}

function substring(tokens: readonly Token[], open: number): Rewritten {
  const [from, length] = [ownWord(tokens, open, 'FROM'), ownWord(tokens, open, 'FOR')]
  const edits: Edit[] = []
  if (from >= 0) edits.push(replace(tokens[from]!, ','))
  if (length >= 0) edits.push(replace(tokens[length]!, from < 0 ? ', 1,' : ','))
  return { edits }
}

const SIDES: Readonly<Record<string, string>> = { BOTH: 'TRIM', LEADING: 'LTRIM', TRAILING: 'RTRIM' }

function trim(tokens: readonly Token[], at: number): Rewritten | null {
  const side = tokens[at + 2]!
  const hasSide = isWord(side, ...Object.keys(SIDES))
  const word = ownWord(tokens, at + 1, 'FROM')
  if (word < 0) return null
  const name = SIDES[hasSide ? side.value : 'BOTH']!
  return moveBehind(tokens, { at, name, from: hasSide ? at + 3 : at + 2, word })
}

function position(tokens: readonly Token[], at: number): Rewritten | null {
  const word = ownWord(tokens, at + 1, 'IN')
  return word < 0 ? null : { edits: [replace(tokens[word]!, ',')] }
}

interface Move {
  readonly at: number
  readonly name: string
  /** The argument [from, word) that becomes the last. */
  readonly from: number
  readonly word: number
}

function moveBehind(tokens: readonly Token[], { at, name, from, word }: Move): Rewritten {
  const argument = spell(tokens.slice(from, word))
  const inner = applyEdits(argument, rewriteAnsiCalls(tokenize(argument)))
  const edits = [replace(tokens[at]!, name), remove(tokens[at + 2]!, tokens[word])]
  if (word > from) edits.push(insertBefore(tokens[closing(tokens, at + 1)]!, `, ${inner}`))
  return { edits, moved: word + 1 }
}
