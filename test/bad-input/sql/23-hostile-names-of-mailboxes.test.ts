import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../../src/index.ts'
import { type Demo, startDemo } from '../../support/demo.ts'
import { expectRefused } from '../support.ts'

let demo: Demo
let db: Connection

beforeAll(async () => {
  demo = await startDemo({ messages: 20 })
  demo.gmaild.account.append({ raw: 'Subject: here\r\n\r\n', labels: ['[Gmail]/所有邮件', '50%', 'a*b'] })
  db = await demo.open()
})
afterAll(() => demo[Symbol.asyncDispose]())

test.each([
  'INBOX\r\nA1 DELETE x',
  '../../x',
  '*',
  '%',
  '&-',
  'INBOX*',
  'IN%',
  '50',
  'a%b',
  "x' OR '1'='1",
  'x"; DROP TABLE y',
])('a mailbox called %j is not there, and nothing is opened', async name => {
  demo.commands()
  const quoted = `"${name.replaceAll('"', '""')}"`
  await expectRefused(db.query(`SELECT * FROM ${quoted}`), {
    code: 'NO_TABLE',
    names: [name],
    hint: /\w/,
  })
  const sent = demo.commands()
  expect(sent.filter(({ name: command }) => command !== 'LIST')).toEqual([])
  for (const { line } of sent) expect(line).not.toMatch(/\.\.|A1|DROP|&-/)
})

test('a name with NUL is a syntax error', async () => {
  await expectRefused(db.query('SELECT * FROM "a\0b"'), { code: 'SYNTAX', names: ['NUL'], hint: /\w/ })
})

test.each(['[Gmail]/所有邮件', '50%', 'a*b'])('a mailbox that is really called %j is read', async name => {
  const { rows } = await db.query(`SELECT Subject FROM Mailbox."${name}"`)
  expect(rows).toEqual([{ Subject: 'here' }])
})
