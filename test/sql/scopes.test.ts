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

/** Kind, left operands, right operands and condition of every join with ON. */
function joins(sql: string): string[] {
  const tokens = tokenize(sql)
  return readShape(tokens).scopes.flatMap(scope =>
    scope.joins.map(({ kind, left, right, on }) => {
      const names = (refs: typeof left) => refs.map(({ alias, path }) => alias ?? path.at(-1)).join(' ')
      const condition = tokens.slice(on.from, on.to).map(({ text }) => text)
      return `${names(left)} ${kind} ${names(right)} | ${condition.join(' ')}`
    }),
  )
}

test.each([
  ['SELECT 1 FROM a JOIN b ON p AND q WHERE z', ['a inner b | p AND q']],
  ['SELECT 1 FROM a LEFT OUTER JOIN b ON NOT p', ['a left b | NOT p']],
  ['SELECT 1 FROM a RIGHT JOIN b ON p GROUP BY 1', ['a right b | p']],
  ['SELECT 1 FROM a NATURAL FULL JOIN b, c CROSS JOIN d ON p', ['a b c inner d | p']],
  ['SELECT 1 FROM a LEFT JOIN b ON p JOIN c ON q', ['a left b | p', 'a b inner c | q']],
  ['SELECT 1 FROM a LEFT RIGHT JOIN b ON p', ['a full b | p']],
  ['SELECT 1 FROM a LEFT JOIN b ON left(p, 1) = 2, c', ['a left b | left ( p , 1 ) = 2']],
  ['SELECT 1 FROM a, b FULL JOIN c ON p LIMIT 1', ['a b full c | p']],
  ['SELECT 1 FROM a LEFT JOIN (b JOIN c ON p) ON q ORDER BY 1', ['b inner c | p', 'a left b c | q']],
  ['SELECT 1 FROM (a LEFT JOIN b ON p) x JOIN c ON q', ['a left b | p', 'a b inner c | q']],
  ['SELECT 1 FROM a LEFT JOIN (SELECT 1 FROM b JOIN c ON p) d ON q', ['a left  | q', 'b inner c | p']],
  [
    'SELECT 1 FROM a JOIN b ON x IN (SELECT 1 FROM c JOIN d ON p) UNION SELECT 1 FROM e',
    ['a inner b | x IN ( SELECT 1 FROM c JOIN d ON p )', 'c inner d | p'],
  ],
])('the joins of %s', (sql, expected) => {
  expect(joins(sql).sort()).toEqual([...expected].sort())
})
