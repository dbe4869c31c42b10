import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { errorOf, evaluate, openWithoutMail } from './support.ts'

let db: Connection
beforeAll(async () => {
  db = await openWithoutMail()
})
afterAll(async () => {
  await db.close()
})

describe('LIKE', () => {
  test.each([
    ["'Ärger' LIKE 'ÄRGER'", 1],
    ["'ÄRGER' NOT LIKE '%är%'", 0],
    ["'ΟΔΟΣ' LIKE 'οδος'", 1],
    ["'Straße' LIKE '%SSE'", 0],
    ["'ſo' LIKE 'SO'", 1],
    ["'a👍b' LIKE 'a_b'", 1],
    ["'👍👎' LIKE '_'", 0],
    ["'👍👎' LIKE '%_👎'", 1],
    ["'a%b' LIKE 'a!%b' ESCAPE '!'", 1],
    ["'axb' LIKE 'a!%b' ESCAPE '!'", 0],
    ["'a' LIKE 'aX' ESCAPE 'X'", 0],
    ["'ax_' LIKE 'axX_' ESCAPE 'X'", 1],
    ["'' LIKE ''", 1],
    ["'' LIKE '%'", 1],
    ["'' LIKE '_'", 0],
    ["'a' LIKE '%_%_%'", 0],
    ["NULL LIKE '%'", null],
    ["'a' LIKE NULL", null],
    ["12 LIKE '1%'", 1],
    ["1.0 LIKE '1.0'", 1],
    ["'line\nend' LIKE 'line%end'", 1],
    ["'İ' LIKE 'i'", 0],
  ])('%s', async (expression, expected) => {
    expect(await evaluate(db, expression)).toBe(expected)
  })

  test('is what SQLite’s own is on ASCII texts', async () => {
    const sqlite = new Database(':memory:')
    const native = sqlite.prepare('SELECT ? LIKE ?').pluck()
    const random = (seed: number) => () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
      return seed / 2 ** 31
    }
    const next = random(7)
    const word = (letters: string, most: number) =>
      Array.from(
        { length: Math.floor(next() * most) },
        () => letters[Math.floor(next() * letters.length)],
      ).join('')
    for (let round = 0; round < 400; round++) {
      const [text, pattern] = [word('abAB', 9), word('abB%_', 7)]
      const { rows } = await db.queryArrays('SELECT ? LIKE ?', [text, pattern])
      expect([text, pattern, rows[0]![0]]).toEqual([text, pattern, native.get(text, pattern)])
    }
    sqlite.close()
  })
})

describe('whole words', () => {
  test.each([
    ["CONTAINS('Invoice No. 7', 'INVOICE')", 1],
    ["CONTAINS('Invoices', 'invoice')", 0],
    ["CONTAINS('new invoice today', 'invoice new')", 0],
    ["CONTAINS('Ärger, groß', 'ärger groß')", 1],
    ["CONTAINS('請求書の件', '請求書')", 1],
    ["CONTAINS('私は東京に行く', '東京')", 1],
    ["CONTAINS('東京都', '京都')", 0],
    ["CONTAINS('ＡＢＣ社', 'abc')", 1],
    ["CONTAINS('a', '')", 0],
    ["CONTAINS('a', '!?')", 0],
    ["CONTAINS(NULL, 'a')", null],
    ["'Invoice No. 7' CONTAINS 'no 7'", 1],
    ["NOT 'Invoice' CONTAINS 'voice'", 1],
    ["'Invoice' MATCH 'invoice'", 1],
  ])('%s', async (expression, expected) => {
    expect(await evaluate(db, expression)).toBe(expected)
  })
})

describe('addresses', () => {
  test.each([
    [`HAS_ADDRESS('"Lee; Ann" <ann@x.example>;b@x.example', 'b@X.example')`, 1],
    ["HAS_ADDRESS('ann@x.example', 'nn@x.example')", 0],
    ["HAS_ADDRESS('', 'a@x.example')", 0],
    // Longer than a time that grows with the square of it would allow.
    [`ADDRESS('"' || REPLICATE('\\"', 1000000)) = '"' || REPLICATE('\\"', 1000000)`, 1],
    [`ADDRESS('"a;b;<c@d>')`, '"a'],
    ["HAS_ADDRESS(NULL, 'a@x.example')", null],
    [`ADDRESS_NAME('"Lee; \\"Ann\\"" <ann@x.example>')`, 'Lee; "Ann"'],
    ["ADDRESS_NAME('ann@x.example')", null],
    ["ADDRESS('')", ''],
    ["DOMAIN('ann')", null],
    ['DOMAIN(\'"a@b"@C.example\')', 'c.example'],
  ])('%s', async (expression, expected) => {
    expect(await evaluate(db, expression)).toBe(expected)
  })
})

describe('regular expressions', () => {
  test.each([
    ["REGEXP_SUBSTR('a👍1', '\\d')", '1'],
    ["REGEXP_INSTR('👍👍a', 'a')", 3],
    ["REGEXP_INSTR('👍a👍a', 'a', 3)", 4],
    ["REGEXP_COUNT('aaa', 'b')", 0],
    ["REGEXP_REPLACE('John Doe', '(\\w+) (\\w+)', '\\2 \\1')", 'Doe John'],
    ["'👍' REGEXP '^.$'", 1],
    ["NULL REGEXP 'a'", null],
    ["PATINDEX('%b%', 'aXb')", 3],
    ["PATINDEX('b%', 'ab')", 0],
    ["PATINDEX('%[^a-c]%', 'abcd')", 4],
    ["PATINDEX('%5!%', 'a5!')", 2],
    ["PATINDEX('%.%', 'ab')", 0],
    ["PATINDEX('%_-%', 'a-b')", 1],
  ])('%s', async (expression, expected) => {
    expect(await evaluate(db, expression)).toBe(expected)
  })

  test('one that cannot be read is refused by its name', async () => {
    expect(await errorOf(db, "'a' REGEXP '('")).toBe("BAD_VALUE REGEXP: '(' is not a regular expression")
  })
})
