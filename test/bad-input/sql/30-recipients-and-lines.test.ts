import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../../src/index.ts'
import { type Demo, startDemo } from '../../support/demo.ts'
import { connected, expectRefused } from '../support.ts'

let demo: Demo
let db: Connection
beforeAll(async () => {
  demo = await startDemo({ messages: 0 })
  db = await demo.open()
})
afterAll(() => demo[Symbol.asyncDispose]())

const INSERT = 'INSERT INTO Inbox (Subject, [From], [To], BodyText) VALUES (?, ?, ?, ?)'
const sent = () => demo.commands().filter(({ name }) => name === 'APPEND')

test.each([
  ['To', ['x', 'a@x.com', 'a@x.com\r\nBcc: v@y.com', 'b']],
  ['To', ['x', 'a@x.com', 'a@x.com\nBcc: v@y.com', 'b']],
  ['Subject', ['x\r\nBcc: v@y.com', 'a@x.com', 'a@x.com', 'b']],
  ['From', ['x', 'a\0@x.com', 'a@x.com', 'b']],
])('row 30: a line end or NUL in %s is refused before anything is sent', async (column, values) => {
  demo.commands()
  await expectRefused(db.query(INSERT, values), { code: 'BAD_VALUE', names: [column, 'U+00'], hint: /\w/ })
  expect(sent()).toEqual([])
})

test('row 30: a quoted local part goes to its own domain, whatever is in it', async () => {
  demo.commands()
  await db.query(INSERT, ['x', 'a@x.com', '"v@gmail.com x"@internal.example', 'b'])
  const [append] = sent()
  expect(append?.line).toMatch(/^To: <?"v@gmail\.com x"@internal\.example>?\r?$/m)
  expect(append?.line).not.toMatch(/^To:.*[,;]/m)
})

test('row 30: 600 recipients are more than Gmail takes, and are refused before it is connected to', async () => {
  const many = Array.from({ length: 600 }, (_, n) => `u${n}@x.com`).join(';')
  await connected('User=me@gmail.com;Password=x', async gmail => {
    const sending = gmail.call('SendMailMessage', { To: many, Subject: 'x', MessageBody: 'y' })
    await expectRefused(sending, { code: 'BAD_INPUT', names: ['600'], hint: '500' })
  })
})
