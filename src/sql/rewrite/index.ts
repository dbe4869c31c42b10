import { applyEdits, type Edit } from '../edit.ts'
import { type Token, tokenize } from '../lexer.ts'
import { rewriteMembership } from './membership.ts'
import { respellParameters } from './parameters.ts'
import { quoteNames } from './quoted-names.ts'

/** Tokens of a statement → what to replace. A rewrite sees the text as the ones before it left it. */
type Rewrite = (tokens: readonly Token[]) => Edit[]

/** In order; each is a small, whole change of spelling that keeps the meaning. */
const REWRITES: readonly Rewrite[] = [respellParameters, quoteNames, rewriteMembership]

export interface RewrittenText {
  readonly text: string
  readonly tokens: readonly Token[]
}

/** The statement in the spelling that SQLite reads; table names are left as they are. */
export function rewrite(text: string, tokens: readonly Token[]): RewrittenText {
  let current: RewrittenText = { text, tokens }
  for (const step of REWRITES) {
    const edits = step(current.tokens)
    if (edits.length === 0) continue
    const next = applyEdits(current.text, edits)
    current = { text: next, tokens: tokenize(next) }
  }
  return current
}
