import { expect, test } from 'vitest'
import { startDemo } from '../../support/demo.ts'

const LONG = `<${'x'.repeat(5000)}@example.com>`

test.each([
  ['the same twice', '<one@example.com>'],
  ['none', null],
  ['one of 5,000 characters', LONG],
  ['one with a line break', '<a\r\n b@example.com>'],
])('two messages with %s are two rows, each with its own body', async (_, messageId) => {
  await using demo = await startDemo({ messages: 0 })
  const header = messageId === null ? '' : `Message-ID: ${messageId}\r\n`
  for (const text of ['first', 'second'])
    demo.gmaild.account.append({ raw: `${header}Subject: ${text}\r\n\r\n${text}`, labels: ['\\Inbox'] })
  const db = await demo.open()
  const { rows } = await db.queryArrays('SELECT Subject, BodyText, MessageId FROM Inbox ORDER BY Id')
  expect(rows.map(row => row.slice(0, 2))).toEqual([
    ['first', 'first'],
    ['second', 'second'],
  ])
  for (const row of rows) expect(String(row[2])).not.toMatch(/[\r\n]/)
  const counts = await db.queryArrays('SELECT count(*), count(DISTINCT MsgId) FROM Messages')
  expect(counts.rows).toEqual([[2, 2]])
})
