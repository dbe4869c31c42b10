import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeDirectory } from '../oauth/settings/support.ts'
import { type Demo, startDemo } from '../support/demo.ts'

const ALL = 'SELECT Subject, IsRead FROM [Gmail/All Mail]'
const INBOX = 'SELECT Subject FROM Inbox'
const RAW = 'Subject: just arrived\r\n\r\nhello\r\n'

/** Runs statements in a connection of its own; the rows of the last. */
async function run(demo: Demo, properties: string, ...statements: string[]) {
  const db = await demo.open(properties)
  try {
    let rows: readonly unknown[] = []
    for (const sql of statements) rows = (await db.query(sql)).rows
    return rows
  } finally {
    await db.close()
  }
}

/** What was sent, the login included. */
function sent({ gmaild }: Demo): string[] {
  const names = gmaild.record.map(({ name }) => name).filter(name => name !== 'LOGOUT')
  gmaild.clearRecord()
  return names
}

async function filled(demo: Demo, ...statements: string[]): Promise<string> {
  const location = `CacheLocation="${join(makeDirectory(), 'mail.db')}"`
  await run(demo, `AutoCache=true;${location}`, ...statements)
  demo.gmaild.clearRecord()
  return location
}

test('AutoCache keeps what was seen: within CacheTolerance another connection asks for nothing but the list', async () => {
  await using demo = await startDemo()
  const location = await filled(demo, ALL)
  const rows = await run(demo, `AutoCache=true;${location}`, ALL)
  const commands = sent(demo)
  expect(commands.filter(name => /FETCH|EXAMINE|SEARCH/.test(name))).toEqual([])
  expect(commands).toContain('LIST')
  expect(rows).toEqual(await run(demo, '', ALL))
})

test('CacheLocation names the file', async () => {
  await using demo = await startDemo({ messages: 30 })
  const path = join(makeDirectory(), 'here.db')
  await run(demo, `CacheLocation="${path}"`, ALL)
  expect(existsSync(path)).toBe(true)
})

test('CacheMetadata keeps the list of mailboxes too: there is no connection at all', async () => {
  await using demo = await startDemo()
  const location = await filled(demo, ALL)
  const rows = await run(demo, `AutoCache=true;CacheMetadata=true;${location}`, ALL)
  expect(sent(demo)).toEqual([])
  expect(rows).toEqual(await run(demo, '', ALL))
})

describe('CacheTolerance', () => {
  test('is how long a mailbox is not asked for again', async () => {
    await using demo = await startDemo()
    const db = await demo.open('CacheTolerance=3600')
    const before = await db.query(ALL)
    demo.gmaild.account.append({ raw: RAW, labels: ['\\Inbox'] })
    demo.gmaild.clearRecord()
    expect((await db.query(ALL)).rows).toEqual(before.rows)
    expect((await db.query('SELECT COUNT(*) AS n FROM [Gmail/All Mail]')).rows).toEqual([
      { n: before.rowCount },
    ])
    expect(sent(demo)).toEqual([])
  })

  test('0 asks before each statement, with AutoCache too', async () => {
    await using demo = await startDemo()
    const location = await filled(demo, ALL)
    demo.gmaild.account.append({ raw: RAW, labels: ['\\Inbox'] })
    const rows = await run(demo, `AutoCache=true;CacheTolerance=0;${location}`, ALL)
    expect(rows[0]).toMatchObject({ Subject: 'just arrived' })
  })

  test('over, the server is asked again', async () => {
    await using demo = await startDemo()
    const db = await demo.open('CacheTolerance=1')
    await db.query(ALL)
    demo.gmaild.account.append({ raw: RAW, labels: ['\\Inbox'] })
    await new Promise(resolve => setTimeout(resolve, 1_100))
    expect((await db.query(ALL)).rows[0]).toMatchObject({ Subject: 'just arrived' })
  })

  test('does not hide what was never fetched: the server is asked for it', async () => {
    await using demo = await startDemo()
    const db = await demo.open('CacheTolerance=3600')
    const fresh = await demo.open()
    await db.query('SELECT Subject FROM Inbox LIMIT 5')
    const statements = [
      'SELECT Subject, Size FROM Inbox LIMIT 5',
      'SELECT Subject FROM Inbox LIMIT 20',
      "SELECT Subject FROM Inbox WHERE [From] LIKE '%a%' ORDER BY Size LIMIT 10",
      'SELECT COUNT(*) AS n FROM Inbox WHERE IsRead = 0',
      'SELECT Snippet FROM Inbox LIMIT 3',
      'SELECT MIN(Id) AS low, MAX(Id) AS high FROM Inbox',
      'SELECT a.Subject FROM Inbox a JOIN [Gmail/All Mail] b ON a.MsgId = b.MsgId ORDER BY a.Id',
      'SELECT Subject FROM Messages ORDER BY ReceivedDate DESC LIMIT 7',
    ]
    for (const sql of [...statements, ...statements])
      expect((await db.query(sql)).rows, sql).toEqual((await fresh.query(sql)).rows)
  })
})

describe('Offline', () => {
  test('answers from the store, and never connects', async () => {
    await using demo = await startDemo()
    const statements = [
      ALL,
      'SELECT COUNT(*) AS n FROM [Gmail/All Mail]',
      'SELECT COUNT(*) AS n FROM [Gmail/All Mail] WHERE IsRead = 0',
      'SELECT Subject FROM [Gmail/All Mail] WHERE IsRead = 1 ORDER BY Subject, Id LIMIT 5',
      'SELECT MAX(Id) AS high FROM [Gmail/All Mail]',
      "SELECT Name FROM Labels WHERE Type = 'user' ORDER BY Name",
    ]
    const location = await filled(demo, ALL)
    const expected: unknown[] = []
    for (const sql of statements) expected.push(await run(demo, '', sql))
    await demo.gmaild.close()
    for (const [index, sql] of statements.entries())
      expect(await run(demo, `Offline=true;ConnectOnOpen=true;${location}`, sql), sql).toEqual(
        expected[index],
      )
  })

  test.each([
    [INBOX, /Inbox|INBOX/],
    ['SELECT Size FROM [Gmail/All Mail]', /Size.*All Mail/],
    ['SELECT Subject, BodyText FROM [Gmail/All Mail] LIMIT 3', /All Mail/],
    [
      "SELECT Subject FROM [Gmail/All Mail] WHERE GmailSearch = 'report'",
      /search.*All Mail|All Mail.*search/,
    ],
    ['SELECT MessagesUnread FROM Labels', /messages/],
  ])('%s: what the store lacks is told, never an empty result', async (sql, message) => {
    await using demo = await startDemo()
    const location = await filled(demo, ALL)
    await expect(run(demo, `Offline=true;${location}`, sql)).rejects.toMatchObject({
      code: 'NOT_IN_STORE',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('Offline=false'),
    })
    expect(sent(demo)).toEqual([])
  })

  test('CONTAINS reads words itself, in subjects and in texts that are kept', async () => {
    await using demo = await startDemo({ messages: 60 })
    const location = await filled(demo, 'SELECT Subject, BodyText FROM [Gmail/All Mail]')
    const sql = 'SELECT Subject, BodyText FROM [Gmail/All Mail] ORDER BY Id'
    const all = (await run(demo, '', sql)) as { Subject: string | null; BodyText: string | null }[]
    await demo.gmaild.close()
    const offline = (where: string) =>
      run(
        demo,
        `Offline=true;${location}`,
        `SELECT Subject, BodyText FROM [Gmail/All Mail] WHERE ${where} ORDER BY Id`,
      )
    const has = (text: string | null, word: string) => new RegExp(`\\b${word}\\b`, 'i').test(text ?? '')
    const both = all.filter(({ Subject }) => has(Subject, 'and'))
    expect(both.length).toBeGreaterThan(0)
    expect(await offline("CONTAINS(Subject, 'and')")).toEqual(both)
    const asking = all.filter(
      ({ Subject, BodyText }) => has(BodyText, 'please') && Subject !== null && !has(Subject, 'and'),
    )
    expect(asking.length).toBeGreaterThan(0)
    expect(await offline("BodyText CONTAINS 'please' AND NOT CONTAINS(Subject, 'and')")).toEqual(asking)
  })

  test('with an empty store says that there is no list of mailboxes', async () => {
    await using demo = await startDemo({ messages: 30 })
    const location = `CacheLocation="${join(makeDirectory(), 'none.db')}"`
    await expect(run(demo, `Offline=true;${location}`, ALL)).rejects.toMatchObject({ code: 'NOT_IN_STORE' })
    expect(sent(demo)).toEqual([])
  })
})
