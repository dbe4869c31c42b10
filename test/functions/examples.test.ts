import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Connection, connect } from '../../src/index.ts'
import { functions } from '../../src/sql/functions/index.ts'

/** The moment that the examples tell of; only the host asks a clock, once for each statement. */
const MOMENT = new Date('2026-03-05T06:07:08.900Z')

let db: Connection
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: MOMENT })
  db = await connect('Server=127.0.0.1;Port=1;TLS=None;User=demo@gmail.example;Password=x')
})
afterAll(async () => {
  vi.useRealTimers()
  await db.close()
})

describe('a function gives what its example says', () => {
  test.each(functions.map(({ name, example: [expression, gives] }) => ({ name, expression, gives })))(
    '$name: $expression',
    async ({ expression, gives }) => {
      const { rows } = await db.queryArrays(`SELECT ${expression}`)
      expect(rows).toEqual([[gives]])
    },
  )
})

test('names are in capitals, and no name is listed twice', () => {
  const names = functions.map(({ name }) => name)
  expect(names).toEqual(names.map(name => name.toUpperCase()))
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})
