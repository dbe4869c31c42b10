import { expect, test } from 'vitest'
import type { PlanDocument } from '../../src/index.ts'
import { startDemo } from '../support/demo.ts'

const SQL = "SELECT Subject FROM Inbox WHERE IsRead = 0 AND Subject LIKE '%a%' LIMIT 3"

test('the plan is one JSON document', async () => {
  await using demo = await startDemo({ messages: 50 })
  const db = await demo.open()
  const plan = await db.explain(SQL, [], { format: 'json' })
  expect(plan).toMatchObject({
    version: 1,
    run: 'streamed',
    columns: [{ name: 'Subject', type: 'TEXT', table: 'INBOX' }],
    scans: [
      {
        table: 'Inbox',
        mailboxes: ['INBOX'],
        search: 'UNSEEN',
        exact: false,
        fetch: ['ENVELOPE', 'FLAGS'],
        columns: ['Subject', 'IsRead'],
        newest: null,
        includeSpamTrash: false,
      },
    ],
    lists: [],
    bounds: { streams: true, limit: 3, offset: 0, candidates: null },
    newestFirst: true,
    maxRows: null,
  })
  expect(plan).not.toHaveProperty('actual')
  expect(demo.commands().map(({ name }) => name)).toEqual(['LIST'])
})

test.each([
  'EXPLAIN FORMAT JSON',
  'EXPLAIN FORMAT = JSON',
  'explain format=json',
  'EXPLAIN (FORMAT JSON)',
  'EXPLAIN (FORMAT = json, ANALYZE FALSE)',
  'EXPLAIN QUERY PLAN FORMAT JSON',
])('%s is one row with the document that db.explain gives', async explain => {
  await using demo = await startDemo({ messages: 50 })
  const db = await demo.open()
  const { rows, columns, command } = await db.query<{ plan: string }>(`${explain} ${SQL}`)
  expect(command).toBe('EXPLAIN')
  expect(columns).toEqual([{ name: 'plan', type: 'TEXT', table: null }])
  expect(rows).toHaveLength(1)
  const expected = await db.explain(SQL, [], { format: 'json' })
  expect(JSON.parse(rows[0]!.plan)).toEqual(JSON.parse(JSON.stringify(expected)))
})

test.each(['EXPLAIN ANALYZE FORMAT JSON', 'EXPLAIN FORMAT JSON ANALYZE', 'EXPLAIN (ANALYZE, FORMAT JSON)'])(
  '%s runs the statement and says what it cost',
  async explain => {
    await using demo = await startDemo({ messages: 50 })
    const db = await demo.open()
    const { rows, stats } = await db.query<{ plan: string }>(`${explain} ${SQL}`)
    const { actual } = JSON.parse(rows[0]!.plan) as PlanDocument
    const { rowCount } = await db.query(SQL)
    expect(actual).toMatchObject({ rows: rowCount, commands: stats.commands, roundTrips: stats.commands })
    expect(stats.commands).toBe(demo.commands().slice(0, stats.commands).length)
    expect(actual!.bytesReceived).toBeGreaterThan(100)
    expect(actual!.milliseconds).toBeGreaterThan(0)
  },
)

test('EXPLAIN ANALYZE as text tells rows, commands, bytes and time', async () => {
  await using demo = await startDemo({ messages: 50 })
  const db = await demo.open()
  for (const explain of ['EXPLAIN ANALYZE', 'EXPLAIN (ANALYZE)', 'EXPLAIN (ANALYZE ON, FORMAT TEXT)']) {
    const { rows } = await db.query<{ plan: string }>(`${explain} SELECT Subject FROM Inbox LIMIT 2`)
    expect(rows.at(-1)!.plan).toMatch(
      /^Actual: 2 rows, \d+ IMAP commands, each a round trip, \d+ bytes received, \d+ ms$/,
    )
  }
  expect(await db.explain('EXPLAIN ANALYZE SELECT 1')).toMatch(/\nActual: 1 rows, 0 IMAP/)
})

test('a count, a join, a list and a system table each say what they are', async () => {
  await using demo = await startDemo({ messages: 50 })
  const db = await demo.open()
  const json = (sql: string) => db.explain(sql, [], { format: 'json' })
  expect(await json('SELECT COUNT(*) FROM Inbox WHERE IsRead')).toMatchObject({
    run: 'count',
    scans: [{ search: 'SEEN', exact: true }],
  })
  expect(await json('SELECT a.Id FROM Inbox a JOIN Messages m ON m.MsgId = a.MsgId, Labels')).toMatchObject({
    run: 'whole',
    scans: [{ table: 'Inbox' }, { table: 'Messages' }],
    lists: [{ table: 'Labels' }],
  })
  expect(await json('SELECT Name FROM sys_sqlinfo')).toMatchObject({
    scans: [],
    lists: [{ table: 'sys_sqlinfo', columns: ['Name'] }],
  })
})

test('facts that a plan has besides go into the document as they are', async () => {
  await using demo = await startDemo({ messages: 50 })
  const db = await demo.open()
  const json = (sql: string) => db.explain(sql, [], { format: 'json' })
  const late = await json("SELECT BodyText FROM Inbox WHERE Subject LIKE '%a%' LIMIT 2")
  expect(late.scans[0]).toMatchObject({ contents: ['text'], narrow: { read: ['Subject'] } })
  const searched = await json("SELECT Id FROM Inbox WHERE GmailSearch = 'x' OR IsRead")
  expect(searched.scans[0]).toMatchObject({ searches: [{ term: { kind: 'gmRaw', query: 'x' } }] })
  const joined = await json(
    "SELECT Subject FROM Inbox WHERE MsgId IN (SELECT MsgId FROM Recipients WHERE Domain = 'x.org')",
  )
  expect(joined.scans.map(scan => scan.table).toSorted()).toEqual(['Inbox', 'Recipients'])
  expect(joined.scans.find(scan => scan.table === 'Inbox')).toMatchObject({ semiJoin: { key: 'MsgId' } })
  for (const plan of [late, searched, joined]) expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
})

test.each([
  ['EXPLAIN', 'no statement'],
  ['EXPLAIN FORMAT JSON', 'no statement'],
  ['EXPLAIN FORMAT XML SELECT 1', '"XML"'],
  ['EXPLAIN FORMAT', 'too early'],
  ['EXPLAIN (VERBOSE) SELECT 1', '"VERBOSE"'],
  ['EXPLAIN (ANALYZE SELECT 1', '"SELECT"'],
  ['EXPLAIN (ANALYZE,) SELECT 1', '")"'],
])('%s is refused', async (sql, names) => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  await expect(db.query(sql)).rejects.toMatchObject({
    code: 'SYNTAX',
    message: expect.stringContaining(names),
  })
})

test('an error in the statement is told at its place', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  await expect(db.query('EXPLAIN (FORMAT JSON)\n SELECT Subjekt FROM Inbox')).rejects.toMatchObject({
    code: 'NO_COLUMN',
    position: { line: 2, column: 9 },
  })
  await expect(db.explain('EXPLAIN FORMAT JSON UPDATE Inbox SET IsRead = 1')).rejects.toMatchObject({
    code: 'NOT_SUPPORTED',
  })
})
