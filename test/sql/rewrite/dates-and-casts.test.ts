import { expect, test } from 'vitest'
import { expectRewritten, expectUntouched, rewritten } from './support.ts'

test.each([
  ['CAST(a AS VARCHAR(3))', 'SUBSTR(CAST(a AS TEXT), 1, 3)'],
  ['CAST(a AS NVARCHAR(MAX))', 'CAST(a AS TEXT)'],
  ['CAST(a AS DATE) = TRY_CAST(b AS DATE)', 'TO_DATE(a) = TRY_TO_DATE(b)'],
  ['CAST(a AS TIMESTAMP(3) WITH TIME ZONE)', 'TO_TIMESTAMP(a)'],
  ['CAST(a AS DATETIME2(7)) = CAST(b AS TIME)', 'TO_TIMESTAMP(a) = GMAILSQL_TIME(b)'],
  ['CAST(a AS BIT) OR CAST(b AS BOOLEAN)', 'TO_BOOLEAN(a) OR TO_BOOLEAN(b)'],
  [
    'CAST(a AS DECIMAL(10, 2)) + CAST(a AS DECIMAL(5))',
    'ROUND(CAST(a AS REAL), 2) + ROUND(CAST(a AS REAL), 0)',
  ],
  ['CAST(a AS DOUBLE PRECISION) + CAST(a AS SIGNED INTEGER)', 'CAST(a AS REAL) + CAST(a AS INTEGER)'],
  ['TRY_CAST(a AS INT)', 'CAST(TO_NUMBER(a) AS INTEGER)'],
  ['CAST(CAST(a AS DATE) AS VARCHAR(4))', 'SUBSTR(CAST(TO_DATE(a) AS TEXT), 1, 4)'],
  ["'2026-01-05'::date", "TO_DATE('2026-01-05')"],
  ['a::varchar(3)::int', 'CAST(SUBSTR(CAST(a AS TEXT), 1, 3) AS INTEGER)'],
  ['-t.a::text LIKE f(a, (b))::text', '-CAST(t."a" AS TEXT) LIKE CAST(f(a, (b)) AS TEXT)'],
  [
    '(a + b)::int > CASE WHEN a THEN 1 END::int',
    'CAST((a + b) AS INTEGER) > CAST(CASE WHEN a THEN 1 END AS INTEGER)',
  ],
  ['SUM(a) OVER (ORDER BY b)::int', 'CAST(SUM(a) OVER (ORDER BY b) AS INTEGER)'],
  ['CONVERT(VARCHAR(4), a)', 'SUBSTR(CAST(a AS TEXT), 1, 4)'],
  ['CONVERT(VARCHAR(10), a, 103)', "SUBSTR(CAST(TO_CHAR(a, 'DD/MM/YYYY') AS TEXT), 1, 10)"],
  ["CONVERT(DATE, '05/03/2026', 103)", "TO_DATE(GMAILSQL_STYLED_DATE('05/03/2026', 'DD/MM/YYYY'))"],
  ['CONVERT(a, SIGNED) = CONVERT(Date, CHAR)', 'CAST(a AS INTEGER) = CAST(Date AS TEXT)'],
  ['CONVERT(a USING utf8mb4)', 'CAST(a AS TEXT)'],
  ['TRY_CONVERT(INT, CONVERT(CHAR(2), a))', 'CAST(TO_NUMBER(SUBSTR(CAST(a AS TEXT), 1, 2)) AS INTEGER)'],
  [
    'EXTRACT(YEAR FROM a) = EXTRACT(WEEK FROM EXTRACT(DOW FROM b))',
    "DATEPART('year', a) = DATEPART('isoweek', DATEPART('dow', b))",
  ],
  [
    "'a' + b::text + 'c' = 7::int DIV 2",
    "'a' || CAST(b AS TEXT) || 'c' = CAST(CAST(7 AS INTEGER) / 2 AS INTEGER)",
  ],
  [
    "a::date - INTERVAL '1 day' < CURRENT_DATE()::date",
    "DATEADD('day', -1, TO_DATE(a)) < TO_DATE(CURRENT_DATE)",
  ],
  ['CURRENT_DATE() = CURRENT_TIMESTAMP(3)', 'CURRENT_DATE = CURRENT_TIMESTAMP'],
  ['LOCALTIMESTAMP > LOCALTIMESTAMP()', 'LOCALTIMESTAMP() > LOCALTIMESTAMP()'],
  ["a - INTERVAL '7 days'", "DATEADD('day', -7, a)"],
  ['NOW() - INTERVAL 7 DAY < a', "DATEADD('day', -7, NOW()) < a"],
  [
    "a + INTERVAL '1 year 2 months' - INTERVAL ? HOUR",
    "DATEADD('hour', -(?1), DATEADD('month', 2, DATEADD('year', 1, a)))",
  ],
  ["INTERVAL '1' MONTH + t.a", 'DATEADD(\'month\', 1, t."a")'],
  [
    "a + INTERVAL '-1.5 hours' + INTERVAL '04:05:06'",
    "DATEADD('second', 14706, DATEADD('second', -5400, a))",
  ],
  ["a + '2 weeks'::interval", "DATEADD('week', 2, a)"],
  [
    'DATE_SUB(DATE_ADD(a, INTERVAL 1 DAY), INTERVAL (b * 2) MINUTE)',
    "DATEADD('minute', -(b * 2), DATEADD('day', 1, a))",
  ],
  ["a > DATE '2026-01-05' - INTERVAL '1 day'", "a > DATEADD('day', -1, '2026-01-05')"],
  [
    'a > CURRENT_DATE - 7 AND b < GETDATE() + ?',
    "a > DATEADD('day', -7, CURRENT_DATE) AND b < DATEADD('day', ?1, GETDATE())",
  ],
])('WHERE %s', (condition, expected) => {
  expectRewritten(`SELECT 1 FROM t WHERE ${condition}`, `SELECT 1 FROM t WHERE ${expected}`)
})

test.each([
  'SELECT CAST(a AS INTEGER), CAST(b AS TEXT), CAST(c AS NUMERIC) FROM t',
  "SELECT Interval, a.Interval FROM t WHERE Interval - 1 = 'INTERVAL 7 DAY'".replace('a.Interval, ', ''),
  "SELECT 'CAST(a AS DATE)', \"x::int\", EXTRACT, 'CURRENT_DATE()' /* a::date */ -- INTERVAL 7 DAY",
  'SELECT Current_Date, LocalTime() FROM t',
  'SELECT CONVERT FROM t',
])('%s is left as it is', sql => {
  if (sql.includes('a.Interval')) expect(rewritten(sql)).toContain('"Interval"')
  else expectUntouched(sql)
  expect.hasAssertions()
})

test.each([
  ['SELECT CAST(a AS GEOMETRY) FROM t', 'GEOMETRY'],
  ['SELECT a::regclass FROM t', 'regclass'],
  ['SELECT CONVERT(VARCHAR(10), a, 999) FROM t', '999'],
  ["SELECT INTERVAL '1 day' FROM t", 'interval'],
  ["SELECT a + INTERVAL '1.5 months' FROM t", 'interval'],
  ["SELECT a + INTERVAL '1-2' YEAR TO MONTH FROM t", 'interval'],
])('%s is refused', (sql, named) => {
  expect(() => rewritten(sql)).toThrow(
    expect.objectContaining({
      code: 'NOT_SUPPORTED',
      message: expect.stringContaining(named),
      hint: expect.stringMatching(/\w/),
    }),
  )
})
