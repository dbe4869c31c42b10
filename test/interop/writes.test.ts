import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startGmaild } from '../../src/gmaild/index.ts'
import { connect } from '../../src/index.ts'
import { temporaryFolder } from '../shell/support/temporary-folder.ts'
import { type Dovecot, PYTHON, startDovecot, USER } from '../support/dovecot.ts'

const ROOT = join(import.meta.dirname, '../..')
const run = promisify(execFile)

interface Server {
  readonly port: number
  readonly user: string
  readonly password: string
}

interface Seen {
  readonly subject: string
  readonly to: string
  readonly date: string
  readonly flags: readonly string[]
  readonly labels: readonly string[] | null
  readonly text: string
  readonly files: readonly (readonly [string, string])[]
}

/** What Python's imaplib and email see, and no code of ours. */
async function seen({ port, user, password }: Server): Promise<Record<string, Seen[]>> {
  const script = join(ROOT, 'test/interop/mailboxes-view.py')
  const { stdout } = await run(PYTHON, [script, `${port}`, user, password], { maxBuffer: 2 ** 26 })
  return JSON.parse(stdout)
}

function target({ port, user, password }: Server): string {
  return `Server=127.0.0.1;Port=${port};TLS=None;User="${user}";Password="${password}";AllowPermanentDelete=true`
}

async function byLibrary(server: Server, script: readonly string[]): Promise<void> {
  await using db = await connect(target(server))
  for (const sql of script) await db.query(sql)
}

async function byShell(server: Server, script: readonly string[]): Promise<void> {
  const file = join(temporaryFolder(), 'writes.sql')
  writeFileSync(file, script.map(sql => `${sql};\n`).join(''))
  await run(process.execPath, [join(ROOT, 'bin/gmailsql'), target(server), '-f', file])
}

const WAYS = [
  ['the library', byLibrary],
  ['the shell', byShell],
] as const

/** In each mailbox the subjects with their flags. */
function flagsIn(view: Record<string, readonly Seen[]>): Record<string, string[]> {
  const entries = Object.entries(view).filter(([, messages]) => messages.length > 0)
  return Object.fromEntries(
    entries.map(([name, messages]) => [
      name,
      messages.map(({ subject, flags }) => [subject, ...flags].join(' ')),
    ]),
  )
}

/** Six messages, and what becomes of them, on any server. */
const COMMON: readonly string[] = [
  "INSERT INTO Labels (Name) VALUES ('Büro/Ablage'), ('Old'), ('Gone'), ('Done')",
  `INSERT INTO Inbox (Subject, [To], BodyText, ReceivedDate, Flags, Attachments, AttachmentData) VALUES
     ('one', 'Jörg <j@example.com>', 'Grüße 東京', '2026-01-05T10:00:00Z', 'Seen', 'ü.txt;b.bin', 'w7w=;AAEC'),
     ('two', 'a@example.com', 'text', '2026-01-05T11:00:00Z', '', NULL, NULL)`,
  "INSERT INTO New#TEMP (Subject, Body) VALUES ('three', 'line\nline'), ('four', 'x'), ('five', 'y')",
  `INSERT INTO Inbox (Subject, [To], BodyText, ReceivedDate) SELECT Subject, 'b@example.com', Body,
     '2026-01-06T00:00:00Z' FROM New#TEMP`,
  "INSERT INTO Old (RawMessage, ReceivedDate) SELECT 'Subject: six' || char(13, 10, 13, 10) || 'raw', '2026-01-07T00:00:00Z'",
  "UPDATE Labels SET Name = 'Archive' WHERE Name = 'Old'",
  "DELETE FROM Labels WHERE Name = 'Gone' AND MessagesTotal = 0",
  "INSERT INTO Labels (Name) VALUES ('Tree'), ('Tree/a'), ('Tree/a/b'), ('Only/leaf'), ('Only/other')",
  "UPDATE Labels SET Name = 'Wood' || substr(Name, 5) WHERE Name LIKE 'Tree%'",
  "DELETE FROM Labels WHERE Name LIKE 'Only%'",
  "UPDATE Inbox SET IsRead = NOT IsRead, IsStarred = 1 WHERE Subject IN ('one', 'two') RETURNING Id",
  "INSERT INTO Inbox#TEMP (Id, Flags) SELECT Id, 'Answered Work' FROM Inbox WHERE Subject = 'three'",
  'UPDATE Inbox (Id, Flags) SELECT Id, Flags FROM Inbox#TEMP',
  "UPDATE Inbox SET Mailbox = 'Büro/Ablage' WHERE Subject = 'four'",
  "DELETE FROM Inbox WHERE Subject = 'five'",
  "EXEC AddMailbox @Mailbox = 'Made'",
  "EXEC RenameMailbox @Mailbox = 'Made', @NewMailbox = 'Renamed'",
  `EXEC CopyEmails @Query = 'SELECT MsgId FROM Archive', @DestinationMailbox = 'Renamed'`,
  `EXEC SetFlags @Query = 'SELECT MsgId FROM Renamed', @Flags = 'Flagged', @OperationType = 'ADD'`,
]

function expectOne(message: Seen): void {
  expect(message).toMatchObject({
    subject: 'one',
    to: 'Jörg <j@example.com>',
    text: 'Grüße 東京',
    files: [
      ['ü.txt', 'w7w='],
      ['b.bin', 'AAEC'],
    ],
  })
  expect(new Date(message.date.replace(/^ /, ''))).toEqual(new Date('2026-01-05T10:00:00Z'))
}

/** The mailboxes that COMMON leaves, beside those of the system. */
function expectMailboxes(view: Record<string, unknown>, others: readonly string[]): void {
  const own = Object.keys(view).filter(name => name !== 'INBOX' && !name.startsWith('['))
  expect(own.sort()).toEqual(['Archive', 'Done', 'Renamed', 'Wood', 'Wood/a', 'Wood/a/b', ...others].sort())
}

describe.each(WAYS)('what is written through %s', (_, write) => {
  test('Python’s imaplib finds on gmaild as it was asked for', async () => {
    const gmaild = await startGmaild({ messages: 0 })
    onTestFinished(() => gmaild.close())
    await write(gmaild, [
      ...COMMON,
      "INSERT INTO MessageLabels (MsgId, Label) SELECT MsgId, 'Done' FROM Inbox WHERE Subject <> 'one'",
      "UPDATE MessageLabels SET Label = 'Archive' WHERE Label = 'Done' AND MsgId IN (SELECT MsgId FROM Inbox WHERE Subject = 'two')",
      "DELETE FROM MessageLabels WHERE Label = '\\Inbox' AND MsgId IN (SELECT MsgId FROM Done)",
      "UPDATE Archive SET Labels = json_insert(Labels, '$[#]', 'Büro/Ablage') WHERE Subject = 'six'",
      "EXEC SetLabels @Query = 'SELECT MsgId FROM Renamed', @Labels = '\\Important', @OperationType = 'ADD'",
    ])
    const view = await seen(gmaild)
    expect(flagsIn(view)).toEqual({
      INBOX: ['one \\Flagged', 'two \\Flagged \\Seen'],
      Archive: ['six \\Flagged', 'two \\Flagged \\Seen'],
      'Büro/Ablage': ['four', 'six \\Flagged'],
      Done: ['three Work \\Answered'],
      Renamed: ['six \\Flagged'],
      '[Gmail]/All Mail': [
        'four',
        'one \\Flagged',
        'six \\Flagged',
        'three Work \\Answered',
        'two \\Flagged \\Seen',
      ],
      '[Gmail]/Important': ['six \\Flagged'],
      '[Gmail]/Starred': ['one \\Flagged', 'six \\Flagged', 'two \\Flagged \\Seen'],
      '[Gmail]/Trash': ['five'],
    })
    const labels = Object.fromEntries(
      view['[Gmail]/All Mail']!.map(message => [message.subject, message.labels]),
    )
    expect(labels).toEqual({
      one: ['\\Inbox', '\\Starred'],
      two: ['Archive', '\\Inbox', '\\Starred'],
      three: ['Done'],
      four: ['Büro/Ablage'],
      six: ['Archive', 'Büro/Ablage', 'Renamed', '\\Important', '\\Starred'],
    })
    expectOne(view['INBOX']![0]!)
    expectMailboxes(view, ['Büro/Ablage'])
    expect(view['Done']![0]!.text).toBe('line\nline')
  })
})

describe('on Dovecot, where a mailbox is a place and there are no labels', () => {
  let dovecot: Dovecot

  beforeAll(async () => {
    dovecot = await startDovecot(null)
  })
  afterAll(() => dovecot?.stop())

  test.each(WAYS)('Python’s imaplib finds what was written through %s', async (way, write) => {
    const user = `${way.replace('the ', '')}.${USER}`
    const server = { port: dovecot.port, user, password: 'secret' }
    await write(server, [
      ...COMMON,
      "UPDATE Archive SET Mailbox = 'Done', IsRead = 1 WHERE Subject = 'six'",
      "EXEC MoveEmails @Query = 'SELECT MsgId FROM Inbox WHERE IsAnswered = 1', @DestinationMailbox = 'Done'",
      "EXEC TrashMessage @Query = 'SELECT MsgId FROM Renamed'",
      "DELETE FROM Trash WHERE Subject = 'six'",
      "DELETE FROM Labels WHERE Name = 'Büro/Ablage'",
    ])
    const view = await seen(server)
    expect(flagsIn(view)).toEqual({
      INBOX: ['one \\Flagged', 'two \\Flagged \\Seen'],
      Done: ['six \\Seen', 'three Work \\Answered'],
      '[Gmail]/Trash': ['five'],
    })
    expectOne(view['INBOX']![0]!)
    expectMailboxes(view, [])
    for (const sql of [
      "UPDATE Inbox SET Labels = '' WHERE Id = 1",
      "INSERT INTO MessageLabels (MsgId, Label) VALUES ('1', 'x')",
    ])
      await expect(write(server, [sql])).rejects.toThrow('this server has no labels')
  })
})
