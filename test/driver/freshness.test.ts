import { expect, test } from 'vitest'
import { startDemo } from '../support/demo.ts'

const RAW =
  'From: new@sender.example\r\nTo: demo@gmail.example\r\nSubject: just arrived\r\nMessage-ID: <fresh@sender.example>\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n\r\nhello\r\n'

test('mail that arrives between two statements is in the second', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const sql = 'SELECT Subject FROM Inbox ORDER BY Id DESC'
  const before = await db.query(sql)
  demo.gmaild.account.append({ raw: RAW, labels: ['\\Inbox'] })
  const after = await db.query<{ Subject: string }>(sql)
  expect(after.rowCount).toBe(before.rowCount + 1)
  expect(after.rows[0]!.Subject).toBe('just arrived')
})

test('flags and labels that changed elsewhere are seen by the next statement', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const sql = 'SELECT MsgId, IsStarred, Labels FROM Inbox ORDER BY Id DESC LIMIT 1'
  const [before] = (await db.query<{ MsgId: string; IsStarred: number }>(`${sql}`)).rows
  const other = await demo.open()
  expect(before!.IsStarred).toBe(0)
  demo.gmaild.account.setFlags(BigInt(before!.MsgId), ['\\Seen', '\\Flagged'])
  const [after] = (await db.query<{ IsStarred: number; Labels: string }>(sql)).rows
  expect(after!.IsStarred).toBe(1)
  expect((await other.query<{ Labels: string }>(sql)).rows[0]!.Labels).toBe(after!.Labels)
})

test('a message that is gone is gone from every statement that follows', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const rows = (await db.query<{ MsgId: string }>('SELECT MsgId FROM Messages ORDER BY MsgId')).rows
  demo.gmaild.account.delete(BigInt(rows[3]!.MsgId))
  const after = (await db.query<{ MsgId: string }>('SELECT MsgId FROM Messages ORDER BY MsgId')).rows
  expect(after.map(row => row.MsgId)).toEqual(rows.map(row => row.MsgId).filter((_, index) => index !== 3))
})

test('the newest rows are right after mail came and went, without reading the mailbox whole', async () => {
  await using demo = await startDemo({ messages: 400 })
  const db = await demo.open()
  const sql = 'SELECT MsgId FROM [Gmail/All Mail] LIMIT 5'
  const first = (await db.query<{ MsgId: string }>(sql)).rows.map(row => row.MsgId)
  demo.gmaild.account.delete(BigInt(first[1]!))
  demo.gmaild.account.append({ raw: RAW, labels: ['\\Inbox'] })
  const second = (await db.query<{ MsgId: string }>(sql)).rows.map(row => row.MsgId)
  const fresh = await (await demo.open()).query<{ MsgId: string }>(sql)
  expect(second).toEqual(fresh.rows.map(row => row.MsgId))
  expect(second.slice(1, 4)).toEqual([first[0], first[2], first[3]])
})

test('what All Mail has shown is not fetched again for the inbox', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  await db.query('SELECT Subject FROM [Gmail/All Mail]')
  demo.commands()
  const { rows } = await db.query('SELECT Subject FROM Inbox')
  const asked = demo.commands().map(({ line }) => line)
  expect(asked.filter(line => line.includes('ENVELOPE'))).toEqual([])
  expect(asked.filter(line => line.includes('X-GM-MSGID'))).toHaveLength(1)
  expect(rows).toEqual((await (await demo.open()).query('SELECT Subject FROM Inbox')).rows)
})

test('a mailbox with another UIDVALIDITY has its messages under their new ids, and Gmail is asked for those alone', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const sql = 'SELECT Id, UIDValidity, Subject FROM Inbox'
  const { rows: before } = await db.query(sql)
  demo.gmaild.account.renumber('INBOX')
  demo.commands()
  const { rows } = await db.query(sql)
  expect(demo.commands().filter(({ line }) => line.includes('ENVELOPE'))).toEqual([])
  expect(rows).not.toEqual(before)
  expect(rows).toEqual((await (await demo.open()).query(sql)).rows)
})

test('mail that only came is told by its number: no search', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  await db.query('SELECT Subject FROM Inbox')
  demo.gmaild.account.append({ raw: RAW, labels: ['\\Inbox'] })
  demo.commands()
  const { rows } = await db.query('SELECT Subject FROM Inbox')
  expect(rows[0]).toEqual({ Subject: 'just arrived' })
  expect(demo.commands().map(({ name }) => name)).toEqual(['EXAMINE', 'UID FETCH', 'UID FETCH'])
})

test('changes that the server refuses to tell again and again are not taken for none', async () => {
  const refused = { rows: 0, tagged: 'NO Some messages could not be FETCHed (Failure)' }
  let left = 0
  await using demo = await startDemo({
    messages: 20,
    intercept: ({ line }) => (line.includes('CHANGEDSINCE') && left-- > 0 ? refused : undefined),
  })
  const db = await demo.open()
  const sql = 'SELECT SUM(IsRead) AS n FROM Inbox WHERE MsgId IS NOT NULL'
  const read = async () => (await db.query<{ n: number }>(sql)).rows[0]!.n
  await read()
  const { msgIds } = demo.gmaild.account.mailbox('INBOX')!
  const set = (flags: string[]) => {
    for (const msgId of msgIds) demo.gmaild.account.setFlags(msgId, flags)
  }
  set([])
  left = 3
  expect(await read()).toBe(0)
  set(['\\Seen'])
  left = 10
  await expect(read()).rejects.toMatchObject({ code: 'PROTOCOL' })
  left = 0
  expect(await read()).toBe(msgIds.length)
})
