import { expect, test } from 'vitest'
import { connected } from '../support.ts'

const ACCOUNT = 'User=me@gmail.com;Password=secret'

test.each([
  ['SELECT 1 = -?', [-1], 1],
  ['SELECT 1-?', [-1], 2],
  ['SELECT 1 -?', [-1], 2],
  ['SELECT 1--?\n+ 1', [], 2],
  ['SELECT - -?', [5], 5],
  ['SELECT ?', ['--'], '--'],
  ['SELECT ?', ["' OR 1=1 --"], "' OR 1=1 --"],
  ['SELECT ? || ?', ["'", "'"], "''"],
  ['SELECT TYPEOF(?)', ['1'], 'text'],
  ['SELECT ?', ['?'], '?'],
  ['SELECT :a || $$:a$$', { a: 'x' }, 'x:a'],
  ['SELECT COUNT(*) FROM sys_catalogs WHERE CatalogName = ?', ["Gmail' OR 'a' = 'a"], 0],
  ["SELECT 'Re: ' + ?", ['+'], 'Re: +'],
  ['SELECT CURRENT_DATE - ? = CURRENT_DATE + ?', [-1, 1], 1],
])('%s with %j is %j: a value is a value', async (sql, params, expected) => {
  const { rows } = await connected(ACCOUNT, db => db.queryArrays(sql, params))
  expect(rows).toEqual([[expected]])
})
