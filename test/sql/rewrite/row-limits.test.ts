import { expect, test } from 'vitest'
import { expectRewritten, expectUntouched } from './support.ts'

test.each([
  ['SELECT TOP 5 a FROM t', 'SELECT a FROM t LIMIT 5'],
  ['SELECT TOP (5) a FROM t ORDER BY a', 'SELECT a FROM t ORDER BY a LIMIT 5'],
  ['SELECT DISTINCT TOP 5 a FROM t', 'SELECT DISTINCT a FROM t LIMIT 5'],
  ['SELECT TOP(?)a FROM t', 'SELECT a FROM t LIMIT ?1'],
  ['SELECT TOP (2 + 3) a FROM t', 'SELECT a FROM t LIMIT (2 + 3)'],
  ['SELECT a FROM (SELECT TOP 3 a FROM t) x', 'SELECT a FROM (SELECT a FROM t LIMIT 3) x'],
  [
    'SELECT TOP 2 a FROM t UNION ALL SELECT TOP 3 a FROM u ORDER BY 1',
    'SELECT * FROM (SELECT a FROM t LIMIT 2) UNION ALL SELECT * FROM (SELECT a FROM u LIMIT 3) ORDER BY 1',
  ],
  ['SELECT a FROM t FETCH FIRST 5 ROWS ONLY', 'SELECT a FROM t LIMIT 5'],
  ['SELECT a FROM t FETCH NEXT ROW ONLY', 'SELECT a FROM t LIMIT 1'],
  [
    'SELECT a FROM t ORDER BY a OFFSET 10 ROWS FETCH NEXT 5 ROWS ONLY',
    'SELECT a FROM t ORDER BY a LIMIT 5 OFFSET 10',
  ],
  ['SELECT a FROM t OFFSET ? ROWS FETCH NEXT ? ROWS ONLY', 'SELECT a FROM t LIMIT ?2 OFFSET ?1'],
  ['SELECT a FROM t OFFSET 10 ROWS', 'SELECT a FROM t LIMIT -1 OFFSET 10'],
  ['SELECT a FROM t LIMIT -1 OFFSET 10', 'SELECT a FROM t LIMIT -1 OFFSET 10'],
  ['SELECT a FROM t OFFSET 10', 'SELECT a FROM t LIMIT -1 OFFSET 10'],
  ['SELECT a FROM t OFFSET 10 LIMIT 5', 'SELECT a FROM t LIMIT 5 OFFSET 10'],
  ['SELECT a FROM t LIMIT ALL', 'SELECT a FROM t'],
  ['SELECT a FROM t LIMIT ALL OFFSET 3', 'SELECT a FROM t LIMIT -1 OFFSET 3'],
  [
    'SELECT a FROM t WHERE b IN (SELECT b FROM u FETCH FIRST 2 ROWS ONLY)',
    'SELECT a FROM t WHERE b IN (SELECT b FROM u LIMIT 2)',
  ],
])('%s', (sql, expected) => {
  expectRewritten(sql, expected)
})

test.each([
  'SELECT a FROM t LIMIT 5',
  'SELECT a FROM t LIMIT 5 OFFSET 10',
  'SELECT a FROM t LIMIT 5, 10',
  'SELECT Top FROM t',
  'SELECT Top, a FROM t',
  'SELECT t.Top FROM t ORDER BY Top',
  'SELECT Offset, Fetch FROM t',
  "SELECT 'TOP 5', \"TOP 5\" FROM t -- TOP 5\n WHERE a = 'FETCH FIRST 5 ROWS ONLY' /* OFFSET 5 ROWS */",
])('%s is left as it is', sql => {
  if (sql.includes('t.Top')) expectRewritten(sql, sql.replace('t.Top', 't."Top"'))
  else expectUntouched(sql)
  expect.hasAssertions()
})
