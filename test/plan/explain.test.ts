import { expect, test } from 'vitest'
import { startDemo } from '../support/demo.ts'

test('EXPLAIN prints what will be sent, what SQLite decides and what is fetched, and fetches nothing', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const plan = await db.explain(
    "SELECT Subject FROM Inbox WHERE IsRead = 0 AND ReceivedDate >= '2026-01-01' LIMIT 3",
  )
  expect(plan.split('\n')).toEqual([
    'Run (batch by batch, newest first, stops after 3 rows)',
    '  Scan Inbox (INBOX)',
    '    open      EXAMINE INBOX',
    '    search    UNSEEN OR SINCE 2025-12-31 UID (UIDNEXT-500):* -- superset',
    '    residual  the WHERE clause, whole, in SQLite',
    '    fetch     ENVELOPE INTERNALDATE FLAGS',
    '    columns   Subject, ReceivedDate, IsRead',
  ])
  expect(demo.commands().map(({ name }) => name)).toEqual(['LIST'])
})

test('EXPLAIN is also a statement', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const { rows, command } = await db.query<{ plan: string }>(
    'EXPLAIN SELECT COUNT(*) FROM Inbox WHERE IsRead = 0',
  )
  expect(command).toBe('EXPLAIN')
  expect(rows.map(row => row.plan)).toEqual([
    'Count (by the server, nothing is fetched)',
    '  Scan Inbox (INBOX)',
    '    open      EXAMINE INBOX',
    '    search    UNSEEN -- exact',
  ])
})

test.each([
  ['SELECT Id FROM Inbox', 'columns   Id'],
  ['SELECT COUNT(*), MAX(Size) FROM Inbox', 'fetch     RFC822.SIZE'],
  ['SELECT i.Subject FROM Inbox i JOIN Messages m ON m.MsgId = i.MsgId', 'columns   MsgId, Subject'],
  ['SELECT Subject FROM Inbox WHERE Size > (SELECT avg(Size) FROM Messages)', 'columns   Size'],
  ['SELECT x.Subject FROM (SELECT * FROM Inbox) x', 'columns   Subject'],
  ['WITH c AS (SELECT * FROM Inbox) SELECT c.Size FROM c', 'columns   Size'],
  ["SELECT CASE WHEN IsRead THEN Subject ELSE 'x' END FROM Inbox", 'columns   Subject, IsRead'],
  [
    'SELECT row_number() OVER (PARTITION BY FromDomain ORDER BY Size) FROM Inbox',
    'columns   FromDomain, Size',
  ],
  [
    'SELECT DISTINCT FromDomain FROM Inbox WHERE EXISTS (SELECT 1 FROM Sent s WHERE s.ThreadId = Inbox.ThreadId)',
    'columns   ThreadId, FromDomain',
  ],
])('%s reads only %s', async (sql, fact) => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  expect((await db.explain(sql)).split('\n').map(line => line.trim())).toContain(fact)
})
