import { expect, test } from 'vitest'
import { startDemo } from '../support/demo.ts'

test('the newest rows of a mailbox take LIST, EXAMINE and one FETCH', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const { rows } = await db.query('SELECT Subject FROM Inbox LIMIT 20')
  expect(rows).toHaveLength(20)
  expect(demo.commands().map(({ name }) => name)).toEqual(['LIST', 'EXAMINE', 'FETCH'])
})

test('COUNT(*) of a bare mailbox fetches and searches nothing', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const [{ n }] = (await db.query<{ n: number }>('SELECT COUNT(*) AS n FROM Inbox')).rows as [{ n: number }]
  expect(n).toBeGreaterThan(10)
  expect(demo.commands().map(({ name }) => name)).toEqual(['LIST', 'EXAMINE'])
})

test('a count with exact terms is counted by the server', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const counted = await db.queryArrays('SELECT COUNT(*) FROM Inbox WHERE IsRead = 0 AND NOT IsStarred')
  const commands = demo.commands()
  expect(commands.map(({ name }) => name)).toEqual(['LIST', 'EXAMINE', 'UID SEARCH'])
  expect(commands[2]!.line).toContain('UID SEARCH RETURN (COUNT) UNSEEN UNFLAGGED')
  const listed = await db.queryArrays('SELECT Id FROM Inbox WHERE IsRead = 0 AND NOT IsStarred')
  expect(counted.rows[0]![0]).toBe(listed.rowCount)
})

test('a statement that reads only Size fetches no ENVELOPE', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  await db.query('SELECT sum(Size) FROM Inbox')
  const fetches = demo.commands().filter(({ name }) => name === 'UID FETCH')
  expect(fetches.length).toBeGreaterThan(0)
  for (const { line } of fetches) expect(line).toMatch(/\(UID X-GM-MSGID RFC822\.SIZE\)$/)
})

test('no SELECT statement sends SELECT, STORE or a fetch that marks mail read', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const statements = [
    'SELECT * FROM Inbox',
    'SELECT *, HasAttachments, PartIds, Attachments FROM [Gmail/All Mail]',
    'SELECT * FROM Messages WHERE IncludeSpamTrash = 1',
    'SELECT *, ThreadsUnread FROM Labels',
    "SELECT m.Subject FROM Messages m JOIN Inbox i USING (ThreadId) WHERE i.Labels = '\\Important'",
    "SELECT COUNT(*) FROM Trash WHERE Flags = 'Seen'",
    'SELECT * FROM sys_tablecolumns',
  ]
  for (const sql of statements) await db.query(sql)
  const allowed = /^(LIST|EXAMINE|UID SEARCH|UID FETCH|FETCH|STATUS)$/
  for (const { name, line } of demo.commands()) {
    expect(name).toMatch(allowed)
    expect(line).not.toMatch(/BODY\[|RFC822(?!\.SIZE)/)
  }
})

test('reading leaves every flag as it was', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const before = await db.queryArrays('SELECT MsgId, Flags, Labels, ModSeq FROM Messages ORDER BY MsgId')
  await db.query('SELECT *, Attachments FROM Messages')
  const again = await demo.open()
  expect(
    (await again.queryArrays('SELECT MsgId, Flags, Labels, ModSeq FROM Messages ORDER BY MsgId')).rows,
  ).toEqual(before.rows)
})

test('what does not change is fetched once: the same statement again is one EXAMINE', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const sql = 'SELECT Subject, IsRead, Labels FROM Inbox ORDER BY Size'
  const first = await db.queryArrays(sql)
  demo.commands()
  expect((await db.queryArrays(sql)).rows).toEqual(first.rows)
  expect(demo.commands().map(({ name }) => name)).toEqual(['EXAMINE'])
})

test('another mailbox shows messages that were seen in All Mail without fetching their ENVELOPE again', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  await db.query('SELECT Subject FROM Messages ORDER BY 1')
  demo.commands()
  await db.query('SELECT Subject, Size FROM Messages ORDER BY 1')
  for (const { line } of demo.commands().filter(({ name }) => name === 'UID FETCH'))
    expect(line).not.toContain('ENVELOPE')
})

test('LIMIT with a filter that only SQLite can decide stops after the batch that fills it', async () => {
  await using demo = await startDemo({ messages: 600 })
  const db = await demo.open()
  const { rows } = await db.query("SELECT Subject FROM [Gmail/All Mail] WHERE Subject LIKE '%e%' LIMIT 5")
  expect(rows).toHaveLength(5)
  expect(demo.commands().filter(({ name }) => name === 'UID FETCH')).toHaveLength(1)
})

test('a stream that is left early fetches no further batch', async () => {
  await using demo = await startDemo({ messages: 900 })
  const db = await demo.open()
  let read = 0
  for await (const _ of db.stream('SELECT Subject FROM Messages')) if (++read === 10) break
  expect(demo.commands().filter(({ name }) => name === 'UID FETCH')).toHaveLength(1)
})
