import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'

let demo: Demo
let db: Connection
let tokyo: Connection
beforeAll(async () => {
  demo = await startDemo()
  db = await demo.open()
  tokyo = await demo.open('TimeZone=Asia/Tokyo')
})
afterAll(async () => {
  await demo[Symbol.asyncDispose]()
})
afterEach(() => {
  vi.useRealTimers()
})

/** The text that SQLite runs, and the search that is sent. */
async function planOf(connection: Connection, where: string, params: readonly never[] = []): Promise<string> {
  const { rows } = await connection.queryArrays(`EXPLAIN SELECT Id FROM Inbox WHERE ${where}`, params)
  return rows.map(row => row.join(' ')).join('\n')
}

async function dates(connection: Connection, where: string, params: readonly unknown[] = []) {
  const sql = `SELECT ReceivedDate FROM Inbox WHERE ${where} ORDER BY Id`
  const { rows } = await connection.queryArrays(sql, params as never)
  return rows.map(([date]) => String(date))
}

async function all(): Promise<string[]> {
  return await dates(db, '1')
}

describe('a date column is compared with the instant that is meant', () => {
  test.each([
    ["ReceivedDate > '%Y+09:00'", (date: string, some: string) => date > minusHours(some, 9)],
    ["ReceivedDate >= '%T'", (date: string, some: string) => date >= some],
    ["'%T' <= ReceivedDate", (date: string, some: string) => date >= some],
    ["ReceivedDate = '%T.000Z'", (date: string, some: string) => date === some],
    ["ReceivedDate IN ('%T+00:00', '2026-01-01')", (date: string, some: string) => date === some],
    ["ReceivedDate <> '%T'", (date: string, some: string) => date !== some],
    ["ReceivedDate IS NOT '%T'", (date: string, some: string) => date !== some],
    ["ReceivedDate IS DATEADD('hour', 0, '%TZ')", (date: string, some: string) => date === some],
    ["ReceivedDate IS NOT DISTINCT FROM '%T+00:00'", (date: string, some: string) => date === some],
    ["ReceivedDate IS DISTINCT FROM '%T.000Z'", (date: string, some: string) => date !== some],
    ["ReceivedDate NOT BETWEEN '%T' AND '2999-01-01'", (date: string, some: string) => date < some],
    ["Inbox.[ReceivedDate] < ('%T')", (date: string, some: string) => date < some],
    ["ReceivedDate < DATEADD('day', 1, '%T')", (date: string, some: string) => date < plusHours(some, 24)],
    ["ReceivedDate < datetime('%T', '+1 day')", (date: string, some: string) => date < plusHours(some, 24)],
    ["(ReceivedDate) > '%Y+09:00'", (date: string, some: string) => date > minusHours(some, 9)],
    ["((Inbox.ReceivedDate)) >= ('%TZ')", (date: string, some: string) => date >= some],
    ["ReceivedDate COLLATE NOCASE > '%Y+09:00'", (date: string, some: string) => date > minusHours(some, 9)],
    ["ReceivedDate > '%Y+09:00' COLLATE NOCASE", (date: string, some: string) => date > minusHours(some, 9)],
    ["'%Y+09:00' COLLATE NOCASE < ReceivedDate", (date: string, some: string) => date > minusHours(some, 9)],
    ["COALESCE(NULL, ReceivedDate) >= '%T.000Z'", (date: string, some: string) => date >= some],
    ["IIF(IsRead, ReceivedDate, (ReceivedDate)) >= '%T.000Z'", (date: string, some: string) => date >= some],
    [
      "CASE WHEN IsRead THEN ReceivedDate ELSE NULLIF(ReceivedDate, NULL) END >= '%T'",
      (date: string, some: string) => date >= some,
    ],
    [
      "CASE WHEN IsRead THEN ReceivedDate WHEN IsStarred THEN MAX(ReceivedDate, ReceivedDate) ELSE ReceivedDate END >= '%TZ'",
      (date: string, some: string) => date >= some,
    ],
    ["CASE WHEN ReceivedDate >= '%TZ' THEN 1 END", (date: string, some: string) => date >= some],
    ["CASE ReceivedDate WHEN '%TZ' THEN 0 ELSE 1 END", (date: string, some: string) => date !== some],
    [
      "CASE ReceivedDate WHEN L_TODAY() THEN 0 WHEN '%TZ' THEN 1 END",
      (date: string, some: string) => date === some,
    ],
    ["(ReceivedDate, Id) > ('%T.000Z', 9999999)", (date: string, some: string) => date > some],
    [
      "(Id, ReceivedDate) IN (VALUES (-1, '2026-01-01'), (Id, '%TZ'))",
      (date: string, some: string) => date === some,
    ],
    [
      "(0, ReceivedDate) BETWEEN (0, '%TZ') AND (0, '2999-01-01T00:00')",
      (date: string, some: string) => date >= some,
    ],
    ["('%TZ', -1) < (ReceivedDate, Id)", (date: string, some: string) => date >= some],
    ["(ReceivedDate, 1) IS NOT ('%TZ', 1)", (date: string, some: string) => date !== some],
    ["ReceivedDate NOT IN (VALUES ('%TZ'), ('2026-01-01'))", (date: string, some: string) => date !== some],
    [
      "ReceivedDate < '%D' || ' 12:00'",
      (date: string, some: string) => date < `${some.slice(0, 10)} 12:00:00`,
    ],
  ])('%s', async (pattern, wanted) => {
    const every = await all()
    const some = every[Math.floor(every.length / 2)]!
    const where = pattern.replaceAll('%T', some).replaceAll('%Y', some).replaceAll('%D', some.slice(0, 10))
    const expected = every.filter(date => wanted(date, some))
    expect(expected.length).toBeGreaterThan(0)
    expect(await dates(db, where)).toEqual(expected)
  })

  test('as parameter: a text with a zone, a text without, a Date', async () => {
    const every = await all()
    const some = every[Math.floor(every.length / 2)]!
    const later = every.filter(date => date > some)
    expect(await dates(db, 'ReceivedDate > ?', [`${some}Z`])).toEqual(later)
    expect(await dates(db, 'ReceivedDate > ? AND Size > ?', [some, 0])).toEqual(later)
    expect(await dates(tokyo, 'ReceivedDate > ?', [new Date(`${some}Z`)])).toEqual(later)
    expect(await dates(tokyo, 'ReceivedDate > ?', [plusHours(some, 9)])).toEqual(later)
    expect(await dates(tokyo, 'ReceivedDate > ?', [null])).toEqual([])
  })

  test('in subqueries, joins, HAVING and under another name', async () => {
    const every = await all()
    const some = every[Math.floor(every.length / 2)]!
    const typed = plusHours(some, 9)
    const count = every.filter(date => date >= some).length
    for (const sql of [
      `SELECT COUNT(*) FROM (SELECT ReceivedDate AS d FROM Inbox) WHERE d >= '${typed}'`,
      `SELECT COUNT(*) FROM Inbox a JOIN Inbox b ON a.Id = b.Id AND b.ReceivedDate >= '${typed}'`,
      `SELECT COUNT(*) FROM Inbox WHERE Id IN (SELECT Id FROM Inbox GROUP BY Id HAVING MAX(ReceivedDate) >= '${typed}')`,
      `SELECT SUM(CASE WHEN ReceivedDate >= '${typed}' THEN 1 ELSE 0 END) FROM Inbox`,
    ]) {
      expect([sql, (await tokyo.queryArrays(sql)).rows]).toEqual([sql, [[count]]])
    }
  })
})

test('IS and IS DISTINCT FROM are never unknown, beside days and beside NULL', async () => {
  const sql = `SELECT Date IS L_TODAY(), Date IS NOT L_TODAY(), Date IS NOT DISTINCT FROM L_TODAY(), Date IS DISTINCT FROM L_TODAY(),
    Date = L_TODAY(), Date IS NOT NULL FROM (SELECT NULL AS k) LEFT JOIN Inbox ON Id = k`
  expect((await db.queryArrays(sql)).rows).toEqual([[0, 1, 0, 1, null, 0]])
  await expect(dates(db, "ReceivedDate IS NOT DISTINCT FROM '2026-02-30'")).rejects.toThrow(/is no date/)
})

test('constants of row values and of CASE may be parameters', async () => {
  const every = await all()
  const some = every[Math.floor(every.length / 2)]!
  const later = every.filter(date => date > some)
  expect(await dates(db, '(ReceivedDate, Id) > (?, ?)', [`${some}Z`, 9_999_999])).toEqual(later)
  expect(await dates(tokyo, '(ReceivedDate, Id) > ($1, $2)', [plusHours(some, 9), 9_999_999])).toEqual(later)
  expect(await dates(db, 'CASE ReceivedDate WHEN ? THEN 1 END', [`${some}+00:00`])).toEqual([some])
  expect(await dates(db, 'ReceivedDate COLLATE BINARY > ?', [new Date(`${some}Z`)])).toEqual(later)
})

test('what is no date is refused in row values and CASE as well, and days are refused where no range fits', async () => {
  for (const where of [
    "(ReceivedDate, Id) > ('2026-02-30', 1)",
    "CASE ReceivedDate WHEN 'x' THEN 1 END",
    "(ReceivedDate) > 'x'",
  ])
    await expect(dates(db, where)).rejects.toMatchObject({ code: 'BAD_VALUE' })
  for (const where of [
    '(ReceivedDate, Id) > (L_TODAY(), 1)',
    "CASE WHEN ReceivedDate > '2026-01-01' THEN Date END = L_TODAY()",
  ])
    await expect(dates(db, where)).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      hint: expect.stringContaining('its '),
    })
})

test('a choice between a date and a text is a text', async () => {
  expect(
    await dates(db, "COALESCE(ReceivedDate, '') = '' OR CASE WHEN 1 THEN ReceivedDate ELSE '' END = 'x'"),
  ).toEqual([])
})

test('a name that AS gives to something else is no date', async () => {
  const sql =
    "SELECT Date FROM (SELECT strftime('%Y', ReceivedDate) AS Date FROM Inbox) WHERE Date = '2026' LIMIT 1"
  expect((await db.queryArrays(sql)).rows).toEqual([['2026']])
})

test('but in the WHERE of that very SELECT the name is the column', async () => {
  const every = await all()
  const some = every[Math.floor(every.length / 2)]!
  const later = every.filter(date => date >= some).length
  const sql = `SELECT Size AS ReceivedDate FROM Inbox WHERE ReceivedDate >= '${plusHours(some, 9)}'`
  expect((await tokyo.queryArrays(sql)).rows).toHaveLength(later)
  const inner = `SELECT COUNT(*) FROM (${sql}) WHERE ReceivedDate > 'x' OR ReceivedDate > 0`
  expect((await tokyo.queryArrays(inner)).rows).toEqual([[later]])
})

test('a day is its midnight in TimeZone, for SQLite and for the server', async () => {
  const every = await all()
  const day = every[Math.floor(every.length / 2)]!.slice(0, 10)
  const before = plusHours(`${day} 00:00:00`, -24).slice(0, 10)
  expect(await planOf(db, `ReceivedDate >= '${day}'`)).toContain(`SINCE ${before}`)
  expect(await planOf(tokyo, `ReceivedDate >= '${day}'`)).toContain(
    `SINCE ${plusHours(`${day} 00:00:00`, -48).slice(0, 10)}`,
  )
  expect(await dates(tokyo, `ReceivedDate >= '${day}'`)).toEqual(
    every.filter(date => date >= `${before} 15:00:00`),
  )
})

describe('what is computed from constants is sent like a constant', () => {
  test.each([
    ["ReceivedDate >= DATEADD('day', -7, NOW())", '2026-02-26 06:07:08', 'SINCE 2026-02-25'],
    ['ReceivedDate >= L_LAST_WEEK()', '2026-02-22 00:00:00', 'SINCE 2026-02-21'],
    ["ReceivedDate >= date('now', '-7 days')", '2026-02-26 00:00:00', 'SINCE 2026-02-25'],
    ["ReceivedDate >= datetime('now', '-1 hour')", '2026-03-05 05:07:08.900', 'SINCE 2026-03-04'],
    ["DATE_TRUNC('month', NOW()) <= ReceivedDate", '2026-03-01 00:00:00', 'SINCE 2026-02-28'],
    ['ReceivedDate >= CURRENT_TIMESTAMP', '2026-03-05 06:07:08', 'SINCE 2026-03-04'],
    ['ReceivedDate >= CURRENT_DATE', '2026-03-05 00:00:00', 'SINCE 2026-03-04'],
  ])('%s', async (where, from, search) => {
    const every = await all()
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-05T06:07:08.900Z') })
    expect(await planOf(db, where)).toContain(search)
    expect(await dates(db, where)).toEqual(every.filter(date => date >= from))
  })
})

describe('a date literal means all of its days', () => {
  const moment = new Date('2026-03-05T16:00:00Z')
  /** Midnights in Tokyo, where it is 2026-03-06. */
  const [today, tomorrow] = ['2026-03-05 15:00:00', '2026-03-06 15:00:00']
  const isToday = (date: string) => date >= today && date < tomorrow
  test.each<[string, (date: string) => boolean]>([
    ['ReceivedDate = L_TODAY()', isToday],
    ['ReceivedDate <> L_TODAY()', date => !isToday(date)],
    ['NOT ReceivedDate = L_TODAY()', date => !isToday(date)],
    ['L_TODAY() = ReceivedDate', isToday],
    ['L_TODAY() > ReceivedDate', date => date < today],
    ['ReceivedDate < L_LAST_N_DAYS(2)', date => date < '2026-03-03 15:00:00'],
    ['ReceivedDate >= L_LAST_N_DAYS(1 + 1)', date => date >= '2026-03-03 15:00:00'],
    ['ReceivedDate > L_LAST_MONTH()', date => date >= '2026-02-28 15:00:00'],
    ['ReceivedDate <= L_LAST_MONTH()', date => date < '2026-02-28 15:00:00'],
    [
      'ReceivedDate BETWEEN L_LAST_MONTH() AND L_YESTERDAY()',
      date => date >= '2026-01-31 15:00:00' && date < today,
    ],
    [
      "ReceivedDate NOT IN (L_TODAY(), L_LAST_N_YEARS(1), '2026-01-01')",
      date => !isToday(date) && (date < '2024-12-31 15:00:00' || date >= '2025-12-31 15:00:00'),
    ],
    [
      'ReceivedDate IN (L_THIS_MONTH(), L_LAST_MONTH())',
      date => date >= '2026-01-31 15:00:00' && date < '2026-03-31 15:00:00',
    ],
  ])('%s', async (where, holds) => {
    const every = await all()
    vi.useFakeTimers({ toFake: ['Date'], now: moment })
    const expected = every.filter(holds)
    expect(await dates(tokyo, where)).toEqual(expected)
  })

  test('and gives the same rows as with Pushdown=None', async () => {
    const none = await demo.open('Pushdown=None;TimeZone=Asia/Tokyo')
    const newest = (await all()).at(-1)!
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(`${newest}Z`) })
    for (const where of [
      'ReceivedDate = L_THIS_MONTH()',
      'ReceivedDate <> L_THIS_MONTH()',
      'ReceivedDate < L_TODAY()',
      'ReceivedDate = L_LAST_N_DAYS(20) OR ReceivedDate = L_TODAY()',
      'NOT ReceivedDate = L_LAST_N_WEEKS(2)',
      "ReceivedDate > DATEADD('month', -1, NOW())",
    ]) {
      const rows = await dates(tokyo, where)
      expect(rows.length).toBeGreaterThan(0)
      expect([where, rows]).toEqual([where, await dates(none, where)])
    }
  })
})

test('a result is named by what was typed', async () => {
  const expressions = [
    'ReceivedDate > NOW()',
    'ReceivedDate = L_TODAY()',
    "ReceivedDate > '2026-01-05'",
    "HOUR('2026-01-05 10:00')",
    "date('now')",
  ]
  const { columns } = await tokyo.queryArrays(`SELECT ${expressions.join(', ')} FROM Inbox LIMIT 1`)
  expect(columns.map(({ name }) => name)).toEqual(expressions)
})

test('a time that is typed without a zone is of TimeZone also where a function reads it', async () => {
  const sql =
    "SELECT HOUR('2026-01-05 10:00'), HOUR(?), DATEDIFF('hour', '2026-01-05 10:00', '2026-01-05 01:00Z')"
  expect((await tokyo.queryArrays(sql, ['2026-01-05 10:00'])).rows).toEqual([[10, 10, 0]])
})

function plusHours(date: string, hours: number): string {
  return new Date(Date.parse(`${date}Z`) + hours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
}

function minusHours(date: string, hours: number): string {
  return plusHours(date, -hours)
}
