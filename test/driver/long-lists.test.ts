import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { Engine } from '../../src/sqlite/engine.ts'
import { type Demo, startDemo } from '../support/demo.ts'

let demo: Demo
let db: Connection
let none: Connection

beforeAll(async () => {
  demo = await startDemo({ messages: 60 })
  db = await demo.open()
  none = await demo.open('Pushdown=None')
})
afterAll(() => demo[Symbol.asyncDispose]())

const OTHERS: Readonly<Record<string, (i: number) => number | string>> = {
  Id: i => 100_000 + i,
  Size: i => 1_000_000_000 + i,
  MsgId: i => `'none ${i}'`,
  ReceivedDate: i => `'${new Date(946_684_800_000 + i * 3_600_000).toISOString()}'`,
}

/** The values of the rows are at the end, behind those that are looked at when the statement is planned. */
async function listOf(column: string, count: number): Promise<string> {
  const { rows } = await db.queryArrays(`SELECT ${column} FROM Inbox ORDER BY Id`)
  const wanted = rows.slice(0, 10).map(([value]) => (typeof value === 'number' ? value : `'${value}'`))
  const others = Array.from({ length: count }, (_, i) => OTHERS[column]!(i))
  return [...others, ...wanted].join(',')
}

test.each(['Id', 'MsgId', 'ReceivedDate'])(
  '%s is found in a list of 20,000 values, also at its end',
  async column => {
    const list = await listOf(column, 20_000)
    const sql = `SELECT Id FROM Inbox WHERE ${column} IN (${list}) ORDER BY Id`
    const { rows } = await db.queryArrays(sql)
    expect(rows.length).toBeGreaterThanOrEqual(10)
    expect((await none.queryArrays(sql)).rows).toEqual(rows)
  },
)

test('a column keeps the whole list in the name that it has by its text', async () => {
  const text = `Id IN (${await listOf('Id', 3_000)})`
  const { columns, rows } = await db.queryArrays(`SELECT ${text} FROM Inbox ORDER BY Id LIMIT 10`)
  expect(columns[0]!.name).toBe(text)
  expect(rows.flat()).toEqual(Array(10).fill(1))
})

test('what planning is told of a statement does not grow with its lists', async () => {
  const calls = vi.spyOn(Engine.prototype, 'call')
  const told = async (count: number) => {
    calls.mockClear()
    await db.queryArrays(`SELECT Subject FROM Inbox WHERE Size IN (${await listOf('Id', count)})`)
    const answers = await Promise.all(calls.mock.results.map(({ value }) => value))
    return JSON.stringify(answers.flat().filter(answer => answer && 'program' in answer)).length
  }
  const small = await told(5)
  expect(await told(20_000)).toBe(small)
  calls.mockRestore()
})
