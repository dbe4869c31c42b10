import { expect, test } from 'vitest'
import { refuseUntranslatable } from '../../src/sql/refusals.ts'
import { readStatement } from '../../src/sql/statement.ts'

const refuse = (sql: string) => refuseUntranslatable(readStatement(sql))

test.each([
  ['SELECT 1 FROM t, LATERAL (SELECT 1) x', 'LATERAL', 18],
  ['SELECT 1 FROM t LEFT JOIN LATERAL f(a) x ON 1', 'LATERAL', 27],
  ['SELECT 1 FROM t CROSS APPLY f(a)', 'CROSS APPLY', 17],
  ['SELECT 1 FROM t OUTER APPLY f(a)', 'OUTER APPLY', 17],
  ['SELECT DISTINCT ON (a) b FROM t', 'DISTINCT ON', 8],
  ['SELECT TOP 10 PERCENT a FROM t', 'PERCENT', 15],
  ['SELECT TOP (10) PERCENT a FROM t', 'PERCENT', 17],
  ['SELECT TOP 10 WITH TIES a FROM t', 'WITH TIES', 15],
  ['SELECT a FROM t FETCH FIRST 3 ROWS WITH TIES', 'WITH TIES', 36],
  ['SELECT a FROM t WHERE a = ANY (SELECT 1)', 'ANY', 27],
  ['SELECT a FROM t WHERE a <> ALL(SELECT 1)', 'ALL', 28],
  ['SELECT a FROM XMLTABLE(b)', 'XMLTABLE', 15],
  ['SELECT a FROM t PIVOT (SUM(a) FOR b IN (c))', 'PIVOT', 17],
  ['SELECT a FROM t UNPIVOT (a FOR b IN (c))', 'UNPIVOT', 17],
  ['SELECT a FROM t FOR JSON AUTO', 'FOR JSON', 17],
  ['SELECT a FROM t FOR XML PATH', 'FOR JSON', 17],
  ['SELECT a FROM t GROUP BY ROLLUP(a)', 'ROLLUP', 26],
  ['SELECT a FROM t GROUP BY a WITH ROLLUP', 'ROLLUP', 28],
  ['SELECT a FROM t GROUP BY GROUPING SETS ((a))', 'ROLLUP', 26],
  ['SELECT COUNT(DISTINCT a, b) FROM t', 'COUNT(DISTINCT a, b)', 8],
  ["SELECT a FROM t WHERE a NOT SIMILAR TO 'x'", 'SIMILAR TO', 29],
  ['SELECT a FROM t WHERE a XOR b', 'XOR', 25],
  ['SELECT a FROM t INTERSECT ALL SELECT 1', 'INTERSECT ALL', 17],
  ['SELECT a FROM t CONNECT BY PRIOR a = b', 'CONNECT BY', 17],
  ['SELECT a FROM t TABLESAMPLE SYSTEM (5)', 'TABLESAMPLE', 17],
  ["SELECT a AT TIME ZONE 'UTC' FROM t", 'AT TIME ZONE', 10],
  ['SELECT ARRAY[1, 2]', 'ARRAY', 8],
  ["SELECT a FROM t WHERE a LIKE ANY ('x', 'y')", 'ANY', 30],
  ['SELECT a FROM t QUALIFY RANK() OVER (ORDER BY a) = 1', 'QUALIFY', 17],
  ['SELECT a FROM t MINUS SELECT 1', 'MINUS', 17],
  ['SELECT a FROM t WHERE a BETWEEN SYMMETRIC 2 AND 1', 'BETWEEN SYMMETRIC', 33],
  ['SELECT a FROM t, u WHERE t.a = u.a(+)', '(+)', 36],
  ["SELECT a FROM t WHERE a ~ 'x'", 'operator ~', 25],
  ['SELECT 2^63', 'operator ^', 9],
  ['SELECT a FROM t WHERE !a', 'operator !', 23],
])('%s is refused where %s stands, with what to write instead', (sql, name, column) => {
  expect(() => refuse(sql)).toThrow(
    expect.objectContaining({
      code: 'NOT_SUPPORTED',
      message: expect.stringContaining(name),
      position: { line: 1, column },
      hint: expect.stringMatching(/\w/),
    }),
  )
})

test.each([
  'SELECT Lateral, Pivot, Rollup, Percent, Xor, Array, Minus, Qualify, ~a, (+a) FROM t',
  'SELECT COUNT(DISTINCT f(a, b)), MAX(Percent) FROM t',
  'SELECT ALL a FROM t UNION ALL SELECT b FROM u',
  'SELECT \'CROSS APPLY\', "DISTINCT ON (", [TOP 10 PERCENT] -- FOR XML\n FROM t /* = ANY (SELECT 1) */',
  'SELECT a FROM t WHERE f(a) = b AND all_of(a)',
])('%s is not refused', sql => {
  expect(() => refuse(sql)).not.toThrow()
})
