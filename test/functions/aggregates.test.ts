import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { functions } from '../../src/sql/functions/index.ts'
import { errorOf, openWithoutMail } from './support.ts'

let db: Connection
beforeAll(async () => {
  db = await openWithoutMail()
})
afterAll(async () => {
  await db.close()
})

const VALUES = [3, 1.5, null, 7, 7, -2, 1e6, 1e6 + 1, 0, null, 4]
const ROWS = `(SELECT key, value FROM json_each('${JSON.stringify(VALUES)}'))`

const mean = (of: readonly number[]) => of.reduce((a, b) => a + b, 0) / of.length
const squares = (of: readonly number[]) => of.reduce((sum, x) => sum + (x - mean(of)) ** 2, 0)
const known = VALUES.filter(value => value !== null)

test('over a group, DISTINCT, FILTER and nothing', async () => {
  const sql = `SELECT STDEV(value), VARP(value), VAR(DISTINCT value), MODE(value), ANY_VALUE(value), COUNT_BIG(*),
    COUNT_BIG(value), STDEV(value) FILTER (WHERE key < 1), LISTAGG(value, '|') FILTER (WHERE key < 5) FROM ${ROWS}`
  const { rows } = await db.queryArrays(sql)
  const [stdev, varp, distinct, ...rest] = rows[0]!
  expect(stdev).toBeCloseTo(Math.sqrt(squares(known) / (known.length - 1)), 3)
  expect(varp).toBeCloseTo(squares(known) / known.length, 1)
  const once = [...new Set(known)]
  expect(distinct).toBeCloseTo(squares(once) / (once.length - 1), 1)
  expect(rest).toEqual([7, 3, 11, 9, null, '3|1.5|7|7'])
  const empty = await db.queryArrays(
    `SELECT STDEV(value), CORR(value, key), MODE(value), LISTAGG(value), BOOL_AND(value), COUNT_IF(value), BIT_OR(value) FROM ${ROWS} WHERE 0`,
  )
  expect(empty.rows).toEqual([[null, null, null, null, null, 0, null]])
})

test('over a moving window every aggregate gives what it gives over the rows of the frame', async () => {
  const names = functions.flatMap(each =>
    each.kind === 'aggregate' && each.start().remove !== null && !each.name.startsWith('BIT_') ? [each] : [],
  )
  expect(names.length).toBeGreaterThan(20)
  for (const { name, arity } of names) {
    const args = arity.min === 2 ? 'value, key' : 'value'
    const sql = `SELECT key, ${name}(${args}) OVER (ORDER BY key ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING) FROM ${ROWS}`
    const { rows } = await db.queryArrays(sql)
    for (const [key, windowed] of rows as [number, unknown][]) {
      const frame = await db.queryArrays(
        `SELECT ${name}(${args}) FROM ${ROWS} WHERE key BETWEEN ${key - 2} AND ${key + 1}`,
      )
      const expected = frame.rows[0]![0]
      if (typeof expected === 'number' && !Number.isInteger(expected)) {
        expect(Math.abs((windowed as number) - expected)).toBeLessThan(1e-3 + Math.abs(expected) * 1e-6)
      } else if (typeof expected === 'number')
        expect([name, key, windowed]).toEqual([name, key, expect.closeTo(expected, 3)])
      else expect([name, key, windowed]).toEqual([name, key, expected])
    }
  }
}, 60_000)

test('integers stay integers', async () => {
  const sql = `SELECT MODE(x), ANY_VALUE(x), GREATEST(MIN(x), 1), BIT_OR(x), typeof(COUNT_IF(x)) FROM (SELECT 9007199254740993 AS x)`
  expect((await db.queryArrays(sql)).rows).toEqual([
    [9007199254740993n, 9007199254740993n, 9007199254740993n, 9007199254740993n, 'integer'],
  ])
})

test('what an aggregate cannot add is an error', async () => {
  expect(await errorOf(db, "STDEV('many')")).toBe("BAD_VALUE STDEV: 'many' is not a number")
})
