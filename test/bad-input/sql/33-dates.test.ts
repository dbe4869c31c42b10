import { expect, test } from 'vitest'
import { startDemo } from '../../support/demo.ts'
import { expectRefused } from '../support.ts'

test.each([
  '0000-00-00',
  '2024-02-30',
  '9999-12-31T23:59:60Z',
  '1-Jan-2024 ALL OR FROM x',
  '1/5/2026',
  '2026-01-05 25:00',
  '2026-01-05+99:00',
  'yesterday',
  '',
])("a date column compared with '%s' is refused, and nothing is sent", async text => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  await db.query('SELECT COUNT(*) FROM Inbox')
  demo.commands()
  const refusal = { code: 'BAD_VALUE', names: [`'${text}'`], hint: /YYYY-MM-DD/ } as const
  await expectRefused(db.query(`SELECT * FROM Inbox WHERE ReceivedDate >= '${text}'`), refusal)
  await expectRefused(db.query('SELECT * FROM Inbox WHERE ReceivedDate >= ?', [text]), refusal)
  await expectRefused(db.query(`SELECT * FROM Inbox WHERE Date IN ('2026-01-05', '${text}')`), refusal)
  await expectRefused(db.query(`SELECT * FROM Inbox WHERE Date BETWEEN '${text}' AND '2026-01-05'`), refusal)
  expect(demo.commands().filter(({ name }) => /SEARCH|FETCH/.test(name))).toEqual([])
})
