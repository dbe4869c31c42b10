import { afterEach, describe, expect, test, vi } from 'vitest'
import { startDemo } from '../support/demo.ts'
import { evaluate, openWithoutMail } from './support.ts'

afterEach(() => {
  vi.useRealTimers()
})

async function values(timeZone: string, moment: string, expressions: readonly string[]) {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(moment) })
  const db = await openWithoutMail(`TimeZone=${timeZone}`)
  try {
    const found: unknown[] = []
    for (const expression of expressions) found.push(await evaluate(db, expression))
    return found
  } finally {
    await db.close()
  }
}

const NOWS = ['NOW()', 'CURRENT_TIMESTAMP', 'CURRENT_DATE', 'CURRENT_TIME', 'GETUTCDATE()', 'L_TODAY()']

test('now is the start of the statement on the clocks of TimeZone', async () => {
  const moment = '2026-01-05T15:30:00.250Z'
  expect(await values('Asia/Tokyo', moment, NOWS)).toEqual([
    '2026-01-06 00:30:00+09:00',
    '2026-01-06 00:30:00+09:00',
    '2026-01-06',
    '00:30:00',
    '2026-01-05 15:30:00',
    '2026-01-06',
  ])
  expect(await values('America/Los_Angeles', moment, NOWS)).toEqual([
    '2026-01-05 07:30:00-08:00',
    '2026-01-05 07:30:00-08:00',
    '2026-01-05',
    '07:30:00',
    '2026-01-05 15:30:00',
    '2026-01-05',
  ])
})

/** datetime() gives what a column holds: a time in UTC that does not say so. */
test('parts of a stored time are those of the clocks in TimeZone, of a day those of the calendar', async () => {
  const expressions = [
    "DAY(datetime('2026-01-05 15:30:00'))",
    "HOUR(datetime('2026-01-05 15:30:00'))",
    "DAY('2026-01-05')",
    "DATE_TRUNC('day', datetime('2026-01-05 15:30:00'))",
    "DATEPART('hour', NOW())",
    "TO_DATE(datetime('2026-01-05 15:30:00'))",
  ]
  expect(await values('Asia/Tokyo', '2026-01-05T15:30:00Z', expressions)).toEqual([
    6,
    0,
    5,
    '2026-01-06 00:00:00+09:00',
    0,
    '2026-01-06',
  ])
})

describe('where clocks are set forward or back', () => {
  const zone = 'America/Los_Angeles'
  test('a day on is the same time of the next day, 24 hours on are 24 hours', async () => {
    expect(
      await values(zone, '2026-03-08T04:00:00Z', [
        'NOW()',
        "DATEADD('day', 1, NOW())",
        "DATEADD('hour', 24, NOW())",
        "DATEADD('day', 1, datetime('2026-03-08 04:00:00'))",
        "DATEDIFF('hour', datetime('2026-03-08 04:00:00'), datetime('2026-03-09 03:00:00'))",
        "DATEDIFF('day', datetime('2026-03-08 04:00:00'), datetime('2026-03-09 03:00:00'))",
      ]),
    ).toEqual([
      '2026-03-07 20:00:00-08:00',
      '2026-03-08 20:00:00-07:00',
      '2026-03-08 21:00:00-07:00',
      '2026-03-09 03:00:00',
      23,
      1,
    ])
  })

  test('a time that never was is taken an hour later, one that was twice is the first', async () => {
    expect(
      await values(zone, '2026-11-02T00:00:00Z', [
        'DATETIMEFROMPARTS(2026, 3, 8, 2, 30, 0)',
        'DATETIMEFROMPARTS(2026, 11, 1, 1, 30, 0)',
        "DATEADD('day', 1, datetime('2026-03-07 10:30:00'))",
        "HOUR(datetime('2026-11-01 08:30:00'))",
        "HOUR(datetime('2026-11-01 09:30:00'))",
      ]),
    ).toEqual(['2026-03-08 03:30:00-07:00', '2026-11-01 01:30:00-07:00', '2026-03-08 10:30:00', 1, 1])
  })
})

test('date literals count the days, Sunday weeks, months, quarters and years of TimeZone', async () => {
  const names = ['L_THIS_WEEK()', 'L_LAST_WEEK()', 'L_THIS_QUARTER()', 'L_NEXT_YEAR()', 'L_LAST_N_MONTHS(13)']
  const first = ['2025-12-28', '2025-12-21', '2025-10-01', '2026-01-01', '2024-11-01']
  expect(await values('America/Los_Angeles', '2026-01-01T07:59:59Z', names)).toEqual(first)
  expect(await values('UTC', '2026-01-01T07:59:59Z', names)).toEqual([
    '2025-12-28',
    '2025-12-21',
    '2026-01-01',
    '2027-01-01',
    '2024-12-01',
  ])
})

test('a Date that a function is given is its instant, and a text is of TimeZone', async () => {
  const db = await openWithoutMail('TimeZone=Asia/Tokyo')
  const hours = 'SELECT HOUR(?1), HOUR(?2), TO_TIMESTAMP(?1), TO_TIMESTAMP(?2)'
  const { rows } = await db.queryArrays(hours, [new Date('2026-01-05T01:00:00Z'), '2026-01-05 10:00:00'])
  expect(rows).toEqual([[10, 10, '2026-01-05 01:00:00', '2026-01-05 01:00:00']])
  await db.close()
})

test('Local is the zone of this machine', async () => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  const moment = '2026-07-01T12:00:00Z'
  expect(await values('Local', moment, ['NOW()'])).toEqual(await values(here, moment, ['NOW()']))
})

test('every row of a statement has the same now', async () => {
  await using demo = await startDemo({ messages: 5 })
  const db = await demo.open()
  const sql = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
    SELECT COUNT(DISTINCT NOW()), COUNT(DISTINCT CURRENT_TIMESTAMP) FROM n`
  expect((await db.queryArrays(sql)).rows).toEqual([[1, 1]])
})
