import { expect, test } from 'vitest'
import { tokenize } from '../../src/sql/lexer.ts'
import { readShape } from '../../src/sql/scopes.ts'

function refs(sql: string): string[] {
  const tokens = tokenize(sql)
  return readShape(tokens).refs.map(({ path, alias, isOperand, scope }) => {
    const where = scope.where
      ? tokens
          .slice(scope.where.from, scope.where.to)
          .map(token => token.text)
          .join(' ')
      : '-'
    return `${path.join('.')}${alias === null ? '' : ` as ${alias}`}${isOperand ? ' (operand)' : ''} | ${where}`
  })
}

test.each([
  ['SELECT 1 FROM Inbox', ['Inbox | -']],
  ['SELECT 1 FROM Inbox i WHERE a = 1 ORDER BY 1', ['Inbox as i | a = 1']],
  [
    'SELECT 1 FROM Gmail.IMAP.[All Mail] AS x, "b" WHERE 1 LIMIT 2',
    ['Gmail.IMAP.All Mail as x | 1', 'b | 1'],
  ],
  ['SELECT 1 FROM a LEFT JOIN b ON a.x = b.x AND b.y = 1 WHERE z', ['a | z', 'b | z']],
  ['SELECT 1 FROM (a JOIN b USING (x)) WHERE z', ['a | z', 'b | z']],
  ['SELECT 1 FROM (SELECT 2 FROM a WHERE p) s WHERE q', ['a | p']],
  ['SELECT (SELECT 2 FROM a WHERE p) FROM b WHERE q GROUP BY 1', ['b | q', 'a | p']],
  [
    'SELECT 1 FROM a WHERE x IN (SELECT y FROM b WHERE p) AND q',
    ['a | x IN ( SELECT y FROM b WHERE p ) AND q', 'b | p'],
  ],
  ['SELECT 1 FROM a WHERE x IN b AND q', ['a | x IN b AND q', 'b (operand) | -']],
  ['SELECT 1 FROM a WHERE p UNION SELECT 2 FROM b WHERE q', ['a | p', 'b | q']],
  ['SELECT extract(year FROM d), a IS DISTINCT FROM b FROM t', ['t | -']],
  ['SELECT left(a, 1) FROM t WHERE left(a, 1) = 2', ['t | left ( a , 1 ) = 2']],
  ['SELECT 1 FROM a, json_each(a.Labels) j WHERE p', ['a | p']],
  [
    'WITH c AS (SELECT 1 FROM a WHERE p), d(x) AS (VALUES (1)) SELECT 1 FROM c JOIN e ON 1',
    ['a | p', 'c | -', 'e | -'],
  ],
])('%s', (sql, expected) => {
  expect(refs(sql).sort()).toEqual([...expected].sort())
})

test('names of WITH are told, also with columns and MATERIALIZED', () => {
  const { cteNames } = readShape(
    tokenize('WITH RECURSIVE A AS NOT MATERIALIZED (SELECT 1), "b c"(x, y) AS (SELECT 1, 2) SELECT * FROM a'),
  )
  expect([...cteNames]).toEqual(['a', 'b c'])
})
