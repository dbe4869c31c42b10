import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../../src/index.ts'
import { type Demo, startDemo } from '../../support/demo.ts'

let demo: Demo
let db: Connection
const HOSTILE = 'x"\r\nZ9 EXPUNGE'

beforeAll(async () => {
  demo = await startDemo({ messages: 20 })
  demo.gmaild.account.append({ raw: 'Subject: x" Z9 EXPUNGE\r\n\r\n', labels: ['\\Inbox'] })
  db = await demo.open()
})
afterAll(() => demo[Symbol.asyncDispose]())

test.each([
  ['Subject = ?', [HOSTILE]],
  [`Subject = '${HOSTILE}'`, []],
  [`Subject LIKE '%${HOSTILE}%'`, []],
  ['[From] = ?', [HOSTILE]],
  ['MessageId = ?', [HOSTILE]],
  ['Labels = ?', [HOSTILE]],
  ['Labels IN (?, ?)', [HOSTILE, '"\\\r\nZ9 DELETE INBOX']],
  ['Flags = ?', [HOSTILE]],
  ['MsgId = ?', ['1\r\nZ9 EXPUNGE']],
  ['Id = ?', ['1:*\r\nZ9 EXPUNGE']],
  ['ThreadId = ?', ['1 OR 1:*']],
])('WHERE %s finds no row and sends no command of its own', async (condition, params) => {
  demo.commands()
  const { rows } = await db.query(`SELECT Id FROM Inbox WHERE ${condition}`, params)
  expect(rows).toEqual([])
  const sent = demo.commands()
  expect(sent.map(({ line }) => line).join('\n')).not.toMatch(/^Z9|\nZ9|EXPUNGE$|DELETE INBOX$/)
  expect(sent.filter(({ name }) => ['EXPUNGE', 'DELETE', 'STORE', 'SELECT'].includes(name))).toEqual([])
  expect(demo.gmaild.account.mailbox('INBOX')!.uids.length).toBeGreaterThan(1)
})

test('a subject with the same letters is found by them', async () => {
  const { rows } = await db.query('SELECT Subject FROM Inbox WHERE Subject = ?', ['x" Z9 EXPUNGE'])
  expect(rows).toEqual([{ Subject: 'x" Z9 EXPUNGE' }])
})
