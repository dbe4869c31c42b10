import { applyEdits, type Edit } from './edit.ts'
import { type Token, tokenize } from './lexer.ts'

/** A statement in the spelling that SQLite reads. */
export interface RewrittenText {
  readonly text: string
  readonly tokens: readonly Token[]
}

/** The statement with edits; the very one that was given when there are none. */
export function edited(statement: RewrittenText, edits: readonly Edit[]): RewrittenText {
  if (edits.length === 0) return statement
  const text = applyEdits(statement.text, edits)
  return { text, tokens: tokenize(text) }
}
