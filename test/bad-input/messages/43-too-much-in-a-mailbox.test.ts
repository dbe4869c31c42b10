import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Notice } from '../../../src/util/notice.ts'
import { connected } from '../support.ts'
import { type BadMailbox, openBadMailbox, type Row, selectBad } from './mailbox.ts'
import { messageOf, numbered } from './make.ts'

let mailbox: BadMailbox
let rows: Readonly<Record<string, Row>>

beforeAll(async () => {
  mailbox = await openBadMailbox({
    'a million parts': messageOf('multipart/mixed; boundary=a', `${'--a\r\n\r\n'.repeat(1_000_000)}--a--`),
    '85,000 recipients': `Subject: x\r\nTo: ${numbered(85_000, i => `"n${i}" <u${i}@example.com>, `)}\r\n\r\nx`,
    'a name in 60,000 pieces': messageOf(`text/plain${numbered(60_000, i => `;\r\n name*${i}=a`)}`, 'x'),
    '100,000 header fields': `${numbered(100_000, i => `X-H${i}: v\r\n`)}Subject: x\r\n\r\nx`,
    'a subject of 20 MB': `Subject: ${'A'.repeat(20_000_000)}\r\n\r\nx`,
    'a subject folded a million times': `Subject: x${'\r\n y'.repeat(1_000_000)}\r\n\r\nx`,
    '100,000 groups': `Subject: x\r\nTo: ${'g:'.repeat(100_000)}\r\n\r\nx`,
    'a million open comments': `Subject: x\r\nFrom: ${'('.repeat(1_000_000)}\r\n\r\nx`,
  })
  rows = await selectBad(mailbox)
})
afterAll(() => mailbox[Symbol.asyncDispose]())

test.each([
  ['a million parts', { Subject: 'x', BodyText: null }, 'more than 10000 parts'],
  ['85,000 recipients', { Subject: null, To: null, BodyText: 'x' }, 'its ENVELOPE is too long'],
  [
    'a name in 60,000 pieces',
    { Subject: 'x', BodyText: null, Attachments: null },
    'parameters in more than 1000 pieces (RFC 2231)',
  ],
  ['100,000 groups', { Subject: null, To: null, BodyText: 'x' }, 'its ENVELOPE is too long'],
])('%s cost a message what they stand in, and its row says so', (name, cells, limit) => {
  expect(rows[name]).toMatchObject({ ...cells, ParseError: `MESSAGE_LIMIT: ${limit}` })
})

test.each([
  ['100,000 header fields', { Subject: 'x' }],
  ['a subject folded a million times', { Subject: `x${' y'.repeat(1_000_000)}` }],
  ['a million open comments', { Subject: 'x' }],
])('%s are read', (name, cells) => {
  expect(rows[name]).toMatchObject({ ...cells, BodyText: 'x', ParseError: null })
})

test('a subject of 20 MB is read whole', () => {
  const { Subject, ...row } = rows['a subject of 20 MB']!
  expect(Subject).toHaveLength(20_000_000)
  expect(row).toMatchObject({ BodyText: 'x', ParseError: null })
})

test('the reason does not depend on which columns were read before', async () => {
  await using db = await mailbox.demo.open()
  const sql = 'SELECT ParseError FROM Inbox WHERE Id = ?'
  const id = mailbox.ids['85,000 recipients']!
  const expected = [[rows['85,000 recipients']!['ParseError']]]
  expect((await db.queryArrays(sql, [id])).rows).toEqual(expected)
  await db.query('SELECT Subject FROM Inbox')
  expect((await db.queryArrays(sql, [id])).rows).toEqual(expected)
})

test('a notice names the message whose envelope cannot be read', async () => {
  const notices: Notice[] = []
  const sql = 'SELECT Subject FROM Inbox WHERE Id = ?'
  await connected(mailbox.demo.connectionString, db => db.query(sql, [mailbox.ids['85,000 recipients']!]), {
    onNotice: notice => notices.push(notice),
  })
  expect(notices).toMatchObject([
    { code: 'UNREADABLE_MESSAGE', message: expect.stringContaining('ENVELOPE of UID 4 in "INBOX"') },
  ])
})

test('the newest of a mailbox come as well, which are asked for by their places', async () => {
  await using db = await mailbox.demo.open()
  const { rows: newest } = await db.queryArrays('SELECT Id, Subject FROM Inbox LIMIT 16')
  const isBad = new Map(Object.entries(mailbox.ids).map(([name, id]) => [id, rows[name]!]))
  const ids = Array.from({ length: 16 }, (_, index) => 17 - index)
  expect(newest).toEqual(
    ids.map(id => [id, isBad.get(id)?.['Subject'] ?? (isBad.has(id) ? null : `good ${id}`)]),
  )
})
