import { test } from 'vitest'
import { expectRewritten, expectUntouched } from './support.ts'

test.each([
  ['(SELECT 1) UNION (SELECT 2)', 'SELECT 1 UNION SELECT 2'],
  ['((SELECT 1) UNION ALL (SELECT 2)) LIMIT 1', 'SELECT * FROM (SELECT 1 UNION ALL SELECT 2) LIMIT 1'],
  ['(SELECT a FROM t LIMIT 2) EXCEPT SELECT 3', 'SELECT * FROM (SELECT a FROM t LIMIT 2) EXCEPT SELECT 3'],
  ['SELECT 1 UNION (SELECT TOP 1 a FROM t)', 'SELECT 1 UNION SELECT * FROM (SELECT a FROM t LIMIT 1)'],
  ['(SELECT 1)', 'SELECT 1'],
  ['(VALUES (1), (2)) UNION SELECT 3', 'SELECT * FROM (VALUES (1), (2)) UNION SELECT 3'],
  ['SELECT * FROM ((SELECT 1) UNION (SELECT 2)) AS u', 'SELECT * FROM (SELECT 1 UNION SELECT 2) AS u'],
  [
    'WITH c AS (SELECT 1) (SELECT * FROM c) UNION (SELECT 2)',
    'WITH c AS (SELECT 1) SELECT * FROM c UNION SELECT 2',
  ],
  ['SELECT 1 UNION DISTINCT SELECT 2', 'SELECT 1 UNION SELECT 2'],
])('%s', (sql, expected) => {
  expectRewritten(sql, expected)
})

test.each([
  'SELECT (SELECT 1), ((SELECT 2))',
  'SELECT a FROM t WHERE a = (SELECT 1) UNION SELECT 2',
  'SELECT a FROM t WHERE a IN ((SELECT 1), (SELECT 2))',
  "SELECT '(SELECT 1) UNION (SELECT 2)'",
])('%s is left as it is', expectUntouched)

const NAMED = '"gmailsql_named"'

test.each([
  [
    "SELECT x FROM (VALUES (1, 'a'), (2, 'b')) AS v(x, y)",
    `SELECT x FROM (WITH ${NAMED}("x", "y") AS (VALUES (1, 'a'), (2, 'b')) SELECT * FROM ${NAMED}) AS "v"`,
  ],
  [
    'SELECT 1 FROM (SELECT a FROM t) d([x y])',
    `SELECT 1 FROM (WITH ${NAMED}("x y") AS (SELECT a FROM t) SELECT * FROM ${NAMED}) AS "d"`,
  ],
])('%s', (sql, expected) => {
  expectRewritten(sql, expected)
})

test.each([
  'SELECT 1 FROM (SELECT a FROM t) AS d WHERE (a)',
  'SELECT (SELECT 1) IN (1, 2)',
  'WITH c(x) AS (SELECT 1) SELECT x FROM c',
])('%s is left as it is', expectUntouched)

test.each([
  [
    'SELECT a FROM t UNION SELECT b FROM u ORDER BY LENGTH(a) DESC, 1 LIMIT 3',
    'SELECT * FROM (SELECT a FROM t UNION SELECT b FROM u) ORDER BY LENGTH(a) DESC, 1 LIMIT 3',
  ],
  [
    'WITH c AS (SELECT 1 AS a) SELECT a FROM c UNION ALL SELECT 2 ORDER BY -a',
    'WITH c AS (SELECT 1 AS a) SELECT * FROM (SELECT a FROM c UNION ALL SELECT 2) ORDER BY -a',
  ],
])('%s', (sql, expected) => {
  expectRewritten(sql, expected)
})

test.each([
  'SELECT a FROM t UNION SELECT b FROM u ORDER BY a COLLATE NOCASE DESC NULLS LAST, 2',
  'SELECT a + 1 FROM t UNION SELECT b FROM u ORDER BY a + 1',
  'SELECT a FROM t ORDER BY LENGTH(a)',
  'SELECT a, (SELECT 1 UNION SELECT 2) FROM t ORDER BY LENGTH(a)',
])('%s is left as it is', expectUntouched)
