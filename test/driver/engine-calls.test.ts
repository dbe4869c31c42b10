import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { Engine } from '../../src/sqlite/engine.ts'
import { type Demo, startDemo } from '../support/demo.ts'

const calls = vi.spyOn(Engine.prototype, 'call')
let demo: Demo
let db: Connection

beforeAll(async () => {
  demo = await startDemo({ messages: 1_500 })
  db = await demo.open()
})
afterAll(async () => {
  calls.mockRestore()
  await demo[Symbol.asyncDispose]()
})

/** Each call is a message to the engine's process and one back. */
async function callsOf(sql: string): Promise<number> {
  calls.mockClear()
  await db.queryArrays(sql)
  return calls.mock.calls.length
}

const AGAIN: readonly (readonly [sql: string, calls: number])[] = [
  ['SELECT 1', 1],
  ['SELECT Subject, [From], Size FROM Inbox LIMIT 20', 1],
  ['SELECT Subject, Size FROM Inbox WHERE Size > 4000 ORDER BY Size DESC LIMIT 20', 1],
  ["SELECT Subject FROM Inbox WHERE Subject LIKE '%report%' ORDER BY Id", 1],
  ['SELECT FromDomain, COUNT(*), SUM(Size) FROM Messages GROUP BY FromDomain ORDER BY 2 DESC', 1],
  // The keys of one side, then the rows.
  ['SELECT m.Subject FROM Messages m JOIN Inbox i ON i.MsgId = m.MsgId ORDER BY m.Id', 2],
  // Rows come in pages of 1,000.
  ['SELECT Id, Subject FROM Messages ORDER BY Id', 2],
  ['SELECT COUNT(*) FROM Inbox', 0],
  ['SELECT Name FROM Labels', 1],
]

test.each(AGAIN)('%s, of mail that is known, calls the engine so often: %i', async (sql, expected) => {
  await db.queryArrays(sql)
  await db.queryArrays(sql)
  expect(await callsOf(sql)).toBe(expected)
})

test('a new statement over mail that is known asks the store once more, and compiles', async () => {
  await db.queryArrays('SELECT Subject FROM Inbox ORDER BY Id')
  await db.queryArrays('SELECT Subject FROM Inbox ORDER BY Id')
  expect(await callsOf('SELECT [To] FROM Inbox ORDER BY Id DESC')).toBe(2)
  expect(await callsOf('SELECT Size, [To] FROM Inbox ORDER BY Id DESC')).toBe(3)
})

test('what came or changed is asked for again', async () => {
  const sql = 'SELECT Subject, IsStarred FROM Inbox ORDER BY Id DESC'
  await db.queryArrays(sql)
  await db.queryArrays(sql)
  const quiet = await callsOf(sql)
  const [newest] = (await db.query<{ MsgId: string }>('SELECT MsgId FROM Inbox ORDER BY Id DESC LIMIT 1'))
    .rows
  demo.gmaild.account.setFlags(BigInt(newest!.MsgId), ['\\Flagged'])
  expect(await callsOf(sql)).toBeGreaterThan(quiet)
  expect((await db.queryArrays(sql)).rows[0]![1]).toBe(1)
})

test('nothing of a statement is left in the engine, however it ends', async () => {
  const left = 'SELECT name FROM sqlite_temp_schema'
  const engineOf = async (work: () => Promise<unknown>) => {
    calls.mockClear()
    await work()
    const engine = calls.mock.contexts[0] as Engine
    return await engine.all(left)
  }
  expect(await engineOf(() => db.query('SELECT Id FROM Messages ORDER BY Id'))).toEqual([])
  expect(await engineOf(() => db.query('SELECT Subject FROM Inbox LIMIT 3'))).toEqual([])
  const leave = async () => {
    for await (const row of db.stream('SELECT Id FROM Messages ORDER BY Id')) if (row) break
  }
  expect(await engineOf(leave)).toEqual([])
  const fail = async () =>
    await expect(db.query('SELECT abs(-9223372036854775807 - 1) FROM Inbox')).rejects.toThrow()
  expect(await engineOf(fail)).toEqual([])
})
