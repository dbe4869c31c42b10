import { describe, expect, it } from 'vitest'
import { snippetOf } from '../../src/mime/snippet.ts'

describe('a snippet', () => {
  it.each([
    ['', ''],
    [' \r\n\t', ''],
    ['  a \r\n\tb\u00a0c ', 'a b c'],
    ['one', 'one'],
    ['x'.repeat(201), 'x'.repeat(200)],
    ['😀'.repeat(250), '😀'.repeat(200)],
    [`${'x'.repeat(199)} y`, 'x'.repeat(199)],
    [`${'x'.repeat(198)} yz`, `${'x'.repeat(198)} y`],
  ])('of %j is one line of at most 200 characters', (text, snippet) => expect(snippetOf(text)).toBe(snippet))

  it('looks at no more of the text than it shows', () => {
    const started = performance.now()
    expect(snippetOf('word '.repeat(10_000_000))).toHaveLength(199)
    expect(performance.now() - started).toBeLessThan(500)
  })
})
