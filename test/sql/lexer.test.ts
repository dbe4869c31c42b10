import { expect, test } from 'vitest'
import { quoteName, tokenize } from '../../src/sql/lexer.ts'
import { growthOverEightfold } from '../support/growth.ts'

const kinds = (text: string) => tokenize(text).map(({ kind, value }) => `${kind} ${value}`)

test('all spellings of quoted names are read, with their doubled closers', () => {
  expect(kinds('"a""b" [c]]d] `e``f` [[Gmail]]/All Mail]')).toEqual([
    'name a"b',
    'name c]d',
    'name e`f',
    'name [Gmail]/All Mail',
  ])
})

test('strings, blobs, numbers and parameters are told apart', () => {
  expect(kinds("'it''s' N'x' x'4142' 12 1.5e-3 .5 0xFF ? ?2 $1 :a @b")).toEqual([
    "string it's",
    'string x',
    'blob 4142',
    'number 12',
    'number 1.5e-3',
    'number .5',
    'number 0xFF',
    'parameter ?',
    'parameter ?2',
    'parameter $1',
    'parameter :a',
    'parameter @b',
  ])
})

test('strings with escapes and in dollars are strings', () => {
  expect(kinds("E'it\\'s \\u0041\\x42\\n''' $$it's$$ $1")).toEqual([
    "string it's AB\n'",
    "string it's",
    'parameter $1',
  ])
})

test('names may be of any script; comments and blanks are no tokens', () => {
  expect(kinds('SELECT 件名 -- so\n, Größe /* and; so */ FROM 受信トレイ # end')).toEqual([
    'word SELECT',
    'word 件名',
    'symbol ,',
    'word GRÖSSE',
    'word FROM',
    'word 受信トレイ',
  ])
})

test('a cast is an operator, not a parameter', () => {
  expect(kinds('a::text')).toEqual(['word A', 'symbol ::', 'word TEXT'])
})

test.each([
  ["SELECT 'abc", 'unterminated string', 1, 8],
  ["SELECT E'abc\\'", 'unterminated string', 1, 8],
  ['SELECT $$abc', 'unterminated string', 1, 8],
  ["SELECT E'\\x00'", 'a character that no text has', 1, 8],
  ['SELECT 1,\n "abc', 'unterminated quoted name', 2, 2],
  ['SELECT 1 /* abc', 'unterminated comment', 1, 10],
  ['SELECT \u0001', 'unexpected character', 1, 8],
])('%s is a syntax error with its place', (text, message, line, column) => {
  expect(() => tokenize(text)).toThrow(
    expect.objectContaining({
      code: 'SYNTAX',
      message: expect.stringContaining(message),
      position: { line, column },
    }),
  )
})

test('a quoted name reads back as the same name', () => {
  for (const name of ['x', 'a"b', ']', '仕事/請求書', "'", '[Gmail]/All Mail'])
    expect(tokenize(quoteName(name))[0]!.value).toBe(name)
})

test.each(['(', ' ', '-', "E'\\\\''", '$$', "'", '[', 'a', '1', '?', '/'])(
  'time grows linearly with a run of %j',
  char => {
    expect(growthOverEightfold(length => safely(() => tokenize(char.repeat(length))), 25_000)).toBeLessThan(
      32,
    )
  },
)

function safely(work: () => void): void {
  try {
    work()
  } catch {
    // An error is as good: only the time counts here.
  }
}
