import { expect, test } from 'vitest'
import { tokenize } from '../../src/sql/lexer.ts'
import { shortenLists } from '../../src/sql/shorten-lists.ts'

const shortened = (text: string) => shortenLists({ text, tokens: tokenize(text) })
const listed = (count: number, value: (i: number) => string = String) =>
  Array.from({ length: count }, (_, i) => value(i)).join(', ')

test('of a long list of literals the first thousand stay, and all that stands around it', () => {
  const text = (count: number) => `SELECT a FROM t WHERE b NOT IN (${listed(count)}) AND c = 'x'`
  expect(shortened(text(5_000))).toBe(text(1_000))
  const texts = (count: number) => `SELECT 1 WHERE x IN (${listed(count, i => `'it''s ${i}'`)})`
  expect(shortened(texts(1_001))).toBe(texts(1_000))
})

test('each of several lists is shortened', () => {
  const text = (count: number) => `SELECT 1 WHERE a IN (${listed(count)}) OR b IN (${listed(count)})`
  expect(shortened(text(3_000))).toBe(text(1_000))
})

test.each([
  ['a short list', `SELECT 1 WHERE a IN (${listed(1_000)}) AND ${listed(1_500, i => `b${i}`)}`],
  ['columns', `SELECT 1 WHERE a IN (${listed(3_000, i => `b${i}`)})`],
  ['parameters', `SELECT 1 WHERE a IN (${listed(3_000, i => `?${i + 1}`)})`],
  ['arguments', `SELECT max(${listed(3_000)})`],
  ['rows', `SELECT 1 WHERE (a, b) IN (${listed(3_000, i => `(${i}, ${i})`)})`],
])('%s: nothing is left out', (_, text) => {
  expect(shortened(text)).toBe(text)
})

test('what is behind the literals stays', () => {
  const text = (count: number) => `SELECT 1 WHERE a IN (${listed(count)}, b, -1) AND c`
  expect(shortened(text(2_500))).toBe(text(1_000))
})
