import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Connection, Row } from '../../src/index.ts'
import { connectTo, type Dovecot, findCorpus, imaplibView, startDovecot } from '../support/dovecot.ts'

/** Numbers of the messages that carry a flag, from the rule of scripts/fill-dovecot.py, not from any server. */
const every = (period: number, count = 1063) => Math.floor(count / period)

const corpus = findCorpus()
let dovecot: Dovecot | undefined
let db: Connection

async function rowsOf(sql: string): Promise<Row[]> {
  return (await db.query(sql)).rows
}

beforeAll(async () => {
  if (corpus === null) return
  dovecot = await startDovecot(corpus)
  db = await connectTo(dovecot)
})

afterAll(async () => {
  await db?.close()
  dovecot?.stop()
})

describe.skipIf(corpus === null)('a statement over Dovecot', () => {
  it('counts without fetching', async () => {
    const { rows, stats } = await db.query('SELECT COUNT(*) AS n FROM INBOX')
    expect(rows).toEqual([{ n: 1063 }])
    expect(stats.bytesReceived).toBeLessThan(5000)
    const flagged = 'SELECT COUNT(*) AS n FROM [Work/Project X] WHERE IsRead = 0 AND IsStarred = 1'
    // Numbers that 5 and 7 divide, without those that 3 divides.
    expect(await rowsOf(flagged)).toEqual([{ n: every(35) - every(105) }])
  })

  it('sees the flags as they are, and the date of receipt in UTC', async () => {
    const sql = `SELECT SUM(IsRead) AS r, SUM(IsStarred) AS s, SUM(IsAnswered) AS a, SUM(IsDraft) AS d,
      MIN(ReceivedDate) AS first, MAX(ReceivedDate) AS last FROM INBOX`
    expect(await rowsOf(sql)).toEqual([
      {
        r: every(3),
        s: every(7),
        a: every(11),
        d: every(50),
        first: '2026-01-01 02:00:00',
        last: '2026-03-30 14:00:00',
      },
    ])
    expect(await rowsOf('SELECT Flags FROM INBOX WHERE Id = 1050')).toEqual([
      { Flags: '\\Draft \\Flagged \\Seen' },
    ])
  })

  it('joins two mailboxes', async () => {
    const sql = `SELECT COUNT(*) AS n, SUM(i.Size = w.Size) AS same, SUM(i.Subject IS w.Subject) AS subjects
      FROM INBOX AS i JOIN [Work/Project X] AS w ON i.Id = w.Id * 5`
    expect(await rowsOf(sql)).toEqual([{ n: 212, same: 212, subjects: 212 }])
    const missing =
      'SELECT COUNT(*) AS n FROM INBOX AS i LEFT JOIN [Work/Project X] AS w ON i.Id = w.Id * 5 WHERE w.Id IS NULL'
    expect(await rowsOf(missing)).toEqual([{ n: 1063 - 212 }])
  })

  it('runs CTEs and windows', async () => {
    const authors = `WITH authors AS (SELECT [From] AS author, COUNT(*) AS n FROM INBOX GROUP BY [From])
      SELECT SUM(n) AS messages, MAX(author = 'doug@example.com') AS doug FROM authors`
    expect(await rowsOf(authors)).toEqual([{ messages: 1063, doug: 1 }])
    const window = `SELECT Id, n FROM (SELECT Id, ROW_NUMBER() OVER (PARTITION BY IsRead ORDER BY Id) AS n FROM INBOX WHERE Id <= 9)
      WHERE Id % 3 = 0 ORDER BY Id`
    expect(await rowsOf(window)).toEqual([
      { Id: 3, n: 1 },
      { Id: 6, n: 2 },
      { Id: 9, n: 3 },
    ])
  })

  it('lists the mailboxes with their counts', async () => {
    const sql =
      'SELECT Name, Type, SpecialUse, MessagesTotal, MessagesUnread, UIDNext, IsSelectable FROM Labels ORDER BY Name'
    const rows = await rowsOf(sql)
    expect(rows).toContainEqual({
      Name: 'Work/Project X',
      Type: 'user',
      SpecialUse: null,
      MessagesTotal: 212,
      MessagesUnread: 212 - every(15),
      UIDNext: 213,
      IsSelectable: 1,
    })
    expect(rows).toContainEqual({
      Name: 'Gmail/All Mail',
      Type: 'system',
      SpecialUse: '\\All',
      MessagesTotal: 1063,
      MessagesUnread: 709,
      UIDNext: 1064,
      IsSelectable: 1,
    })
    expect(rows).toContainEqual({
      Name: 'Work',
      Type: 'user',
      SpecialUse: null,
      MessagesTotal: null,
      MessagesUnread: null,
      UIDNext: null,
      IsSelectable: 0,
    })
  })

  it('reads Messages where the server has none of Gmail’s extensions', async () => {
    const rows = await rowsOf('SELECT Id, MsgId, Mailbox, Labels FROM Messages')
    expect(rows).toHaveLength(1063)
    expect(new Set(rows.map(row => row.MsgId)).size).toBe(1063)
    for (const row of rows) {
      expect(row.MsgId).toMatch(/^1767225600\/\d+@\[Gmail\]\/All Mail$/)
      expect(row).toEqual({
        Id: row.MsgId,
        MsgId: row.MsgId,
        Mailbox: '[Gmail]/All Mail',
        Labels: '["[Gmail]/All Mail"]',
      })
    }
    const ids =
      'SELECT COUNT(DISTINCT MsgId) AS n FROM (SELECT MsgId FROM INBOX UNION ALL SELECT MsgId FROM [Work/Project X])'
    expect(await rowsOf(ids)).toEqual([{ n: 1063 + 212 }])
  })

  it('takes the thread from the header References, as Python reads it', async () => {
    const view = imaplibView(dovecot!.port, 'INBOX')
    const rows = await rowsOf('SELECT Id, ThreadId, MessageId, InReplyTo FROM INBOX')
    const referring = rows.filter(({ Id }) => view[`${Id}`]!.references.length > 0)
    expect(referring.length).toBeGreaterThan(50)
    for (const { Id, ThreadId } of referring)
      expect([Id, ThreadId]).toEqual([Id, view[`${Id}`]!.references[0]])
    // Without a reference the thread begins with the message itself, if it has a Message-ID by the grammar.
    const roots = rows.filter(
      ({ Id, InReplyTo, MessageId }) =>
        view[`${Id}`]!.references.length === 0 && InReplyTo === null && /^<[^<>\s]+>$/.test(`${MessageId}`),
    )
    expect(roots.length).toBeGreaterThan(300)
    for (const { ThreadId, MessageId } of roots) expect(ThreadId).toBe(MessageId)
    expect(rows.filter(({ ThreadId }) => ThreadId === null)).toEqual([])
  })

  it('stops at a LIMIT, newest first', async () => {
    await using fresh = await connectTo(dovecot!)
    const { rows, stats } = await fresh.query('SELECT Id, Subject FROM INBOX LIMIT 5')
    expect(rows.map(row => row.Id)).toEqual([1063, 1062, 1061, 1060, 1059])
    expect(stats.bytesReceived).toBeLessThan(20_000)
  })

  it('is explained without a message being fetched', async () => {
    const plan = await db.explain(
      "SELECT Subject FROM INBOX WHERE IsRead = 1 AND Size > 1000 AND Subject LIKE '%a%' LIMIT 3",
    )
    expect(plan).toMatch(/EXAMINE INBOX\n.*SEEN LARGER 1000 -- superset\n.*residual.*\n.*ENVELOPE/)
    const { rows, stats } = await db.query('EXPLAIN SELECT COUNT(*) FROM INBOX')
    expect(rows.map(row => row.plan).join('\n')).toContain('by the server')
    expect(stats.commands).toBe(0)
  })
})

describe.skipIf(corpus === null)('reading', () => {
  it('leaves every flag and mod-sequence as it was, in the eyes of Python', async () => {
    const mailboxes = ['INBOX', 'Work/Project X', '[Gmail]/All Mail']
    const before = mailboxes.map(mailbox => imaplibView(dovecot!.port, mailbox))
    await using fresh = await connectTo(dovecot!)
    for (const table of ['INBOX', '[Work/Project X]', 'Messages']) {
      expect((await fresh.query(`SELECT *, Attachments, PartIds FROM ${table}`)).rows.length).toBeGreaterThan(
        200,
      )
    }
    await fresh.query('SELECT * FROM Labels')
    expect(mailboxes.map(mailbox => imaplibView(dovecot!.port, mailbox))).toEqual(before)
    expect(Object.values(before[0]!).filter(({ flags }) => flags.includes('\\Seen'))).toHaveLength(every(3))
  })
})
