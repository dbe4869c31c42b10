import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../../src/index.ts'
import { type Demo, startDemo } from '../../support/demo.ts'
import { expectRefused } from '../support.ts'

let demo: Demo
let db: Connection

beforeAll(async () => {
  demo = await startDemo({ messages: 20 })
  db = await demo.open()
})
afterAll(() => demo[Symbol.asyncDispose]())

class Money {
  toString(): string {
    return '5'
  }
}

const REFUSED: readonly (readonly [what: string, value: unknown, names: string])[] = [
  ['NaN', Number.NaN, 'NaN'],
  ['Infinity', Number.POSITIVE_INFINITY, 'Infinity'],
  ['2^53 as a number', 2 ** 53, '9007199254740992'],
  ['-2^53 - 2 as a number', -(2 ** 53) - 2, '-9007199254740994'],
  ['2^63 as a bigint', 2n ** 63n, '9223372036854775808'],
  ['a Date that is none', new Date('x'), 'invalid'],
  ['a Date of the year 10000', new Date(Date.UTC(10_000, 0)), '10000'],
  ['a Date before the year 0', new Date(Date.UTC(-1, 0)), '-000001'],
  ['an object', { path: '/etc/passwd' }, 'an object'],
  ['an object with toString', new Money(), 'class Money'],
  ['a boxed number', Object(5), 'class Number'],
  ['an array', ['a'], 'an array'],
  ['an ArrayBuffer', new ArrayBuffer(2), 'class ArrayBuffer'],
  ['numbers of another width', new Float64Array(2), 'class Float64Array'],
  ['a Map', new Map(), 'class Map'],
  ['an object without prototype', Object.create(null), 'an object'],
  ['a symbol', Symbol('a'), 'a symbol'],
  ['a function', () => 1, 'a function'],
  ['a promise', Promise.resolve(1), 'class Promise'],
  ['a lone surrogate', 'a\ud800', 'lone surrogate'],
]

describe('is refused', () => {
  test.each(REFUSED)('%s, by its position', async (_, value, names) => {
    const attempt = db.query('SELECT ?, ?', [1, value] as never)
    await expectRefused(attempt, { code: 'BAD_VALUE', names: ['parameter 2', names], hint: /\w/ })
  })

  test.each(REFUSED)('%s, by its name', async (_, value, names) => {
    const attempt = db.query('SELECT :a, @b', { a: 1, b: value } as never)
    await expectRefused(attempt, { code: 'BAD_VALUE', names: ['parameter "b"', names], hint: /\w/ })
  })

  test.each(REFUSED)('%s, as an input of a procedure', async (_, value, names) => {
    const attempt = db.call('GetOAuthAuthorizationURL', { State: value } as never)
    await expectRefused(attempt, { code: 'BAD_VALUE', names: ['"State"', names], hint: /\w/ })
  })

  test.each(REFUSED)('%s, in a stream', async (_, value, names) => {
    const attempt = db.streamArrays('SELECT ?', [value] as never).next()
    await expectRefused(attempt, { code: 'BAD_VALUE', names: ['parameter 1', names], hint: /\w/ })
  })
})

test.each([
  ['null', null, 'null'],
  ['a number', 5, 'a number'],
  ['a text', 'abc', 'a string'],
  ['a Date', new Date(0), 'class Date'],
  ['bytes', Buffer.from('a'), 'class Buffer'],
  ['a Map', new Map([['a', 1]]), 'class Map'],
])('%s in place of the parameters is refused', async (_, given, names) => {
  const attempt = db.query('SELECT ?', given as never)
  await expectRefused(attempt, { code: 'BAD_VALUE', names: ['the parameters are', names], hint: '[value]' })
})

test.each([
  ['undefined', undefined, null],
  ['a hole of an array', new Array(1)[0], null],
  ['true', true, 1],
  ['false', false, 0],
  ['minus zero', -0, 0],
  ['the largest exact number', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ['a small bigint', 5n, 5],
  ['2^53 + 1 as a bigint', 2n ** 53n + 1n, 2n ** 53n + 1n],
  ['-2^63 as a bigint', -(2n ** 63n), -(2n ** 63n)],
  ['the empty text', '', ''],
  ['a NUL in a text', 'a\0b', 'a\0b'],
  ['a pair of surrogates', '👍🏽', '👍🏽'],
  ['a Date', new Date('2026-01-02T03:04:05.999Z'), '2026-01-02 03:04:05'],
  ['a Date of another realm', runInNewContext('new Date(0)'), '1970-01-01 00:00:00'],
  ['a Date of the year 0', new Date('0000-01-01T00:00:00Z'), '0000-01-01 00:00:00'],
])('%s is bound as documented', async (_, value, answer) => {
  const { rows } = await db.queryArrays('SELECT ?', [value as never])
  expect(rows).toEqual([[answer]])
})

test.each([
  ['a Buffer', Buffer.from([0, 255])],
  ['a part of a Buffer', Buffer.from([9, 0, 255, 9]).subarray(1, 3)],
  ['a Uint8Array of another realm', runInNewContext('new Uint8Array([0, 255])')],
])('%s is a BLOB of its bytes', async (_, value) => {
  const { rows } = await db.queryArrays('SELECT ?1, typeof(?1), hex(?1)', [value as never])
  expect([...(rows[0]![0] as Uint8Array)]).toEqual([0, 255])
  expect(rows[0]!.slice(1)).toEqual(['blob', '00FF'])
})

test('nothing that was refused is kept for the next statement', async () => {
  await expect(db.query('SELECT ?', [Number.NaN])).rejects.toThrow('NaN')
  expect((await db.queryArrays('SELECT ?', [1])).rows).toEqual([[1]])
})
