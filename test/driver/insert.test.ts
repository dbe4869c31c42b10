import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { expect, onTestFinished, test } from 'vitest'
import { type SmallAccount, smallAccount } from '../support/mailbox.ts'

/** The newest message of the account: its octets as they came, and what the server keeps beside them. */
function newest({ demo }: Pick<SmallAccount, 'demo'>) {
  const { account } = demo.gmaild
  const message = account.messages().at(-1)!
  return { ...message, octets: account.raw(message.msgId)! }
}

const count = ({ demo }: Pick<SmallAccount, 'demo'>) => demo.gmaild.account.messages().length

test('INSERT appends a message with its flags and labels, and any mail reader reads what was given', async () => {
  const small = await smallAccount([])
  const { demo, db, sent } = small
  demo.gmaild.account.createLabel('Büro/請求書')
  const result = await db.query(
    `INSERT INTO Inbox (From, To, CC, BCC, ReplyTo, Subject, Date, ReceivedDate, BodyText, BodyHtml, Attachments,
       AttachmentData, Flags, IsStarred, IsImportant, Labels)
     VALUES ('Jörg <j@example.com>', :to, 'c@example.com', 'b@example.com', 'r@example.com', :subject,
       '2026-01-05 10:00:00', :received, 'Grüße', '<b>Grüße</b>', 'Übersicht.txt;b.bin', 'w7w=;AAEC', 'Seen,Work', 1, true,
       'Büro/請求書')`,
    {
      to: '"Lee, Ann" <a@example.com>; 太郎 <t@example.com>',
      subject: 'Zürich 東京 '.repeat(12).trim(),
      received: new Date('2026-01-06T01:02:03Z'),
    },
  )
  expect(result).toMatchObject({ command: 'INSERT', rowCount: 1, rows: [], columns: [] })
  const { octets, flags, labels, internalDate } = newest(small)
  expect(new Set(flags)).toEqual(new Set(['\\Seen', 'Work', '\\Flagged']))
  expect(new Set(labels)).toEqual(new Set(['\\Inbox', '\\Starred', '\\Important', 'Büro/請求書']))
  expect(internalDate).toEqual(new Date('2026-01-06T01:02:03Z'))
  const mail = await PostalMime.parse(octets)
  expect(mail).toMatchObject({
    from: { name: 'Jörg', address: 'j@example.com' },
    to: [
      { name: 'Lee, Ann', address: 'a@example.com' },
      { name: '太郎', address: 't@example.com' },
    ],
    cc: [{ address: 'c@example.com' }],
    bcc: [{ address: 'b@example.com' }],
    replyTo: [{ address: 'r@example.com' }],
    subject: 'Zürich 東京 '.repeat(12).trim(),
    date: '2026-01-05T10:00:00.000Z',
    messageId: expect.stringMatching(/^<.+@example\.com>$/),
  })
  expect([mail.text?.trim(), mail.html?.trim()]).toEqual(['Grüße', '<b>Grüße</b>'])
  const files = mail.attachments.map(({ filename, content }) => [
    filename,
    Buffer.from(content as ArrayBuffer),
  ])
  expect(files).toEqual([
    ['Übersicht.txt', Buffer.from('ü')],
    ['b.bin', Buffer.from([0, 1, 2])],
  ])
  const script = `import sys, json, email, email.policy
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
print(json.dumps([m['subject'], str(m['to']), [a.get_filename() for a in m.iter_attachments()], m.defects == []]))`
  const read: unknown = JSON.parse(execFileSync('python3', ['-c', script], { input: octets }).toString())
  expect(read).toEqual([
    mail.subject,
    '"Lee, Ann" <a@example.com>, 太郎 <t@example.com>',
    ['Übersicht.txt', 'b.bin'],
    true,
  ])
  const lines = sent().filter(line => !/^(?:LIST|STATUS|NOOP)/.test(line))
  expect(lines.map(line => line.replace(/\{\d+[\s\S]*/, '{…}'))).toEqual([
    'EXAMINE "INBOX"',
    'APPEND "INBOX" (Work \\Seen \\Flagged) " 6-Jan-2026 01:02:03 +0000" {…}',
    'SELECT "INBOX"',
    expect.stringMatching(/^UID STORE 1 \+X-GM-LABELS\.SILENT \(.*\)$/),
  ])
})

test('RETURNING, SCOPE_IDENTITY and sys_identity tell what was made, in the order of the rows', async () => {
  const small = await smallAccount([{}])
  const { db } = small
  const returned = await db.query(
    `INSERT INTO Inbox (Subject, To, IsRead) VALUES (?, 'a@x.example', 1), ('zwei', 'b@x.example', 0)
     RETURNING Id, MsgId, Subject AS s, [To], IsRead, Labels, [From]`,
    ['eins'],
  )
  const ids = demoIds(small).slice(-2)
  const common = { Labels: '["\\\\Inbox"]', From: 'demo@gmail.example' }
  expect(returned.rows).toEqual([
    { Id: 2, MsgId: ids[0], s: 'eins', To: 'a@x.example', IsRead: 1, ...common },
    { Id: 3, MsgId: ids[1], s: 'zwei', To: 'b@x.example', IsRead: 0, ...common },
  ])
  expect(returned.columns.map(({ name, type }) => [name, type]).slice(0, 3)).toEqual([
    ['Id', 'INTEGER'],
    ['MsgId', 'TEXT'],
    ['s', 'TEXT'],
  ])
  expect((await db.queryArrays('SELECT SCOPE_IDENTITY()')).rows).toEqual([[3]])
  const keys = { Batch: '1', Operation: 'INSERT', Message: null }
  for (const table of ['sys_identity', 'LastResultInfo#TEMP', '[lastresultinfo#temp]'])
    expect((await db.query(`SELECT * FROM ${table}`)).rows).toEqual([
      { Id: '2', ...keys },
      { Id: '3', ...keys },
    ])
  const whole = await db.query("INSERT INTO Inbox (Subject) VALUES ('all') RETURNING *")
  expect(whole.rows).toMatchObject([{ Id: 4, Subject: 'all', Mailbox: 'INBOX' }])
  expect(whole.columns.map(({ name }) => name)).toEqual(
    (await db.query('SELECT * FROM Inbox LIMIT 0')).columns.map(({ name }) => name),
  )
  await db.query('UPDATE Inbox SET IsRead = 1 WHERE Id IN (2, 4)')
  const { rows } = await db.queryArrays('SELECT Id, Operation FROM LastResultInfo#TEMP ORDER BY Id')
  expect(rows).toEqual([
    ['2', 'UPDATE'],
    ['4', 'UPDATE'],
  ])
  await expect(db.query("INSERT INTO LastResultInfo#TEMP (Id) VALUES ('1')")).rejects.toMatchObject({
    code: 'NOT_WRITABLE',
  })
})

function demoIds({ demo }: SmallAccount): string[] {
  return demo.gmaild.account.messages().map(({ msgId }) => String(msgId))
}

test('INSERT INTO Messages goes to All Mail, or where Mailbox says, and its key is the MsgId', async () => {
  const small = await smallAccount([])
  const { db, demo } = small
  demo.gmaild.account.createLabel('Work')
  const { rows } = await db.query(
    `INSERT INTO Messages (Subject, Labels, Mailbox) VALUES ('a', '["Work"]', NULL), ('b', NULL, 'Work'), ('c', NULL, 'Trash')
     RETURNING Id, Subject, Mailbox, Labels`,
  )
  const ids = demoIds(small)
  expect(rows).toEqual([
    { Id: ids[0], Subject: 'a', Mailbox: '[Gmail]/All Mail', Labels: '["Work"]' },
    { Id: ids[1], Subject: 'b', Mailbox: '[Gmail]/All Mail', Labels: '["Work"]' },
    { Id: ids[2], Subject: 'c', Mailbox: '[Gmail]/Trash', Labels: expect.any(String) },
  ])
  expect((await db.queryArrays('SELECT SCOPE_IDENTITY()')).rows).toEqual([[ids[2]]])
})

test('a draft has the flag of a draft, and is no mail that was sent', async () => {
  const small = await smallAccount([], 'IsHTML=false')
  await small.db.query(
    "INSERT INTO Drafts (To, Subject, MessageBody) VALUES ('a@x.example', 's', '<b>text</b>')",
  )
  const { flags, labels, octets } = newest(small)
  expect([flags, labels]).toEqual([['\\Draft'], ['\\Draft']])
  expect((await PostalMime.parse(octets)).text?.trim()).toBe('<b>text</b>')
  const isDraft = await small.db.queryArrays('SELECT IsDraft FROM Drafts')
  expect(isDraft.rows).toEqual([[1]])
})

test('INSERT … SELECT copies mail, and fills mailboxes from temporary tables', async () => {
  const small = await smallAccount([])
  const { db, demo } = small
  demo.gmaild.account.createLabel('Kopien')
  await db.query(
    `INSERT INTO Inbox (To, Subject, Date, ReceivedDate, BodyText, Attachments, AttachmentData, IsRead)
     VALUES ('ä <a@x.example>', 'Übersicht', '2026-01-05 10:00:00', '2026-01-06 11:00:00', 'Grüße', 'ü.txt;leer', 'w7w=;', 1)`,
  )
  const columns = 'To, Subject, Date, ReceivedDate, BodyText, BodyHtml, Attachments, AttachmentData, Flags'
  const copied = await db.query(
    `INSERT INTO Kopien (${columns}) SELECT FullTo, ${columns.replace('To, ', '')} FROM Inbox`,
  )
  expect(copied.rowCount).toBe(1)
  const read = `SELECT FullTo, ${columns} FROM`
  const [original] = (await db.query(`${read} Inbox`)).rows
  expect((await db.query(`${read} Kopien`)).rows).toEqual([original])

  const raw = await db.query('INSERT INTO Kopien (RawMessage) SELECT RawMessage FROM Inbox WHERE Id = 1')
  // Gmail makes one message of two with the same Message-ID.
  expect([raw.rowCount, count(small)]).toEqual([1, 2])

  const insert = await db.prepare('INSERT INTO rows#TEMP (Subject, Recipient, Body) VALUES (?, ?, ?)')
  for (let n = 1; n <= 5; n++) await insert.run([`Nr. ${n} ☃`, `n${n}@x.example`, `Körper ${n}`])
  const bulk = await db.query(
    `WITH each AS (SELECT * FROM rows#TEMP WHERE Subject <> 'Nr. 3 ☃')
     INSERT INTO Kopien (To, Subject, BodyText) SELECT Recipient, Subject, Body FROM each ORDER BY Subject RETURNING Subject, BodyText`,
  )
  expect(bulk.rows.map(row => [row['Subject'], String(row['BodyText']).trim()])).toEqual(
    [1, 2, 4, 5].map(n => [`Nr. ${n} ☃`, `Körper ${n}`]),
  )
  expect(
    (await db.query('INSERT INTO Kopien (Subject) SELECT Subject FROM Inbox WHERE Id = 99')).rowCount,
  ).toBe(0)
})

test('a time is of TimeZone where it was typed, and UTC where a column or a Date gives it', async () => {
  const small = await smallAccount([], 'TimeZone=Asia/Tokyo')
  const { db } = small
  const received = async (sql: string, params: unknown[] = []) => {
    await db.query(sql, params as string[])
    return newest(small).internalDate.toISOString()
  }
  const values = (value: string) => `INSERT INTO Inbox (Subject, ReceivedDate) VALUES ('x', ${value})`
  const tokyo = '2026-01-05T01:00:00.000Z'
  expect(await received(values("'2026-01-05 10:00:00'"))).toBe(tokyo)
  expect(await received(values('?'), ['2026-01-05 10:00:00'])).toBe(tokyo)
  expect(await received(values('?'), [new Date(tokyo)])).toBe(tokyo)
  expect(await received(values("'2026-01-05T10:00+09:00'"))).toBe(tokyo)
  expect(await received(values("'2026-01-05'"))).toBe('2026-01-04T15:00:00.000Z')
  expect(await received(values("DATEADD('hour', 1, '2026-01-05 09:00:00')"))).toBe(tokyo)
  const select = 'INSERT INTO Inbox (ReceivedDate, Subject) SELECT'
  expect(await received(`${select} ReceivedDate, 'copy' FROM Inbox WHERE Id = 1`)).toBe(tokyo)
  expect(await received(`${select} '2026-01-05 10:00:00' AS r, 'literal'`)).toBe(tokyo)
  expect(
    await received(`${select} DISTINCT ?1, ?2 UNION ALL SELECT ?1, 'second'`, ['2026-01-05 10:00', 'x']),
  ).toBe(tokyo)
  await db.query("INSERT INTO dates#TEMP (d) VALUES ('2026-01-05 01:00:00')")
  expect(await received(`${select} d, 'temp' FROM dates#TEMP`)).toBe(tokyo)
})

test('files are attached by their paths, but never by names that come out of mail', async () => {
  const small = await smallAccount([])
  const { db } = small
  const folder = mkdtempSync(join(tmpdir(), 'gmailsql-insert-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [one, two] = ['Bericht ü.txt', 'b.bin'].map(name => join(folder, name)) as [string, string]
  writeFileSync(one, 'secret')
  writeFileSync(two, Buffer.from([0, 255]))
  const names = async () => {
    const { attachments } = await PostalMime.parse(newest(small).octets)
    return attachments.map(({ filename, content }) => [
      filename,
      Buffer.from(content as ArrayBuffer).toString('latin1'),
    ])
  }
  await db.query('INSERT INTO Inbox (Attachments) VALUES (?)', [`${one}; ${two}`])
  expect(await names()).toEqual([
    ['Bericht ü.txt', 'secret'],
    ['b.bin', '\0\u00ff'],
  ])
  await db.query('INSERT INTO Inbox (Attachments, AttachmentData) VALUES (?, ?)', [
    'x.bin',
    Buffer.from('\0a'),
  ])
  expect(await names()).toEqual([['x.bin', '\0a']])
  const subject = `INSERT INTO Inbox (Subject, Attachments) VALUES ('${one}', 'x')`
  await expect(db.query(subject)).rejects.toMatchObject({ code: 'BAD_VALUE' })
  await db.query('INSERT INTO Inbox (Subject) VALUES (?)', [one])
  const before = count(small)
  for (const sql of [
    'INSERT INTO Inbox (Attachments) SELECT Subject FROM Inbox WHERE Id = 3',
    'INSERT INTO Inbox (Attachments) SELECT ? || Subject FROM Inbox WHERE Id = 3',
    'INSERT INTO Inbox (Attachments) SELECT ? UNION SELECT Subject FROM Inbox WHERE Id = 3',
  ])
    await expect(db.query(sql, sql.includes('?') ? [one] : [])).rejects.toMatchObject({
      code: 'BAD_VALUE',
      hint: expect.stringContaining('AttachmentData'),
    })
  expect(count(small)).toBe(before)
  await db.query('INSERT INTO Inbox (Subject, Attachments) SELECT Subject, ? FROM Inbox WHERE Id = 3', [two])
  expect(await names()).toEqual([['b.bin', '\0\u00ff']])
})

const CRLF = 'x\r\nBcc: victim@x.example'

test.each<[string, string, unknown[]?]>([
  ['BAD_VALUE', "INSERT INTO Inbox (Subject) VALUES ('fine'), (?)", [CRLF]],
  ['BAD_VALUE', 'INSERT INTO Inbox (To) VALUES (?)', [`a@x.example\r\nBcc: v@x.example`]],
  ['BAD_VALUE', 'INSERT INTO Inbox (From) VALUES (?)', ['a@x.example\0']],
  ['BAD_VALUE', 'INSERT INTO Inbox (To) VALUES (?)', ['"v@gmail.com x"@']],
  ['BAD_VALUE', "INSERT INTO Inbox (Attachments, AttachmentData) VALUES (?, 'eA==')", [`a${CRLF}`]],
  ['BAD_VALUE', "INSERT INTO Inbox (Subject, Flags) VALUES ('x', ?)", ['Seen\r\nA1 DELETE "Work"']],
  ['BAD_VALUE', "INSERT INTO Inbox (Flags) VALUES ('Deleted')"],
  ['NO_TABLE', 'INSERT INTO Inbox (Labels) VALUES (?)', ['["Work\\r\\nA1 DELETE x"]']],
  ['NO_TABLE', "INSERT INTO Inbox (Subject, Labels) VALUES ('fine', 'Work'), ('x', 'Wrok')"],
  ['NOT_WRITABLE', "INSERT INTO Inbox (Labels) VALUES ('\\Sent')"],
  ['NOT_WRITABLE', "INSERT INTO Inbox (Labels) VALUES ('\\Trash')"],
  ['NOT_WRITABLE', "INSERT INTO Inbox (Flags) VALUES ('Draft')"],
  ['NOT_WRITABLE', "INSERT INTO Inbox (MsgId) VALUES ('1')"],
  ['NOT_WRITABLE', "INSERT INTO Inbox (FullTo) VALUES ('a@x.example')"],
  ['NOT_WRITABLE', 'INSERT INTO Inbox (IsDraft) VALUES (1)'],
  ['NOT_WRITABLE', "INSERT INTO Threads (Subject) VALUES ('x')"],
  ['NO_COLUMN', "INSERT INTO Inbox (Subjetc) VALUES ('x')"],
  ['NO_TABLE', "INSERT INTO Inboxx (Subject) VALUES ('x')"],
  ['SYNTAX', "INSERT INTO Inbox (Subject, Subject) VALUES ('x', 'y')"],
  ['SYNTAX', "INSERT INTO Inbox (MessageBody, Content) VALUES ('x', 'y')"],
  ['SYNTAX', "INSERT INTO Inbox VALUES ('x')"],
  ['SYNTAX', "INSERT INTO Inbox (Subject, To) VALUES ('x')"],
  ['NOT_SUPPORTED', 'INSERT INTO Inbox DEFAULT VALUES'],
  ['NOT_SUPPORTED', "INSERT OR REPLACE INTO Inbox (Subject) VALUES ('x')"],
  ['NOT_SUPPORTED', "INSERT INTO Inbox (Subject) VALUES ('x') RETURNING ?", [1]],
  ['NOT_SUPPORTED', "EXPLAIN INSERT INTO Inbox (Subject) VALUES ('x')"],
  ['SYNTAX', 'INSERT INTO'],
  ['BAD_VALUE', "INSERT INTO Inbox (Subject, Mailbox) VALUES ('x', 'Work')"],
  ['BAD_VALUE', "INSERT INTO Inbox (ReceivedDate) VALUES ('yesterday')"],
  ['BAD_VALUE', 'INSERT INTO Inbox (RawMessage) VALUES (?)', [Buffer.from('Subject: a\r\n\r\n\0')]],
  ['BAD_VALUE', "INSERT INTO Inbox (RawMessage, Subject) VALUES ('Subject: a', 'b')"],
  ['MESSAGE_LIMIT', 'INSERT INTO Inbox (BodyText) VALUES (?), (?)', ['x', 'y'.repeat(20_000)]],
  ['TOO_MANY_AFFECTED', "INSERT INTO Inbox (Subject) VALUES ('1'), ('2'), ('3'), ('4')"],
])('%s: %s %j, and nothing is sent', async (code, sql, params = []) => {
  const small = await smallAccount([], 'MaxAffected=3', { appendLimit: 20_000 })
  small.demo.gmaild.account.createLabel('Work')
  await expect(small.db.query(sql, params as string[])).rejects.toMatchObject({ code })
  expect(small.sent().filter(line => /APPEND|STORE|SELECT|CREATE|DELETE/.test(line))).toEqual([])
  expect(count(small)).toBe(0)
})

test('an error names the row and the near label; CreateLabels makes labels and mailboxes', async () => {
  const small = await smallAccount([], 'CreateLabels=true')
  const strict = await small.demo.open()
  small.demo.gmaild.account.createLabel('Work')
  const sql = "INSERT INTO Inbox (Subject, Labels) VALUES ('fine', 'Work'), ('x', 'Wrok')"
  await expect(strict.query(sql)).rejects.toMatchObject({
    message: expect.stringMatching(/^row 2: .*"Wrok"/),
    hint: expect.stringContaining('Work'),
  })
  await small.db.query(
    "INSERT INTO Messages (Subject, Labels, Mailbox) VALUES ('x', 'Neu/Äpfel', 'Anderswo')",
  )
  expect(new Set(newest(small).labels)).toEqual(new Set(['Neu/Äpfel', 'Anderswo']))
})

test('DRY RUN lists what would be made, Readonly and Offline refuse, and nothing is sent', async () => {
  const small = await smallAccount([])
  small.demo.gmaild.account.createLabel('Work')
  const dry = await small.db.queryArrays(
    "DRY RUN INSERT INTO Inbox (Subject, IsRead, Labels) VALUES ('x', 1, 'Work'), ('y', 0, NULL)",
  )
  expect(dry.rows).toEqual([
    ['INBOX', null, null, 'a new message; flags \\Seen; labels +Work'],
    ['INBOX', null, null, 'a new message'],
  ])
  const readonly = await small.demo.open('Readonly=true')
  await expect(readonly.query("INSERT INTO Inbox (Subject) VALUES ('x')")).rejects.toMatchObject({
    code: 'READ_ONLY',
  })
  expect(small.sent().filter(line => /APPEND|STORE|SELECT/.test(line))).toEqual([])
})

test('a prepared INSERT runs with each of its values, tells its columns, and ROLLBACK what was done', async () => {
  const small = await smallAccount([])
  const { db } = small
  const insert = await db.prepare('INSERT INTO Inbox (Subject, BodyText) VALUES (?, ?) RETURNING Id, Subject')
  expect((await insert.columns()).map(({ name }) => name)).toEqual(['Id', 'Subject'])
  expect(small.sent().filter(line => line.includes('APPEND'))).toEqual([])
  await db.query('BEGIN')
  for (const n of [1, 2, 3]) expect(await insert.all([`s${n}`, 'b'])).toEqual([{ Id: n, Subject: `s${n}` }])
  await expect(db.query('ROLLBACK')).rejects.toMatchObject({
    message: expect.stringContaining('INSERT of 1 message into Inbox, journal 3'),
  })
})

test('labels of many messages are set together, and BatchSize says of how many', async () => {
  const small = await smallAccount([], 'BatchSize=2')
  for (const label of ['A', 'B']) small.demo.gmaild.account.createLabel(label)
  await small.db.query(
    "INSERT INTO Inbox (Subject, Labels) VALUES ('1', 'A'), ('2', 'A'), ('3', 'B'), ('4', 'A'), ('5', NULL)",
  )
  expect(small.sent().flatMap(line => /^APPEND|^UID STORE \S+|^SELECT/.exec(line)?.[0] ?? [])).toEqual([
    ...['APPEND', 'APPEND', 'SELECT', 'UID STORE 1:2'],
    ...['APPEND', 'APPEND', 'UID STORE 3', 'UID STORE 4', 'APPEND'],
  ])
  const { rows } = await small.db.queryArrays('SELECT Id, Batch FROM sys_identity')
  expect(rows).toEqual([
    ['1', '1'],
    ['2', '1'],
    ['3', '2'],
    ['4', '2'],
    ['5', '3'],
  ])
})

test('ImportMessage puts octets into a mailbox, also out of a stream, and the journal keeps none of them', async () => {
  const small = await smallAccount([])
  const { db } = small
  async function* stream() {
    yield 'Subject: =?UTF-8?Q?=C3=BC?=\r\n\r\nsecr'
    yield Buffer.from('et\r\n')
  }
  const [row] = await db.call('ImportMessage', { RawMessage: stream(), Mailbox: 'Messages', Flags: 'Seen' })
  const [id] = demoIds(small)
  expect(row).toEqual({ Success: 'true', Id: id, MsgId: id })
  expect(newest(small)).toMatchObject({ flags: ['\\Seen'], labels: [] })
  expect(newest(small).octets.toString()).toBe('Subject: =?UTF-8?Q?=C3=BC?=\r\n\r\nsecret\r\n')
  expect((await db.queryArrays('SELECT Operation, Statement FROM sys_journal')).rows).toEqual([
    ['ImportMessage', "EXEC ImportMessage @Mailbox = 'Messages', @Flags = 'Seen'"],
  ])
  await expect(db.call('ImportMessage', { RawMessage: 'x', Mailbox: 'Labels' })).rejects.toMatchObject({
    code: 'BAD_INPUT',
  })
})

test('RETURNING shows messages of Messages that went to Trash', async () => {
  const { db, ids } = await smallAccount([{}])
  const sql = "UPDATE Messages SET Mailbox = 'Trash' WHERE Id = ? AND IsRead = 0 RETURNING Id, Mailbox"
  await expect(db.query(sql, [ids[0]!])).resolves.toMatchObject({
    rows: [{ Id: ids[0], Mailbox: '[Gmail]/Trash' }],
  })
})
