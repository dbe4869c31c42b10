import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../../src/index.ts'
import { type Demo, startDemo } from '../../support/demo.ts'
import { expectRefused } from '../support.ts'

let demo: Demo
let db: Connection

beforeAll(async () => {
  demo = await startDemo({ messages: 20 })
  db = await demo.open()
  await db.query('SELECT COUNT(*) FROM Inbox')
})
afterAll(() => demo[Symbol.asyncDispose]())

const condition = (text: string) => `SELECT Id FROM Messages WHERE ${text}`

test.each([
  ['100,000 parentheses', condition(`${'('.repeat(100_000)}1${')'.repeat(100_000)}`)],
  ['100,000 parentheses that are never closed', condition('('.repeat(100_000))],
  ['100,000 NOT', condition(`${'NOT '.repeat(100_000)}1`)],
  ['100,000 signs', condition(`${'- '.repeat(100_000)}1`)],
  ['1,000,000 OR', condition(`1${' OR 1'.repeat(1_000_000)}`)],
  ['1,000,000 AND', condition(`1${' AND 1'.repeat(1_000_000)}`)],
  ['100,000 CASE', condition(`${'CASE WHEN 1 THEN '.repeat(100_000)}1${' END'.repeat(100_000)}`)],
  ['100,000 subqueries', `${'SELECT * FROM ('.repeat(100_000)}SELECT 1${')'.repeat(100_000)}`],
  ['100,000 casts', condition(`1${'::int'.repeat(100_000)}`)],
  ['100,000 UNION', `SELECT 1${' UNION SELECT 1'.repeat(100_000)}`],
  ['100,000 texts in a sum', condition(`'a'${" + 'a'".repeat(100_000)}`)],
  ['100,000 divisions', condition(`1${' DIV 1'.repeat(100_000)}`)],
])('%s are too complex, and that is said within a second', async (_, sql) => {
  const start = process.cpuUsage()
  await expectRefused(db.query(sql), { code: 'TOO_COMPLEX', names: ['the statement has'], hint: /\w/ })
  const { user, system } = process.cpuUsage(start)
  expect((user + system) / 1000).toBeLessThan(1000)
})

test('what is nested as deep as SQLite takes it runs, and the connection goes on', async () => {
  const { rows } = await db.queryArrays('SELECT COUNT(*) FROM Inbox')
  for (const filter of [
    `${'('.repeat(900)}1${')'.repeat(900)}`,
    `${'NOT '.repeat(900)}1`,
    `IsRead${' OR NOT IsRead'.repeat(900)}`,
    `1${' AND Id BETWEEN 1 AND 1000'.repeat(900)}`,
  ])
    expect((await db.queryArrays(`SELECT COUNT(*) FROM Inbox WHERE ${filter}`)).rows).toEqual(rows)
})
