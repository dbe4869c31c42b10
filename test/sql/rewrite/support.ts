import { expect } from 'vitest'
import { tokenize } from '../../../src/sql/lexer.ts'
import { rewrite } from '../../../src/sql/rewrite/index.ts'

/** What SQLite gets of a statement, white space folded. */
export function rewritten(sql: string): string {
  return fold(rewrite(sql, tokenize(sql)).text)
}

function fold(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/ ?([(),]) ?/g, '$1')
    .trim()
}

export function expectRewritten(sql: string, expected: string): void {
  expect(rewritten(sql)).toBe(fold(expected))
}

/** The spelling is that of another thing here: a text, a name, a comment. */
export function expectUntouched(sql: string): void {
  const { text } = rewrite(sql, tokenize(sql))
  expect(text).toBe(sql)
}
