import { describe, expect, test } from 'vitest'
import { columns, written } from './format-support.ts'

const VALUES = columns('t', 'n', 'r', 'safe', 'big', 'small', 'inf', 'blob', 'none')
const ROW = [
  'x\n"y"',
  1,
  0.1,
  5n,
  2n ** 63n - 1n,
  -(2n ** 53n),
  Number.POSITIVE_INFINITY,
  new Uint8Array([255]),
  null,
]
const OBJECT = {
  t: 'x\n"y"',
  n: 1,
  r: 0.1,
  safe: 5,
  big: '9223372036854775807',
  small: '-9007199254740992',
  inf: 'Infinity',
  blob: '/w==',
  none: null,
}

describe('json', () => {
  test('is one array with one row a line, and no integer is rounded', async () => {
    const text = await written({ format: 'json', columns: VALUES, rows: [ROW, ROW] })
    expect(JSON.parse(text)).toEqual([OBJECT, OBJECT])
    expect(text.split('\n')).toHaveLength(5)
  })

  test('of no rows is the empty array', async () => {
    expect(await written({ format: 'json', columns: VALUES, rows: [] })).toBe('[]\n')
  })

  test('columns of one name get numbers, and none takes the name of another', async () => {
    const text = await written({
      format: 'json',
      columns: columns('a', 'a', 'a_2', 'a', '__proto__'),
      rows: [[1, 2, 3, 4, 5]],
    })
    expect(text).toBe('[\n{"a":1,"a_3":2,"a_2":3,"a_4":4,"__proto__":5}\n]\n')
  })

  test('of a result that failed is left unclosed, with and without rows', async () => {
    for (const rows of [[], [[1]], [[1], [2]]]) {
      const text = await written({ format: 'json', columns: columns('a'), rows, ends: 'abort' })
      expect(() => JSON.parse(text)).toThrow(SyntaxError)
    }
  })
})

describe('jsonl', () => {
  test('is one object a line', async () => {
    const text = await written({ format: 'jsonl', columns: VALUES, rows: [ROW, ROW] })
    const lines = text.split('\n')
    expect(lines.pop()).toBe('')
    expect(lines.map(line => JSON.parse(line))).toEqual([OBJECT, OBJECT])
  })

  test('of a result that failed ends in a line that is not JSON', async () => {
    const text = await written({ format: 'jsonl', columns: columns('a'), rows: [[1]], ends: 'abort' })
    const [row, mark] = text.split('\n')
    expect(JSON.parse(row!)).toEqual({ a: 1 })
    expect(() => JSON.parse(mark!)).toThrow(SyntaxError)
  })
})
