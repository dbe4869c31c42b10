import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { functions } from '../../src/sql/functions/index.ts'
import { errorOf, evaluate, openWithoutMail } from './support.ts'

let db: Connection
beforeAll(async () => {
  db = await openWithoutMail()
})
afterAll(async () => {
  await db.close()
})

describe('texts: NULL, empty, characters beyond the BMP, places outside', () => {
  test.each([
    ['LEFT(NULL, 2)', null],
    ["LEFT('', 2)", ''],
    ["LEFT('👍👎a', 2)", '👍👎'],
    ["LEFT('ab', 9)", 'ab'],
    ["LEFT('ab', 0)", ''],
    ['LEFT(12345, 2)', '12'],
    ["RIGHT('👍👎a', 2)", '👎a'],
    ["RIGHT('ab', 9)", 'ab'],
    ["RIGHT('ab', 0)", ''],
    ["MID('a👍b', 2, 1)", '👍'],
    ["MID('abc', 0, 2)", 'a'],
    ["MID('abc', -5, 2)", ''],
    ["LEN('')", 0],
    ["LEN(' a ')", 2],
    ["CHARINDEX('👎', '👍👎')", 2],
    ["CHARINDEX('x', 'abc')", 0],
    ["CHARINDEX('a', 'abca', 2)", 4],
    ["CHARINDEX('a', 'abca', -3)", 1],
    ["CHARINDEX('a', 'abca', 99)", 0],
    ["INDEXOF('👍a', 'a')", 1],
    ["INDEXOF('abc', 'x')", -1],
    ["STUFF('abc', 0, 1, 'x')", null],
    ["STUFF('abc', 4, 1, 'x')", null],
    ["STUFF('a👍c', 2, 1, '')", 'ac'],
    ["LPAD('abc', 2)", 'ab'],
    ["LPAD('a', 4, 'xy')", 'xyxa'],
    ["LPAD('a', 4, '')", 'a'],
    ["LPAD('a', -1)", ''],
    ["RPAD('👍', 3, '👎')", '👍👎👎'],
    ["REPEAT('a', 0)", ''],
    ["REPEAT('a', -1)", ''],
    ["REVERSE('')", ''],
    ["SPLIT('a,b', ',', 3)", ''],
    ["SPLIT('a,b', ',', 0)", ''],
    ["SPLIT('a,b', '', 1)", 'a,b'],
    ["SUBSTRING_INDEX('a.b.c', '.', -2)", 'b.c'],
    ["SUBSTRING_INDEX('abc', '.', 0)", ''],
    ["ASCII('')", 0],
    ["ASCII('👍')", 0x1f44d],
    ['NCHAR(128077)', '👍'],
    ["UPPER('straße')", 'STRASSE'],
    ["LOWER('ÀÉ')", 'àé'],
    ["INITCAP('o’neill émile')", 'O’Neill Émile'],
    ["STRCMP('b', 'a')", 1],
    ["STRCMP('a', 'a')", 0],
    ["DIFFERENCE('', '')", 4],
    ["FIELD(NULL, 'a')", 0],
    ["FIND_IN_SET('', '')", 0],
    ["TRANSLATE('abc', 'ab', 'x')", 'xc'],
    ["MD5('')", 'd41d8cd98f00b204e9800998ecf8427e'],
  ])('%s', async (expression, expected) => {
    expect(await evaluate(db, expression)).toBe(expected)
  })
})

describe('conditions', () => {
  test.each([
    ['NVL(9007199254740993, 0)', 9007199254740993n],
    ['typeof(NVL(1, 2))', 'integer'],
    ['typeof(NVL(1.0, 2))', 'real'],
    ['IFF(NULL, 1, 2)', 2],
    ["IFF('x', 1, 2)", 2],
    ["IFF('1', 1, 2)", 1],
    ["DECODE(NULL, NULL, 'none', 'some')", 'none'],
    ["DECODE(1, 1.0, 'one', 'other')", 'one'],
    ["DECODE(3, 1, 'one')", null],
    ["CHOOSE(0, 'a')", null],
    ["CHOOSE(2, 'a')", null],
    ['EQUAL_NULL(1, NULL)', 0],
    ["EQUAL_NULL('a', 'a')", 1],
    ["ISNUMERIC('')", 0],
    ["ISNUMERIC('0x10')", 0],
    ['ISNUMERIC(NULL)', 0],
    ["ISNUMERIC(' -1.5 ')", 1],
    ["TO_NUMBER('12')", 12],
    ["typeof(TO_NUMBER('12'))", 'integer'],
    ["TO_NUMBER('x')", null],
    ["TO_BOOLEAN('maybe')", null],
    ["TO_BOOLEAN('0')", 0],
    ['NEWID() = NEWID()', 0],
  ])('%s', async (expression, expected) => {
    expect(await evaluate(db, expression)).toBe(expected)
  })
})

describe('numbers', () => {
  test.each([
    ['GREATEST(NULL, NULL)', null],
    ["GREATEST(1, 'a')", 'a'],
    ['typeof(GREATEST(1, 2))', 'integer'],
    ['GREATEST(9007199254740993, 9007199254740992)', 9007199254740993n],
    ['TRUNCATE(1289, -2)', 1200],
    ['TRUNCATE(1.005, 2)', 1],
    ['TRUNCATE(0, 5)', 0],
    ['GCD(0, 0)', 0],
    ['GCD(-12, 18)', 6],
    ['LCM(0, 5)', 0],
    ['BIT_COUNT(-1)', 64],
    ['BITXOR(-1, 0)', -1],
    ['FACTORIAL(20)', 2432902008176640000n],
    ['RAND(7) = RAND(7)', 1],
    ['SQUARE(NULL)', null],
  ])('%s', async (expression, expected) => {
    expect(await evaluate(db, expression)).toBe(expected)
  })
})

describe('what a function cannot read is an error that names it', () => {
  test.each([
    ["LEFT('abc', -1)", 'BAD_VALUE LEFT: -1 is not a length'],
    ['COT(0)', 'BAD_VALUE COT: 0 is not a number that it has a value for'],
    ['FACTORIAL(21)', 'BAD_VALUE FACTORIAL: 21 is not a number from 0 to 20'],
    ["LEFT('abc', 'two')", "BAD_VALUE LEFT: 'two' is not a number"],
    ['NCHAR(55357)', 'BAD_VALUE NCHAR: 55357 is not the number of a character'],
    ["HASHBYTES('MD9', 'a')", "BAD_VALUE HASHBYTES: 'MD9' is not an algorithm"],
    ["FROM_BASE64('a*b')", "BAD_VALUE FROM_BASE64: 'a*b' is not base64"],
    ["REPEAT('abcdefghij', 1000000000)", 'TOO_COMPLEX REPEAT: a text of 10000000000 characters is too long'],
    ["YEAR('2026-02-30')", "BAD_VALUE YEAR: '2026-02-30' is not a date"],
    ['YEAR(2026)', 'BAD_VALUE YEAR: 2026 is not a date'],
    ["DATEADD('fortnight', 1, '2026-01-01')", "BAD_VALUE DATEADD: 'fortnight' is not a date part"],
    ["DATEADD('year', 9000, '2026-01-01')", 'BAD_VALUE DATEADD: the date is not in the years 1 to 9999'],
    ['L_LAST_N_DAYS(-1)', 'BAD_VALUE L_LAST_N_DAYS: -1 is not a number from 0 to 1000000'],
    ["LEFT('abc')", 'NO_FUNCTION wrong number of arguments to function LEFT()'],
    ['DECODE(1)', 'NO_FUNCTION wrong number of arguments to function DECODE()'],
  ])('%s', async (expression, expected) => {
    expect(await errorOf(db, expression)).toBe(expected)
  })
})

test('a function that is not about NULL answers NULL to it', async () => {
  const answersNull = functions.filter(
    ({ kind, family }) => kind === 'scalar' && (family === 'string' || family === 'date'),
  )
  for (const each of answersNull) {
    if (each.kind !== 'scalar' || each.arity.min === 0) continue
    if (['ISDATE', 'FIELD'].includes(each.name)) continue
    const nulls = Array.from({ length: each.arity.min }, () => 'NULL').join(', ')
    expect([each.name, await evaluate(db, `${each.name}(${nulls})`)]).toEqual([each.name, null])
  }
})
