import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection, Parameters } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'

let demo: Demo
let db: Connection
let none: Connection
let trusted: Connection
beforeAll(async () => {
  demo = await startDemo({ messages: 80 })
  db = await demo.open()
  none = await demo.open('Pushdown=None')
  trusted = await demo.open('Pushdown=Trusted')
})
afterAll(() => demo[Symbol.asyncDispose]())

async function searchOf(connection: Connection, where: string, params: Parameters = []): Promise<string> {
  const plan = await connection.explain(`SELECT Id FROM Inbox WHERE ${where}`, params)
  return /search {4}(.*?)(?: -- .*)?$/m.exec(plan)?.[1] ?? ''
}

test.each<readonly [where: string, params: Parameters, search: string]>([
  ['Size > 2 * 1024', [], 'LARGER 2048'],
  ['Size > (5 * 1024 * 1024)', [], 'LARGER 5242880'],
  ['2 * 1024 <= Size', [], 'LARGER 2047'],
  ['Size < 2.5 * 1024', [], 'SMALLER 2560'],
  ['Size > -(-3)', [], 'LARGER 3'],
  ['Size > ? * 1024', [2], 'LARGER 2048'],
  ['Size BETWEEN 1 + 1 AND 10 * 10', [], '(LARGER 1 SMALLER 101)'],
  ["Size > LENGTH('abc') * 100", [], 'LARGER 300'],
  ['Id IN (1 + 1, 2 * 2)', [], 'UID 2,4'],
  ['IsRead = 1 - 1', [], 'UNSEEN'],
  ["MsgId = '1' || '7'", [], 'X-GM-MSGID 17'],
])('%s %j is searched as %s', async (where, params, search) => {
  expect((await searchOf(db, where, params)).replace(/^\((.*)\)$/, '$1')).toBe(
    search.replace(/^\((.*)\)$/, '$1'),
  )
})

test('texts that are put together are searched by Trusted', async () => {
  expect(await searchOf(trusted, "Subject = 'in' || 'voice'")).toContain('invoice')
  expect(await searchOf(trusted, "Subject = UPPER('x')")).toContain('X')
})

test.each([
  'Size > 9223372036854775807 * 2',
  'Size > 9223372036854775807 + 1',
  'Size > 1.5 * 1.5',
  'Size > 1024 / 0',
  'Size > 1e308 * 10',
  'Size > abs(-9223372036854775808) OR 1',
  "Size > '1' || '024'",
  "Size > x'31' || ''",
  'Subject = 1.0 * 10',
  'Size > random() * 0 + 3000',
  'Size > ABS(Id) * 10',
  'Size > 10 * (SELECT 300)',
  'MsgId > 1 + 1',
  'Size + 1 > 2 * 1024',
  'NOT Size > 2 * 1024',
  'Id > 1 + NULL',
])('%s gives the rows that it gives without pushdown', async where => {
  const rows = async (connection: Connection) => {
    const sql = `SELECT Id FROM Inbox WHERE ${where} ORDER BY Id`
    return await connection.queryArrays(sql).then(
      ({ rows: found }) => found,
      (error: Error) => error.message,
    )
  }
  expect(await rows(db)).toEqual(await rows(none))
})

test('a constant that cannot be computed does not keep others from being searched, nor fails where no row asks for it', async () => {
  const where = "Size > LEFT('abc', 'x') AND IsRead = 0"
  expect(await searchOf(db, where)).toBe('UNSEEN')
  const { rows } = await db.queryArrays(`SELECT Id FROM Inbox WHERE Id < 0 AND ${where}`)
  expect(rows).toEqual([])
})
