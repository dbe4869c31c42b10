import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BadMailbox, openBadMailbox, type Row, selectBad } from './mailbox.ts'
import { nested, nestedMessages } from './make.ts'

const TOO_DEEP = 'MESSAGE_LIMIT: nested deeper than 100 levels'

let mailbox: BadMailbox
let rows: Readonly<Record<string, Row>>

beforeAll(async () => {
  mailbox = await openBadMailbox({
    '20 multiparts': nested(20),
    '150 multiparts': nested(150),
    '20,000 multiparts': nested(20_000),
    '20 messages': nestedMessages(20),
    '120 messages': nestedMessages(120),
    '20,000 messages': nestedMessages(20_000),
    '500,000 elements': `Content-Type: text/html\r\n\r\n${'<div>'.repeat(500_000)}`,
  })
  rows = await selectBad(mailbox)
})
afterAll(() => mailbox[Symbol.asyncDispose]())

test.each([
  ['150 multiparts', 'nest'],
  ['20,000 multiparts', 'nest'],
  ['120 messages', 'outer'],
  ['20,000 messages', 'outer'],
])('of %s inside one another comes a row that says so, and no others are missing', (name, subject) => {
  const nothing = { BodyText: null, BodyHtml: null, Snippet: null, Attachments: null }
  expect(rows[name]).toMatchObject({ Subject: subject, ...nothing, ParseError: TOO_DEEP })
  expect(rows[name]!['Headers']).toMatch(/^(?:Subject|From): /)
})

test('what a person could have nested is read', () => {
  expect(rows['20 multiparts']).toMatchObject({ BodyText: 'deep', ParseError: null })
  expect(rows['20 messages']).toMatchObject({ Subject: 'outer', BodyText: null, ParseError: null })
})

test('HTML of half a million elements inside one another is there as it is, without a text', () => {
  const { BodyHtml, ...row } = rows['500,000 elements']!
  expect(row).toMatchObject({
    BodyText: null,
    ParseError: 'MESSAGE_LIMIT: HTML nested deeper than 250 elements',
  })
  expect(BodyHtml).toHaveLength(2_500_000)
})

test('the structure alone tells it too, and what cannot be read is still there as it came', async () => {
  const sql = 'SELECT Id, ParseError FROM Inbox WHERE ParseError IS NOT NULL ORDER BY Id'
  const told = await mailbox.db.queryArrays(sql)
  const deep = ['150 multiparts', '20,000 multiparts', '120 messages', '20,000 messages']
  expect(told.rows).toEqual(deep.map(name => [mailbox.ids[name], TOO_DEEP]))
  const raw = await mailbox.db.queryArrays('SELECT RawMessage FROM Inbox WHERE Id = ?', [
    mailbox.ids['150 multiparts']!,
  ])
  expect(Buffer.from(raw.rows[0]![0] as Uint8Array).toString()).toBe(nested(150))
})
