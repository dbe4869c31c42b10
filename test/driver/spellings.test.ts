import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'

let demo: Demo
let exact: Connection
let none: Connection

beforeAll(async () => {
  demo = await startDemo({ messages: 300 })
  exact = await demo.open()
  none = await demo.open('Pushdown=None')
})
afterAll(() => demo[Symbol.asyncDispose]())

/** The search and the bounds of a plan: what is pushed, whatever the spelling. */
async function pushed(sql: string): Promise<string[]> {
  const plan = await exact.explain(sql)
  return plan.split('\n').filter(line => /^Run|search|open/.test(line))
}

test.each([
  ['SELECT TOP 7 Id FROM Inbox', 'SELECT Id FROM Inbox LIMIT 7'],
  [
    'SELECT Id FROM Inbox ORDER BY Id OFFSET 3 ROWS FETCH NEXT 4 ROWS ONLY',
    'SELECT Id FROM Inbox ORDER BY Id LIMIT 4 OFFSET 3',
  ],
  [
    "SELECT Id FROM Inbox WITH (NOLOCK) WHERE IsRead = 0 AND Subject ILIKE '%RE%' FOR UPDATE",
    "SELECT Id FROM Inbox WHERE IsRead = 0 AND Subject LIKE '%re%'",
  ],
  [
    "SELECT 'Re: ' + Subject AS s FROM Inbox WHERE Labels = N'Work/Project X' # mine\n AND Size > 1000",
    "SELECT 'Re: ' || Subject AS s FROM Inbox WHERE Labels = 'Work/Project X' AND Size > 1000",
  ],
  [
    "SELECT Id FROM Inbox WHERE ReceivedDate >= DATE '2025-01-01' AND ReceivedDate < {ts '2026-01-01 00:00:00'}",
    "SELECT Id FROM Inbox WHERE ReceivedDate >= '2025-01-01' AND ReceivedDate < '2026-01-01 00:00:00'",
  ],
  [
    '(SELECT Id, Size FROM Inbox WHERE IsRead = 0) UNION (SELECT Id, Size FROM SentMail WHERE IsStarred = 1) ORDER BY Size % 1000, Id',
    'SELECT * FROM (SELECT Id, Size FROM Inbox WHERE IsRead = 0 UNION SELECT Id, Size FROM SentMail WHERE IsStarred = 1) ORDER BY Size % 1000, Id',
  ],
  [
    "SELECT {fn LENGTH(Subject)} AS n FROM {oj Inbox LEFT OUTER JOIN Labels ON 0} WHERE IsRead = 0 AND Subject LIKE '%e%' {escape '!'}",
    "SELECT LENGTH(Subject) AS n FROM Inbox LEFT JOIN Labels ON 0 WHERE IsRead = 0 AND Subject LIKE '%e%' ESCAPE '!'",
  ],
  [
    "SELECT Id FROM Inbox WHERE ReceivedDate >= CAST('2024-03-01' AS DATE) AND ReceivedDate < '2026-01-01'::timestamp - INTERVAL '1 day'",
    "SELECT Id FROM Inbox WHERE ReceivedDate >= '2024-03-01' AND ReceivedDate < '2025-12-31 00:00:00'",
  ],
  [
    'SELECT kb, COUNT(*) AS n FROM (SELECT Size DIV 1024 FROM Inbox WHERE IsRead = 1) AS s(kb) GROUP BY kb',
    'SELECT kb, COUNT(*) AS n FROM (SELECT Size / 1024 AS kb FROM Inbox WHERE IsRead = 1) GROUP BY kb',
  ],
  [
    "SELECT TRIM(BOTH 'R' FROM SUBSTRING(Subject FROM 1 FOR 4)) AS t FROM Inbox WHERE POSITION('a' IN Subject) > 0",
    "SELECT TRIM(SUBSTR(Subject, 1, 4), 'R') AS t FROM Inbox WHERE INSTR(Subject, 'a') > 0",
  ],
  [
    "SELECT Inbox.Id FROM Inbox JOIN (VALUES ('Work/Project X'), ('Family')) AS v(name) ON HAS_LABEL(Inbox.Labels, v.name) WHERE IsRead <=> 0",
    'SELECT Inbox.Id FROM Inbox, json_each(\'["Work/Project X","Family"]\') WHERE HAS_LABEL(Labels, value) AND IsRead IS 0',
  ],
])('%s answers as SQLite’s spelling does, and as much is pushed', async (foreign, native) => {
  const expected = (await none.queryArrays(native)).rows
  expect(expected.length).toBeGreaterThan(0)
  expect((await exact.queryArrays(foreign)).rows).toEqual(expected)
  expect((await none.queryArrays(foreign)).rows).toEqual(expected)
  expect(await pushed(foreign)).toEqual(await pushed(native))
})

test.each([
  ["CAST('Jürgen' AS VARCHAR(2))", 'Jü'],
  ["CAST('2026-01-05 10:30:00' AS DATE)", '2026-01-05'],
  ["'2026-01-05'::timestamp", '2026-01-05 00:00:00'],
  ["TRY_CAST('soon' AS DATE)", null],
  ["TRY_CAST('soon' AS DATETIME)", null],
  ["TRY_CAST('12 pieces' AS INT)", null],
  ["CAST('12 pieces' AS INT)", 12],
  ['CAST(2.345 AS DECIMAL(5, 1))', 2.3],
  ["CAST('yes' AS BOOLEAN) + CAST('f' AS BIT)", 1],
  ["CAST('2026-01-05 10:30:00' AS TIME)", '10:30:00'],
  ["'7:05'::time", '07:05:00'],
  ["TRY_CAST('noon' AS TIME)", null],
  ["CONVERT(VARCHAR(10), '2026-03-05', 104)", '05.03.2026'],
  ["CONVERT(DATETIME, '03/05/2026 06:07:08', 101)", '2026-03-05 06:07:08'],
  ["CONVERT(DATE, '2026-03-05', 101)", '2026-03-05'],
  ["EXTRACT(MONTH FROM '2026-03-05') * 100 + EXTRACT(DOW FROM '2026-03-05')", 304],
  ["EXTRACT(WEEK FROM '2026-01-01')", 1],
  ["'2026-01-31' + INTERVAL '1 month'", '2026-02-28'],
  ["'2026-03-01' - INTERVAL 1 DAY", '2026-02-28'],
  ["DATE_ADD('2026-03-01 23:30:00', INTERVAL 45 MINUTE)", '2026-03-02 00:15:00'],
  ['DATEDIFF(day, CURRENT_DATE - 7, CURRENT_DATE())', 7],
  ['7 DIV 2 * 2 + -7 DIV 2', 3],
  ["POSITION('b' IN 'abc') || TRIM(TRAILING 'c' FROM 'abcc')", '2ab'],
  ["STRING_AGG(value, '-') WITHIN GROUP (ORDER BY value DESC)", 'b-a'],
  ["E'tab\\there' || $$it's$$", "tab\thereit's"],
])('%s gives %j', async (expression, expected) => {
  const { rows } = await exact.queryArrays(`SELECT ${expression} FROM json_each('["a", "b"]') LIMIT 1`)
  expect(rows).toEqual([[expected]])
})

test.each([
  ["CAST('soon' AS DATE)", 'BAD_VALUE', 'soon'],
  ["CAST('noon' AS TIME)", 'BAD_VALUE', 'noon'],
  ["CONVERT(DATE, '2026-03-05', 999)", 'NOT_SUPPORTED', '999'],
])('%s is refused', async (expression, code, named) => {
  await expect(exact.query(`SELECT ${expression}`)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(named),
    hint: expect.stringMatching(/\w/),
  })
})

test.each([
  ['ReceivedDate - 7', 'ReceivedDate', 'DATEADD'],
  ['1 + Inbox.ReceivedDate', 'ReceivedDate', 'DATEADD'],
  ['[ReceivedDate] - Date', 'ReceivedDate', 'DATEDIFF'],
  ['FromName + Subject', 'FromName + Subject', 'FromName || Subject'],
])('%s would be a number that nobody means, and is refused', async (expression, named, hint) => {
  await expect(exact.query(`SELECT ${expression} FROM Inbox`)).rejects.toMatchObject({
    code: 'NOT_SUPPORTED',
    message: expect.stringContaining(named),
    hint: expect.stringContaining(hint),
  })
})

test.each(['Size + Id', 'Size - 1', '-Size', 'MsgId + 0', 'JULIANDAY(ReceivedDate) - 1'])(
  '%s is a number',
  async expression => {
    const { rows } = await exact.queryArrays(`SELECT TYPEOF(${expression}) FROM Inbox LIMIT 1`)
    expect(rows[0]![0]).toMatch(/integer|real/)
    const named = await exact.query(
      'SELECT Subject + 1 AS n FROM (SELECT Size AS Subject FROM Inbox) LIMIT 1',
    )
    expect(named.rowCount).toBe(1)
  },
)

test('a spelling that cannot be translated is refused before the mailbox is opened', async () => {
  demo.commands()
  await expect(exact.query('SELECT DISTINCT ON (ThreadId) Id FROM Inbox')).rejects.toMatchObject({
    code: 'NOT_SUPPORTED',
    position: { line: 1, column: 8 },
    hint: expect.stringContaining('ROW_NUMBER'),
  })
  expect(demo.commands()).toEqual([])
})
