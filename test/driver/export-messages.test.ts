import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startDemo } from '../support/demo.ts'

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'gmailsql-messages-'))
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

const READ_MBOX = `
import hashlib, json, mailbox, re, sys
box = mailbox.mbox(sys.argv[1])
entries = []
for key, message in box.items():
    octets = re.sub(rb"(?m)^>(>*From )", rb"\\1", box.get_bytes(key))
    entries.append([message.get_from(), message["Message-ID"], hashlib.sha256(octets.rstrip()).hexdigest()])
print(json.dumps(entries))
`
const DIGEST = `
import hashlib, json, sys
print(json.dumps([hashlib.sha256(open(p, "rb").read().replace(b"\\r\\n", b"\\n").rstrip()).hexdigest() for p in sys.argv[1:]]))
`

function python(script: string, ...args: string[]): unknown {
  return JSON.parse(execFileSync('python3', ['-c', script, ...args], { encoding: 'utf8' }))
}

test("INTO mbox:// writes messages that Python's mailbox reads one by one, octets and all", async () => {
  await using demo = await startDemo({ messages: 60 })
  const db = await demo.open()
  const file = join(place, 'mail.mbox')
  const select = 'FROM Messages ORDER BY MsgId'
  const [told] = (await db.query(`SELECT RawMessage, [From], ReceivedDate INTO 'mbox://${file}' ${select}`))
    .rows
  const { rows } = await db.query<{ MsgId: string; MessageId: string; From: string; ReceivedDate: string }>(
    `SELECT MsgId, MessageId, [From], ReceivedDate ${select}`,
  )
  expect(told).toEqual({ File: file, Format: 'mbox', Rows: rows.length, Bytes: statSync(file).size })

  const folder = join(place, 'each')
  await db.query(`SELECT RawMessage, MsgId INTO 'eml://${folder}' ${select}`)
  const files = rows.map(({ MsgId }) => join(folder, `${MsgId}.eml`))
  const digests = python(DIGEST, ...files) as string[]
  const entries = python(READ_MBOX, file) as [string, string | null, string][]
  expect(entries.map(([, id]) => id?.trim() ?? null)).toEqual(rows.map(({ MessageId }) => MessageId))
  expect(entries.map(([, , digest]) => digest)).toEqual(digests)
  expect(entries.map(([from]) => from)).toEqual(
    rows.map(
      ({ From, ReceivedDate }) => `${From?.replace(/\s+/g, '') ?? 'MAILER-DAEMON'} ${asctime(ReceivedDate)}`,
    ),
  )
})

function asctime(text: string): string {
  const [, day, month, date, year, time] = /^(\w+), (\d+) (\w+) (\d+) (.{8})/
    .exec(new Date(`${text.replace(' ', 'T')}Z`).toUTCString())!
    .map(String) as [string, string, string, string, string, string]
  return `${day} ${date} ${month.replace(/^0/, ' ')} ${time} ${year}`
}

test('a line of a message that would begin another gets a mark that can be undone', async () => {
  await using demo = await startDemo({ messages: 5 })
  const db = await demo.open()
  const file = join(place, 'mail.mbox')
  const text = 'Subject: x\r\n\r\nFrom here\r\n>From there\r\nfrom all\r\n'
  await db.query(`SELECT CAST(? AS BLOB) AS RawMessage INTO 'mbox://${file}'`, [text])
  expect(readFileSync(file, 'latin1')).toBe(
    'From MAILER-DAEMON Thu Jan  1 00:00:00 1970\nSubject: x\n\n>From here\n>>From there\nfrom all\n\n',
  )
})

test('INTO eml:// makes a new private folder with the octets of each message', async () => {
  await using demo = await startDemo({ messages: 60 })
  const db = await demo.open()
  const folder = join(place, 'out')
  const { rows } = await db.query(`SELECT RawMessage, Id INTO 'eml://${folder}' FROM Inbox LIMIT 7`)
  const { rows: messages } = await db.query<{ Id: number; RawMessage: Buffer }>(
    'SELECT Id, RawMessage FROM Inbox LIMIT 7',
  )
  const bytes = messages.reduce((sum, { RawMessage }) => sum + RawMessage.length, 0)
  expect(rows).toEqual([{ File: folder, Format: 'eml', Rows: 7, Bytes: bytes }])
  expect(readdirSync(folder).toSorted()).toEqual(messages.map(({ Id }) => `${Id}.eml`).toSorted())
  for (const { Id, RawMessage } of messages)
    expect(readFileSync(join(folder, `${Id}.eml`)).equals(RawMessage)).toBe(true)
  expect(readdirSync(place)).toEqual(['out'])
  if (process.platform === 'win32') return
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(statSync(join(folder, `${messages[0]!.Id}.eml`)).mode & 0o777).toBe(0o600)
})

test('names of files are safe, numbered where two are the same, and never leave the folder', async () => {
  await using demo = await startDemo({ messages: 5 })
  const db = await demo.open()
  const folder = join(place, 'out')
  const rows = ['../../x', '../../x', '7/12@INBOX', 'CON', ''].map(id => `('${id}', x'61')`).join(', ')
  await db.query(
    `SELECT column1 AS MsgId, column2 AS RawMessage INTO 'eml://${folder}' FROM (VALUES ${rows}) v`,
  )
  expect(readdirSync(place)).toEqual(['out'])
  expect(readdirSync(folder).toSorted()).toEqual(
    ['000005.eml', '7-12@INBOX.eml', '_CON.eml', 'x (2).eml', 'x.eml'].toSorted(),
  )
})

test.each(['mbox', 'eml'])('%s:// is refused without RawMessage, and leaves nothing', async format => {
  await using demo = await startDemo({ messages: 5 })
  const db = await demo.open()
  const statement = `SELECT Subject INTO '${format}://${join(place, 'x')}' FROM Inbox`
  await expect(db.query(statement)).rejects.toMatchObject({
    code: 'BAD_VALUE',
    message: expect.stringContaining('no RawMessage'),
    hint: expect.stringContaining('SELECT RawMessage'),
  })
  expect(readdirSync(place)).toEqual([])
})

test.each(['mbox', 'eml'])('%s:// leaves no message out: a NULL ends it and nothing stays', async format => {
  await using demo = await startDemo({ messages: 60 })
  const db = await demo.open('MaxMessageBytes=2000')
  const statement = `SELECT RawMessage, Id INTO '${format}://${join(place, 'x')}' FROM Messages`
  await expect(db.query(statement)).rejects.toMatchObject({
    code: 'BAD_VALUE',
    message: expect.stringMatching(/RawMessage of row \d+ is NULL/),
    hint: expect.stringContaining('MaxMessageBytes'),
  })
  expect(readdirSync(place)).toEqual([])
})

test('eml:// takes a new folder only, and no overwrite', async () => {
  await using demo = await startDemo({ messages: 5 })
  const db = await demo.open()
  await expect(db.query(`SELECT x'61' AS RawMessage INTO 'eml://${place}'`)).rejects.toMatchObject({
    code: 'FILE_EXISTS',
  })
  const other = `eml://${join(place, 'x')};overwrite=true`
  await expect(db.query(`SELECT x'61' AS RawMessage INTO '${other}'`)).rejects.toMatchObject({
    code: 'BAD_VALUE',
    hint: 'It has none.',
  })
  expect(existsSync(join(place, 'x'))).toBe(false)
})
