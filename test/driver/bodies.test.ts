import { expect, test } from 'vitest'
import { startDemo } from '../support/demo.ts'

function mail(...lines: string[]): string {
  return lines.join('\r\n')
}

const PLAIN = mail('Subject: plain', 'Content-Type: text/plain; charset=utf-8', '', 'Grüße,  all', 'of you')
const BOTH = mail(
  'Subject: both',
  'Content-Type: multipart/alternative; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain; charset=iso-8859-1',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'caf=E9',
  '--b',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('<p>café <img src="https://tracker.example/x.png"></p>').toString('base64'),
  '--b--',
)
const WITH_FILE = mail(
  'Subject: file',
  'Content-Type: multipart/mixed; boundary=m',
  '',
  '--m',
  'Content-Type: text/html',
  '',
  '<h1>See the file</h1>',
  '--m',
  'Content-Type: application/octet-stream; name=a.bin',
  'Content-Disposition: attachment; filename=a.bin',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from([0, 1, 2, 253, 254, 255]).toString('base64'),
  '--m',
  'Content-Type: text/csv; name=b.csv',
  'Content-Disposition: attachment; filename=b.csv',
  '',
  'x;y',
  '--m--',
)
const NO_TEXT = mail('Subject: none', 'Content-Type: image/png', '', 'x')

async function startWith(...messages: string[]) {
  const demo = await startDemo({ messages: 0 })
  for (const raw of messages) demo.gmaild.account.append({ raw, labels: ['\\Inbox'] })
  return demo
}

test('BodyText, BodyHtml, MessageBody and Snippet are decoded; what has no text has NULL', async () => {
  await using demo = await startWith(PLAIN, BOTH, WITH_FILE, NO_TEXT)
  const db = await demo.open()
  const { rows } = await db.queryArrays(
    'SELECT Subject, BodyText, BodyHtml, MessageBody, Content, Snippet, ParseError FROM Inbox ORDER BY Id',
  )
  const html = '<p>café <img src="https://tracker.example/x.png"></p>'
  expect(rows).toEqual([
    ['plain', 'Grüße,  all\nof you', null, ...twice('Grüße,  all\nof you'), 'Grüße, all of you', null],
    ['both', 'café', html, ...twice(html), 'café', null],
    [
      'file',
      expect.stringMatching(/see the file/i),
      ...thrice('<h1>See the file</h1>'),
      expect.any(String),
      null,
    ],
    ['none', null, null, null, null, null, null],
  ])
})

function twice(value: string): string[] {
  return [value, value]
}

function thrice(value: string): string[] {
  return [value, value, value]
}

test('texts of many messages come in order, each once, also to a reader who leaves before their end', async () => {
  await using demo = await startDemo({ messages: 0 })
  const texts = Array.from({ length: 1_250 }, (_, i) => `text ${i}`)
  for (const text of texts) demo.gmaild.account.append({ raw: mail('', text), labels: ['\\Inbox'] })
  const newestFirst = texts.toReversed()
  const db = await demo.open()
  const left: unknown[] = []
  for await (const row of db.stream<{ BodyText: string }>('SELECT BodyText FROM Inbox'))
    if (left.push(row.BodyText) === 150) break
  expect(left).toEqual(newestFirst.slice(0, 150))
  const other = await demo.open()
  for (const connection of [db, other]) {
    const { rows } = await connection.queryArrays('SELECT BodyText FROM Inbox')
    expect(rows.flat()).toEqual(newestFirst)
  }
})

test('only text parts are fetched, those at the same place in one command, and once', async () => {
  await using demo = await startWith(PLAIN, PLAIN, BOTH, WITH_FILE, NO_TEXT)
  const db = await demo.open()
  await db.query('SELECT BodyText FROM Inbox ORDER BY Size')
  const peeks = demo.commands().filter(({ line }) => line.includes('BODY.PEEK'))
  // What the few of another kind would need beyond part 1 is less than a round trip is worth.
  expect(peeks.map(({ line }) => line.replace(/^\S+ /, ''))).toEqual([
    'UID FETCH 1:4 (UID BODY.PEEK[1] BODY.PEEK[2])',
  ])
  await db.query('SELECT Snippet, MessageBody FROM [Gmail/All Mail] ORDER BY 1')
  expect(demo.commands().filter(({ line }) => line.includes('BODY.PEEK'))).toEqual([])
})

test('an attachment at the place of another message’s text is not fetched with it', async () => {
  const large = WITH_FILE.replace('AAEC/f7/', 'QUFB'.repeat(20_000))
  await using demo = await startWith(BOTH, large)
  const db = await demo.open()
  const { stats } = await db.query('SELECT BodyText FROM Inbox')
  const peeks = demo.commands().filter(({ line }) => line.includes('BODY.PEEK'))
  expect(peeks.map(({ line }) => line.replace(/^\S+ /, '')).sort()).toEqual([
    'UID FETCH 1 (UID BODY.PEEK[1] BODY.PEEK[2])',
    'UID FETCH 2 (UID BODY.PEEK[1])',
  ])
  expect(stats.bytesReceived).toBeLessThan(10_000)
})

test('RawMessage is the octets, AttachmentData base64 in the order of Attachments', async () => {
  await using demo = await startWith(WITH_FILE, PLAIN)
  const db = await demo.open()
  const { rows } = await db.queryArrays(
    'SELECT RawMessage, Attachments, AttachmentData FROM Inbox ORDER BY Id',
  )
  expect(rows).toEqual([
    [Buffer.from(WITH_FILE), 'a.bin;b.csv', 'AAEC/f7/;eDt5'],
    [Buffer.from(PLAIN), null, null],
  ])
  const fetched = demo.commands().filter(({ line }) => line.includes('BODY.PEEK'))
  expect(fetched.map(({ line }) => line.replace(/^\S+ /, '')).sort()).toEqual([
    'UID FETCH 1 (UID BODY.PEEK[2] BODY.PEEK[3])',
    'UID FETCH 1:2 (UID BODY.PEEK[])',
  ])
})

test('IncludeMessage=true makes * all but AttachmentData and RawMessage', async () => {
  await using demo = await startWith(BOTH)
  const usual = (await (await demo.open()).query('SELECT * FROM Inbox')).columns.map(({ name }) => name)
  const db = await demo.open('IncludeMessage=true')
  const { rows, columns } = await db.query('SELECT * FROM Inbox')
  const names = columns.map(({ name }) => name)
  expect(rows[0]).toMatchObject({ BodyText: 'café', HasAttachments: 0, ListId: null })
  expect(names).toEqual(expect.arrayContaining([...usual, 'Headers', 'MessageBody', 'Snippet', 'PartIds']))
  expect(usual).not.toContain('MessageBody')
  for (const name of ['AttachmentData', 'RawMessage', 'Content', 'HasAttachment'])
    expect(names).not.toContain(name)
  const listed = await db.queryArrays(
    "SELECT IsHidden FROM sys_tablecolumns WHERE TableName = 'INBOX' AND SchemaName = 'IMAP' AND ColumnName = 'Snippet'",
  )
  expect(listed.rows).toEqual([[0]])
})

test('MessageCharset is the charset of text that names none', async () => {
  const unnamed = Buffer.from('Subject: x\r\n\r\n\xf0\xf2\xe9\xf7\xe5\xf4', 'latin1')
  await using demo = await startDemo({ messages: 0 })
  demo.gmaild.account.append({ raw: unnamed, labels: ['\\Inbox'] })
  const db = await demo.open('MessageCharset=koi8-r')
  expect((await db.queryArrays('SELECT BodyText FROM Inbox')).rows).toEqual([['ПРИВЕТ']])
})

test('MaxMessageBytes cuts a text with a ParseError, and leaves out whole messages and attachments with a notice', async () => {
  const long = mail('Subject: long', '', 'word '.repeat(1000))
  const file = WITH_FILE.replace('AAEC/f7/', 'QUFB'.repeat(1000))
  await using demo = await startWith(PLAIN, long, file)
  const db = await demo.open('MaxMessageBytes=1000')
  const texts = await db.queryArrays(
    'SELECT length(BodyText), ParseError FROM Inbox WHERE Subject IN (?, ?) ORDER BY Id',
    ['plain', 'long'],
  )
  expect(texts.rows).toEqual([
    [18, null],
    [expect.any(Number), expect.stringMatching(/^MESSAGE_LIMIT: of the \d+ bytes of part 1 the first 1000/)],
  ])
  expect(texts.rows[1]![0]).toBeGreaterThan(900)
  expect(texts.rows[1]![0]).toBeLessThanOrEqual(1000)
  const raw = await db.queryArrays('SELECT RawMessage IS NULL FROM Inbox ORDER BY Id')
  expect(raw.rows).toEqual([[0], [1], [1]])
  expect(raw.notices.map(({ code }) => code)).toEqual(['MESSAGE_LIMIT', 'MESSAGE_LIMIT'])
  const data = await db.queryArrays("SELECT AttachmentData FROM Inbox WHERE Subject = 'file'")
  expect(data.rows).toEqual([[';eDt5']])
  expect(data.notices).toEqual([
    { code: 'MESSAGE_LIMIT', message: expect.stringContaining('part 2 of message 3 has') },
  ])
})

test('bodies are fetched for the rows that the other terms, ORDER BY and LIMIT leave', async () => {
  await using demo = await startDemo({ messages: 300 })
  const db = await demo.open()
  const sql =
    "SELECT BodyText FROM [Gmail/All Mail] WHERE Subject LIKE '%e%' ORDER BY ReceivedDate DESC LIMIT 5"
  const { rows } = await db.query(sql)
  expect(rows).toHaveLength(5)
  const commands = demo.commands().filter(({ name }) => name === 'UID FETCH')
  expect(commands.map(({ line }) => /\(UID (.*)\)$/.exec(line)![1])).toEqual([
    'X-GM-MSGID ENVELOPE INTERNALDATE RFC822.SIZE',
    'X-GM-MSGID BODYSTRUCTURE BODY.PEEK[]<0.32001>',
  ])
})

test('a message that leaves the mailbox before its body came is no row', async () => {
  await using demo = await startDemo({
    messages: 0,
    intercept: ({ line }) => (line.includes('BODY.PEEK') ? { rows: 1 } : undefined),
  })
  for (const raw of [PLAIN, BOTH]) demo.gmaild.account.append({ raw, labels: ['\\Inbox'] })
  const db = await demo.open()
  const { rows } = await db.queryArrays("SELECT Subject FROM Inbox WHERE BodyText IS NOT 'x'")
  expect(rows).toEqual([['plain']])
})
