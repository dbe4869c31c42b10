import { expect, test } from 'vitest'
import { startDemo } from '../support/demo.ts'

test('parameters are values, in every spelling', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  expect((await db.queryArrays('SELECT ?, ?', [1, 'a'])).rows).toEqual([[1, 'a']])
  expect((await db.queryArrays('SELECT ?2, ?1', [1, 'a'])).rows).toEqual([['a', 1]])
  expect((await db.queryArrays('SELECT $2, $1', [1, 'a'])).rows).toEqual([['a', 1]])
  expect((await db.queryArrays('SELECT :a, @b, $c', { a: 1, b: true, ':c': null })).rows).toEqual([
    [1, 1, null],
  ])
  expect((await db.queryArrays('SELECT -?, 1-?', [-1, -1])).rows).toEqual([[1, 2]])
  expect((await db.queryArrays("SELECT ?, '--?'", ["'--"])).rows).toEqual([["'--", '--?']])
})

test('a whole number is an INTEGER, any other a REAL, as in the text of a statement', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const params = [2, 2.5, 5_000_000_000, true, 2n]
  const sql =
    "SELECT typeof(?1), typeof(?2), typeof(?3), typeof(?4), typeof(?5), 7 / ?1, 'x' || ?1, ?3 || '', '2' = ?1"
  expect((await db.queryArrays(sql, params)).rows).toEqual([
    ['integer', 'real', 'integer', 'integer', 'integer', 3, 'x2', '5000000000', 0],
  ])
  const sizes = 'SELECT Size FROM Inbox ORDER BY Size LIMIT ? OFFSET ?'
  expect((await db.query(sizes, [3, 1])).rowCount).toBe(3)
})

test('Date, boolean, bigint and Buffer are bound; a result integer is never rounded', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const { rows } = await db.queryArrays('SELECT ?, ?, ?, ?, ?, 9007199254740993', [
    new Date('2026-01-02T03:04:05.678Z'),
    false,
    2n ** 62n,
    Buffer.from([1, 255]),
    undefined,
  ])
  expect(rows[0]).toEqual([
    '2026-01-02 03:04:05',
    0,
    2n ** 62n,
    Buffer.from([1, 255]),
    null,
    9007199254740993n,
  ])
})

test.each([
  { what: 'NaN', params: [Number.NaN], text: 'parameter 1' },
  { what: 'Infinity', params: [1, Number.POSITIVE_INFINITY], text: 'parameter 2' },
  { what: '2^53 as number', params: [2 ** 53], text: 'beyond 2^53' },
  { what: 'an invalid Date', params: [new Date('x')], text: 'invalid' },
  { what: 'an object', params: [{ path: '/etc/passwd' }], text: 'object' },
  { what: 'an array', params: [['a']], text: 'an array' },
  { what: 'a lone surrogate', params: ['\ud800'], text: 'lone surrogate' },
  { what: '2^64', params: [2n ** 64n], text: '64 bits' },
])('$what is refused by its position', async ({ params, text }) => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const sql = `SELECT ${params.map(() => '?').join(', ')}`
  await expect(db.query(sql, params as never)).rejects.toMatchObject({
    code: 'BAD_VALUE',
    message: expect.stringContaining(text),
  })
})

test('too few, too many and mixed parameters are errors', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  await expect(db.query('SELECT ?, ?', [1])).rejects.toMatchObject({ code: 'BAD_VALUE' })
  await expect(db.query('SELECT ?', [1, 2])).rejects.toMatchObject({ code: 'BAD_VALUE' })
  await expect(db.query('SELECT :a', { b: 1 })).rejects.toMatchObject({ code: 'BAD_VALUE' })
  await expect(db.query('SELECT :a')).rejects.toMatchObject({ code: 'BAD_VALUE' })
  await expect(db.query('SELECT ?, :a', [1])).rejects.toMatchObject({ code: 'SYNTAX' })
})

test('columns of one name stay apart: by position in arrays, by a number in objects', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  expect((await db.queryArrays('SELECT 1 AS a, 2 AS a')).rows).toEqual([[1, 2]])
  expect((await db.query('SELECT 1 AS a, 2 AS a')).rows).toEqual([{ a: 1, a_2: 2 }])
  const [row] = (await db.query('SELECT 1 AS "__proto__"')).rows
  expect(Object.keys(row!)).toEqual(['__proto__'])
})

test.each([
  ['SELECT 1', [[1]]],
  ['VALUES (1), (2)', [[1], [2]]],
  ['WITH v(n) AS (VALUES (3)) SELECT n FROM v', [[3]]],
  ['SELECT TRUE, FALSE, NULL, NOT TRUE', [[1, 0, null, 0]]],
  ['SELECT 1 -- behind it', [[1]]],
  ['/* before it */ SELECT 1;', [[1]]],
])('%s asks nothing of the mail server', async (sql, answer) => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  expect((await db.queryArrays(sql)).rows).toEqual(answer)
  expect(demo.gmaild.record).toEqual([])
})
