import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { fillStore, propertiesOf } from '../../bench/synthetic-store.ts'
import { type Connection, connect } from '../../src/index.ts'
import { Engine } from '../../src/sqlite/engine.ts'
import type { EngineRequest } from '../../src/sqlite/protocol.ts'
import { makeDirectory } from '../oauth/settings/support.ts'

const MESSAGES = 12_000
const SPAM = 60
const calls = vi.spyOn(Engine.prototype, 'call')
let directory: string
let db: Connection
let file: Database.Database

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'gmailsql-warm-'))
  const path = join(directory, 'mail.db')
  await fillStore(path, { messages: MESSAGES, spam: SPAM, inbox: 600 })
  db = await connect(propertiesOf(path))
  file = new Database(path)
}, 60_000)
afterAll(async () => {
  calls.mockRestore()
  file.close()
  await db.close()
  rmSync(directory, { recursive: true })
})

/** What the engine was asked for a statement that has run before, and its rows. */
async function warm(sql: string, connection = db) {
  await connection.queryArrays(sql)
  calls.mockClear()
  const { rows } = await connection.queryArrays(sql)
  const requests = calls.mock.calls.flatMap(([asked]) => [...asked] as EngineRequest[])
  return { rows, requests, calls: calls.mock.calls.length }
}

/** How SQLite finds the rows of what the engine was asked. */
function planOf(requests: readonly EngineRequest[], database = file): string {
  const steps: string[] = []
  for (const request of requests) {
    if (request.op === 'exec' && request.sql.startsWith('CREATE TEMP VIEW')) database.exec(request.sql)
    if (request.op !== 'open') continue
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${request.sql}`).all() as { detail: string }[]
    steps.push(...plan.map(({ detail }) => detail))
  }
  const views = database.prepare(`SELECT name FROM sqlite_temp_schema WHERE type = 'view'`).pluck().all()
  for (const name of views) database.exec(`DROP VIEW temp."${name}"`)
  return steps.join('; ')
}

/** The same by hand, over the places in All Mail: nothing of what is tested here has a part in it. */
function byHand(sql: string): unknown[][] {
  const own = `FROM location l JOIN message m ON m.key = l.message_key
    WHERE l.mailbox_id = (SELECT id FROM mailbox WHERE path = '[Gmail]/All Mail')`
  return file.prepare(sql.replace('{own}', own)).raw(true).all() as unknown[][]
}

const SHAPES: readonly (readonly [sql: string, index: string, hand: string])[] = [
  [
    'SELECT FromDomain, COUNT(*) FROM Messages GROUP BY FromDomain',
    'COVERING INDEX message_by_domain',
    'SELECT from_domain, count(*) {own} GROUP BY 1 ORDER BY 1',
  ],
  [
    'SELECT FromDomain, COUNT(*) FROM [Gmail/All Mail] GROUP BY FromDomain',
    'COVERING INDEX message_by_domain',
    'SELECT from_domain, count(*) {own} GROUP BY 1 ORDER BY 1',
  ],
  [
    'SELECT FromDomain, SUM(Size) AS bytes FROM Messages GROUP BY FromDomain ORDER BY bytes DESC, FromDomain LIMIT 9',
    'COVERING INDEX message_by_domain',
    'SELECT from_domain, sum(size) {own} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 9',
  ],
  [
    'SELECT [From], COUNT(*) AS n FROM Messages GROUP BY [From] ORDER BY n DESC, [From] LIMIT 20',
    'COVERING INDEX message_by_sender',
    'SELECT from_addr, count(*) {own} GROUP BY from_addr COLLATE NOCASE ORDER BY 2 DESC, 1 LIMIT 20',
  ],
  [
    'SELECT substr(ReceivedDate, 1, 7) AS Month, COUNT(*) FROM Messages GROUP BY Month ORDER BY Month',
    'INDEX message_by_month',
    'SELECT substr(internal_date, 1, 7), count(*) {own} GROUP BY 1 ORDER BY 1',
  ],
  [
    "SELECT strftime('%Y', ReceivedDate) AS Year, SUM(Size) FROM Messages GROUP BY Year ORDER BY Year",
    'COVERING INDEX message_by_date',
    'SELECT substr(internal_date, 1, 4), sum(size) {own} GROUP BY 1 ORDER BY 1',
  ],
  [
    "SELECT [From], COUNT(*) FROM Messages WHERE ReceivedDate >= '2025-06-01' GROUP BY [From] ORDER BY [From]",
    'COVERING INDEX message_by_date (internal_date>?)',
    "SELECT from_addr, count(*) {own} AND internal_date >= '2025-06-01' GROUP BY 1 ORDER BY from_addr COLLATE NOCASE",
  ],
  [
    'SELECT ThreadId, COUNT(*) AS n FROM Messages GROUP BY ThreadId ORDER BY n DESC, ThreadId LIMIT 9',
    'COVERING INDEX message_by_thread',
    'SELECT thread_id, count(*) {own} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 9',
  ],
  [
    'SELECT COUNT(DISTINCT FromDomain), MAX(Size), SUM(CASE WHEN Size > 5000 THEN 1 ELSE 0 END) FROM Messages',
    'COVERING INDEX message_by_domain',
    'SELECT count(DISTINCT from_domain), max(size), sum(size > 5000) {own}',
  ],
  [
    'SELECT Subject, Size FROM Messages ORDER BY Size DESC LIMIT 20',
    'INDEX message_by_size',
    'SELECT subject, size {own} ORDER BY size DESC, msgid DESC LIMIT 20',
  ],
]

describe('over a whole mailbox of a lasting store', () => {
  test.each(SHAPES)('%s reads %s', async (sql, index, hand) => {
    const { rows, requests, calls } = await warm(sql)
    expect(planOf(requests)).toContain(index)
    expect(planOf(requests)).not.toContain('location')
    expect(rows).toEqual(byHand(hand))
    // Which tables CACHE made, how the mailbox stands, and the rows; more of these come in more.
    if (rows.length < 200) expect(calls).toBe(3)
  })

  test('a condition on what no index has reads the messages one after the other, and not by an index', async () => {
    const sql = "SELECT COUNT(*) FROM Messages WHERE Subject LIKE '%invoice%'"
    const { rows, requests } = await warm(sql)
    expect(planOf(requests)).toBe('SCAN m')
    expect(rows).toEqual(byHand("SELECT count(*) {own} AND subject LIKE '%invoice%'"))
  })

  const IN_ORDER: readonly (readonly [sql: string, why: string])[] = [
    ['SELECT Id, Size FROM [Gmail/All Mail] ORDER BY Size DESC LIMIT 5', 'the UID is one of a place'],
    ['SELECT FromDomain, COUNT(*) FROM Messages WHERE IsRead = 0 GROUP BY FromDomain', 'flags are'],
    [
      'SELECT FromDomain, group_concat(Size) FROM Messages GROUP BY FromDomain',
      'the order shows in the text',
    ],
    [
      'SELECT FromDomain, Subject, COUNT(*) FROM Messages GROUP BY FromDomain',
      'the subject is that of one row',
    ],
    ['SELECT AVG(Size * 1.1) FROM Messages', 'a sum of fractions depends on what is added first'],
    ['SELECT FromDomain, Size, COUNT(*) FROM Messages GROUP BY 1, 2 LIMIT 3', 'some of several groups'],
  ]

  test.each(IN_ORDER)('%s is read in the order of UIDs: %s', async (sql, why) => {
    expect(planOf((await warm(sql)).requests), why).toContain('SEARCH l USING PRIMARY KEY')
  })

  test('labels are counted in one pass over the places, which no order is made for', async () => {
    const { rows, requests } = await warm('SELECT Label, COUNT(*) FROM MessageLabels GROUP BY Label')
    expect(planOf(requests)).not.toMatch(/CO-ROUTINE|MATERIALIZE|FOR ORDER BY/)
    const hand = `SELECT value, count(*) FROM location, json_each(labels)
      WHERE mailbox_id = (SELECT id FROM mailbox WHERE path = '[Gmail]/All Mail') GROUP BY 1`
    expect(rows).toEqual(file.prepare(hand).raw(true).all())
  })

  test('a mailbox that shows few of the messages is read by its places', async () => {
    const sql = 'SELECT FromDomain, COUNT(*) FROM Inbox GROUP BY FromDomain'
    expect(planOf((await warm(sql)).requests)).toContain('SEARCH l USING')
  })

  test('what another process writes is seen, and what it has not written to the mailbox is not', async () => {
    const sql = 'SELECT COUNT(DISTINCT FromDomain) AS d, SUM(Size) AS s, COUNT(Size) AS n FROM Messages'
    const before = (await warm(sql)).rows[0] as number[]
    // Messages in no mailbox, some in the middle: those that were deleted.
    const gone = file
      .prepare('DELETE FROM location WHERE mailbox_id = 1 AND uid % 500 = 7 RETURNING uid')
      .all()
    file.exec("INSERT INTO message (msgid, thread_id, size, from_domain) VALUES ('1', '1', 1, 'new.example')")
    const { rows, requests } = await warm(sql)
    expect(planOf(requests)).toContain('COVERING INDEX message_by_domain')
    expect(rows).toEqual(byHand('SELECT count(DISTINCT from_domain), sum(size), count(size) {own}'))
    expect(rows[0]![2]).toBe(before[2]! - gone.length)
    file.exec("DELETE FROM message WHERE msgid = '1'")
  })
})

test('one address in two spellings is shown as the newest message has it, so its messages are read in that order', async () => {
  const mixed = join(makeDirectory(), 'mail.db')
  await fillStore(mixed, { messages: 2_000, mixedCase: true })
  const sql = 'SELECT [From], COUNT(*) FROM Messages GROUP BY [From]'
  const other = await connect(propertiesOf(mixed))
  const database = new Database(mixed)
  try {
    const grouped = await warm(sql, other)
    expect(planOf(grouped.requests, database)).toContain('SEARCH l USING PRIMARY KEY')
    const counted = await warm('SELECT COUNT(DISTINCT [From]) FROM Messages', other)
    expect(planOf(counted.requests, database)).not.toContain('location')
    expect(counted.rows).toEqual([[grouped.rows.length]])
  } finally {
    database.close()
    await other.close()
  }
})

test('a small store has no indexes to keep, and answers the same way', async () => {
  const small = join(makeDirectory(), 'mail.db')
  await fillStore(small, { messages: 500 })
  const other = await connect(propertiesOf(small))
  const database = new Database(small)
  try {
    const { rows, requests } = await warm('SELECT SUM(Size) FROM Messages', other)
    expect(planOf(requests, database)).toBe('SCAN m')
    expect(rows).toEqual([[database.prepare('SELECT sum(size) FROM message').pluck().get()]])
    const indexes = database.prepare(`SELECT name FROM sqlite_schema WHERE name LIKE 'message_by%'`).all()
    expect(indexes).toEqual([])
  } finally {
    database.close()
    await other.close()
  }
})
