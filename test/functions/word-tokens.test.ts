import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tokensOf, wantedTokens } from '../../src/sql/functions/word-tokens.ts'
import { containsWords } from '../../src/sql/functions/words.ts'

/** What borders of words depend on: letters of several scripts, marks, digits, full and half widths, blanks, signs. */
const PIECES = [
  ...['a', 'B', 'ab', 'kg', '7', '½', '²', 'é', 'e\u0301', 'Ä', 'ß', 'ſ', 'İ', 'ı', 'ﬁ', 'Σ', 'ς', 'д', 'Д'],
  ...['東', '京', '都', '東京', 'の', 'カ', 'ー', 'ｶ', 'ﾞ', 'サーバー', 'ＡＢ', 'ก', 'ำ', 'ไ', '한', '국'],
  ...[' ', '  ', '-', '_', '.', "'", '"', '*', '(', ')', ':', '{', '^', '+', '/', '@', ';', '<', '\n', '\0'],
  ...['\u0338', '\u200d', '👍', '👩‍👩‍👧', '𐄇', '𠮷', '\ud800', 'OR', 'AND', 'NEAR'],
]
const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 9 }).map(pieces => pieces.join(''))

function hasAll(texts: readonly string[], words: string): boolean {
  const tokens = tokensOf(texts)
  return wantedTokens(words).every(({ text, isPrefix }) =>
    tokens.some(token => (isPrefix ? token.startsWith(text) : token === text)),
  )
}

test('a text that contains words has all tokens that are looked for', () => {
  let found = 0
  const property = fc.property(text, text, text, (before, words, behind) => {
    for (const given of [before + words + behind, words + behind, before, words]) {
      if (!containsWords(given, words)) continue
      found++
      expect(hasAll(['another text', given], words)).toBe(true)
    }
  })
  fc.assert(property, { seed: 20_261_122, numRuns: 6_000 })
  expect(found).toBeGreaterThan(3_000)
})

test.each([
  ['Invoice No. 7', 'invoice', true],
  ['Invoices', 'invoice', false],
  ['東京都', '京都', true],
  ['東京都', '都', true],
  ['東京都', '京', true],
  ['東京', '都', false],
  ['東京 京都', '東都', false],
  ['5kg東京', 'kg東京', true],
  ['aーカ', 'ーカ', true],
])('%s may contain %s: %s', (given, words, expected) => {
  expect(hasAll([given], words)).toBe(expected)
})

test('words that are none look for nothing', () => {
  expect(['', ' ', '!?', '👍', '"', '\0'].flatMap(words => wantedTokens(words))).toEqual([])
})

test('FTS5 takes every token as it is, and finds it', () => {
  const sqlite = new Database(':memory:')
  sqlite.exec(`CREATE VIRTUAL TABLE w USING fts5(t, tokenize='ascii');
    CREATE VIRTUAL TABLE v USING fts5vocab(w, row)`)
  const [insert, clear] = [sqlite.prepare('INSERT INTO w VALUES (?)'), sqlite.prepare('DELETE FROM w')]
  const terms = sqlite.prepare('SELECT term FROM v').pluck()
  const find = sqlite.prepare('SELECT count(*) FROM w WHERE w MATCH ?').pluck()
  const long = fc.constantFrom('x'.repeat(100), 'ä'.repeat(60), '𠮷'.repeat(50), '𐄇'.repeat(45))
  const property = fc.property(
    text,
    fc.oneof({ weight: 9, arbitrary: text }, { weight: 1, arbitrary: long }),
    (some, more) => {
      const tokens = tokensOf([some, more])
      clear.run()
      insert.run(tokens.join(' '))
      expect((terms.all() as string[]).sort()).toEqual([...tokens].sort())
      for (const token of tokens) expect(find.get(`"${token}"`)).toBe(1)
    },
  )
  fc.assert(property, { seed: 20_261_122, numRuns: 1_000 })
  sqlite.close()
})
