import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'

/** What was asked of messages' content: how many messages, and which pieces. */
function contentFetches(demo: Demo): { messages: number; pieces: string }[] {
  return demo
    .commands()
    .filter(({ line }) => line.includes('BODY.PEEK'))
    .map(({ line }) => {
      const [, set, pieces] = /UID FETCH (\S+) \(UID (.*)\)$/.exec(line)!
      return { messages: countOf(set!), pieces: pieces! }
    })
}

function countOf(set: string): number {
  return set.split(',').reduce((sum, range) => {
    const [from, to] = range.split(':').map(Number) as [number, number?]
    return sum + (to ?? from) - from + 1
  }, 0)
}

test('content is fetched for the rows that the cheap terms, ORDER BY and LIMIT leave, and for no others', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const sql = "SELECT Headers FROM Inbox WHERE Subject LIKE '%e%' ORDER BY ReceivedDate DESC LIMIT 5"
  const { rows } = await db.query(sql)
  expect(rows).toHaveLength(5)
  expect(contentFetches(demo)).toEqual([{ messages: 5, pieces: 'BODY.PEEK[HEADER]<0.16000>' }])
})

test.each([
  ["SELECT Headers FROM Inbox WHERE Subject LIKE '%e%' LIMIT 5", 5],
  ["SELECT Headers FROM Inbox WHERE Subject LIKE '%e%' LIMIT 3 OFFSET 2", 5],
  ['SELECT Headers FROM Inbox LIMIT 5', 5],
  ['SELECT Headers FROM Inbox ORDER BY Size, Id LIMIT 4', 4],
  ['SELECT Subject, Headers FROM Inbox ORDER BY 1 DESC, Id LIMIT 4', 4],
  ['SELECT Subject AS s, Headers FROM Inbox i WHERE i.Size % 2 = 0 ORDER BY i.Size LIMIT 1, 3', 4],
  ['SELECT Headers FROM Inbox WHERE Size > ? AND Subject IS NOT NULL ORDER BY Id LIMIT ?', 6, [100, 6]],
  ["SELECT count(*) FROM Inbox WHERE Subject LIKE 'zebra%' AND Headers LIKE '%x%'", 0],
  ["SELECT n FROM (SELECT Headers AS n FROM Inbox WHERE Subject LIKE 'zebra%')", 0],
  ["WITH c AS (SELECT Headers FROM Inbox WHERE Subject LIKE 'zebra%') SELECT * FROM c, c AS d", 0],
  ["SELECT i.Headers FROM Inbox i JOIN Labels l ON l.Name = 'x' WHERE i.Subject = 'no such'", 0],
] as const)('%s fetches the content of %i messages', async (sql, messages, params = [] as never) => {
  await using demo = await startDemo()
  const db = await demo.open()
  const { rows } = await db.queryArrays(sql, params)
  const fetched = contentFetches(demo)
  expect(fetched.reduce((sum, { messages }) => sum + messages, 0)).toBe(messages)
  const plain = await demo.open('Pushdown=None')
  expect((await plain.queryArrays(sql, params)).rows).toEqual(rows)
})

test.each([
  ['a term that reads content', "Headers LIKE '%a%' OR Subject = 'no such'"],
  ['a function that may answer otherwise', 'random() IS NOT NULL'],
  ['a subquery over mail', 'Size >= (SELECT min(Size) FROM Inbox)'],
])('%s decides nothing before content is fetched', async (_, condition) => {
  await using demo = await startDemo({ messages: 40 })
  const db = await demo.open()
  const sql = `SELECT count(Headers), count(*) FROM Inbox WHERE ${condition}`
  expect(await db.explain(sql)).not.toContain('narrow')
  const [row] = (await db.queryArrays(sql)).rows
  expect(row![0]).toBe(row![1])
  expect(row![0]).toBeGreaterThan(0)
})

test('a name that the SELECT gives to content is that content in ORDER BY', async () => {
  await using demo = await startDemo({ messages: 40 })
  const db = await demo.open()
  const sql = 'SELECT Headers AS Subject FROM Inbox ORDER BY Subject LIMIT 3'
  expect(await db.explain(sql)).not.toContain('narrow')
  const sorted = await db.queryArrays('SELECT Headers FROM Inbox ORDER BY 1')
  expect((await db.queryArrays(sql)).rows).toEqual(sorted.rows.slice(0, 3))
})

test('the side that an outer join fills with NULL is not narrowed', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const sql =
    'SELECT count(*) FROM Inbox i LEFT JOIN Starred s ON s.MsgId = i.MsgId WHERE s.Subject IS NULL AND s.Headers IS NULL'
  const plain = await demo.open('Pushdown=None')
  expect((await db.queryArrays(sql)).rows).toEqual((await plain.queryArrays(sql)).rows)
})

test('an expression that raises leaves the decision to the statement', async () => {
  await using demo = await startDemo({ messages: 40 })
  const db = await demo.open()
  const raising = "json_extract(Subject, '$.a') IS NULL"
  await expect(db.query(`SELECT Headers FROM Inbox WHERE ${raising}`)).rejects.toMatchObject({
    message: expect.stringContaining('JSON'),
  })
  const sql = `SELECT Headers FROM Inbox WHERE Subject IS NULL AND ${raising} AND Headers IS NULL`
  expect((await db.query(sql)).rows).toEqual([])
})

test('EXPLAIN shows what is decided before which pieces are fetched', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const sql =
    "SELECT Headers, PartIds FROM Inbox WHERE IsRead = 0 AND Subject LIKE ? AND Headers LIKE '%x%' ORDER BY Id"
  expect((await db.explain(sql, ['%a%'])).split('\n')).toEqual([
    'Run (when the scans are done)',
    '  Scan Inbox (INBOX)',
    '    open      EXAMINE INBOX',
    '    search    UNSEEN -- superset',
    '    residual  the WHERE clause, whole, in SQLite',
    '    fetch     ENVELOPE FLAGS X-GM-MSGID',
    '    narrow    WHERE (IsRead = 0) AND (Subject LIKE ?1) -- before the rest is fetched',
    '    then      BODYSTRUCTURE BODY.PEEK[HEADER]',
    '    columns   Id, Subject, IsRead, PartIds, Headers',
  ])
})

test('the structure alone waits for the survivors too, unless the server has decided all there is', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const narrowed = await db.explain("SELECT PartIds FROM Inbox WHERE IsRead = 0 AND Subject LIKE '%a%'")
  expect(narrowed).toContain('then      BODYSTRUCTURE')
  const decided = await db.explain('SELECT PartIds FROM Inbox WHERE IsRead = 0 AND HasAttachments')
  expect(decided).not.toContain('then')
})

test('a stream fetches the content of each batch for its survivors', async () => {
  await using demo = await startDemo({ messages: 400 })
  const db = await demo.open()
  let rows = 0
  for await (const row of db.stream("SELECT Headers FROM Messages WHERE Subject LIKE '%e%'")) {
    expect(row['Headers']).toContain('Subject')
    rows++
  }
  const fetched = contentFetches(demo)
  expect(fetched.length).toBeGreaterThan(1)
  expect(fetched.reduce((sum, { messages }) => sum + messages, 0)).toBe(rows)
})

test('what the server finds narrows like a term that is evaluated here, with or without LIMIT', async () => {
  await using demo = await startDemo()
  const plain = await demo.open('Pushdown=None')
  for (const [sql, limit = Number.POSITIVE_INFINITY] of [
    ["SELECT BodyText FROM Inbox WHERE GmailSearch = 'invoice'"],
    ["SELECT BodyText FROM Inbox WHERE GmailSearch = 'invoice' AND Subject LIKE '%e%'"],
    ["SELECT BodyText FROM Inbox WHERE GmailSearch = 'invoice' ORDER BY Size LIMIT 2", 2],
    ["SELECT BodyText FROM Inbox WHERE SearchCriteria = 'UNSEEN' ORDER BY ReceivedDate DESC LIMIT 3", 3],
    ["SELECT BodyText FROM Inbox WHERE SearchCriteria = 'UNSEEN' AND Size % 2 = 0 LIMIT 3", 3],
    ["SELECT BodyText FROM Inbox WHERE CONTAINS(Subject, 'invoice') AND Size > 0 ORDER BY Id LIMIT 1", 1],
    ["SELECT BodyText FROM Inbox WHERE NOT GmailSearch = 'invoice' AND Size % 2 = 0 ORDER BY Id LIMIT 4", 4],
    ["SELECT BodyText FROM Messages WHERE CONTAINS(Subject, 'project') OR Subject LIKE '%zz%'"],
    [
      "SELECT i.BodyText FROM Messages m JOIN Inbox i ON i.MsgId = m.MsgId WHERE m.Size > 0 AND i.GmailSearch = 'invoice' AND i.Size % 2 = 0",
    ],
  ] as const) {
    const expected = (await plain.queryArrays(sql)).rows
    demo.commands()
    const db = await demo.open()
    expect((await db.queryArrays(sql)).rows, sql).toEqual(expected)
    const fetched = contentFetches(demo).reduce((sum, { messages }) => sum + messages, 0)
    expect(fetched, sql).toBe(expected.length)
    expect(fetched, sql).toBeGreaterThan(0)
    expect(fetched, sql).toBeLessThanOrEqual(limit)
    await db.close()
  }
})

test('EXPLAIN names the search whose answer decides before bodies are fetched', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const plan = await db.explain(
    "SELECT BodyText FROM Inbox WHERE CONTAINS(Subject, 'invoice') ORDER BY Size LIMIT 2",
  )
  expect(plan).toContain(
    '    narrow    WHERE (found by SUBJECT "invoice") ORDER BY Size, "Inbox"."Id" DESC LIMIT 2 -- before the rest is fetched',
  )
})

test('a set that the server answered decides anew in each batch', async () => {
  await using demo = await startDemo({ messages: 400 })
  const db = await demo.open()
  const sql = "SELECT Headers FROM Messages WHERE SearchCriteria = 'LARGER 1' AND Size % 2 = 0"
  const { rows } = await db.queryArrays(sql)
  const fetched = contentFetches(demo)
  expect(fetched.length).toBeGreaterThan(1)
  expect(fetched.reduce((sum, { messages }) => sum + messages, 0)).toBe(rows.length)
  const plain = await demo.open('Pushdown=None')
  expect((await plain.queryArrays(sql)).rows).toEqual(rows)
})

describe('in a join, every table is narrowed by what speaks of it alone', () => {
  const CHEAP_OF_I = "i.Subject LIKE '%e%'"

  test.each([
    ['ON of an inner join', `Inbox i JOIN Starred s ON s.MsgId = i.MsgId AND ${CHEAP_OF_I}`, ['i']],
    [
      'WHERE and ON, of either table',
      `Inbox i JOIN Starred s ON s.MsgId = i.MsgId AND s.Size % 2 = 0 WHERE ${CHEAP_OF_I}`,
      ['i', 's'],
    ],
    [
      'ON of the side that LEFT JOIN fills',
      `Starred s LEFT JOIN Inbox i ON i.MsgId = s.MsgId AND ${CHEAP_OF_I}`,
      ['i'],
    ],
    [
      'WHERE of the side that LEFT JOIN keeps',
      `Inbox i LEFT JOIN Starred s ON s.MsgId = i.MsgId WHERE ${CHEAP_OF_I}`,
      ['i'],
    ],
    [
      'WHERE of the side that RIGHT JOIN keeps',
      `Starred s RIGHT JOIN Inbox i ON s.MsgId = i.MsgId WHERE ${CHEAP_OF_I}`,
      ['i'],
    ],
    [
      'ON of the side that RIGHT JOIN fills',
      `Inbox i RIGHT JOIN Starred s ON i.MsgId = s.MsgId AND ${CHEAP_OF_I}`,
      ['i'],
    ],
    [
      'WHERE of the side that LEFT JOIN fills',
      'Starred s LEFT JOIN Inbox i ON i.MsgId = s.MsgId WHERE i.Size % 2 IS NOT 0',
      [],
    ],
    [
      'ON of the side that LEFT JOIN keeps',
      `Inbox i LEFT JOIN Starred s ON s.MsgId = i.MsgId AND ${CHEAP_OF_I}`,
      [],
    ],
    ['WHERE of FULL JOIN', `Inbox i FULL JOIN Starred s ON s.MsgId = i.MsgId WHERE i.Size % 2 IS NOT 0`, []],
    [
      'ON of a join behind the one that fills',
      'Starred s LEFT JOIN Inbox i ON i.MsgId = s.MsgId JOIN Messages m ON m.MsgId = s.MsgId AND i.Size % 2 IS NOT 0',
      [],
    ],
    [
      'ON of a join in parentheses that is filled within',
      'Starred s LEFT JOIN (Messages m LEFT JOIN Inbox i ON i.MsgId = m.MsgId) ON m.MsgId = s.MsgId AND i.Size % 2 IS NOT 0',
      [],
    ],
    ['USING beside an outer join', `Inbox i LEFT JOIN Starred s USING (MsgId) WHERE ${CHEAP_OF_I}`, []],
  ])('%s', async (_, from, narrowed) => {
    const sql = `SELECT i.MsgId AS a, i.Headers AS b, s.MsgId AS c, length(s.Headers) AS d FROM ${from}`
    const { plan, rows, all } = await joined(sql)
    const scans = plan.split(/\n(?= {2}Scan )/).slice(1)
    const own = scans
      .filter(scan => scan.includes('    narrow '))
      .map(scan => (scan.includes('Scan Inbox') ? 'i' : 's'))
    expect(own.sort()).toEqual(narrowed)
    expect(rows).toEqual(all)
    expect(rows.length).toBeGreaterThan(0)
  })

  let demo: Demo
  let db: Connection
  let plain: Connection
  beforeAll(async () => {
    demo = await startDemo()
    db = await demo.open()
    plain = await demo.open('Pushdown=None')
  })
  afterAll(() => demo[Symbol.asyncDispose]())

  async function joined(sql: string) {
    const texts = (rows: readonly unknown[]) => rows.map(row => JSON.stringify(row)).sort()
    const plan = await db.explain(sql)
    const [rows, all] = [await db.queryArrays(sql), await plain.queryArrays(sql)]
    return { plan, rows: texts(rows.rows), all: texts(all.rows) }
  }
})
