import { expect, test } from 'vitest'
import { startDemo } from '../../support/demo.ts'
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

test.each([
  ['Id = -?', [-3], [3]],
  ['Id = 4-?', [-1], [5]],
  ['Id = 4 --?\n', [], [4]],
  ['Id IN (-?, ?)', [-1, '2'], [1, 2]],
  ['Id BETWEEN 1-? AND -?', [-1, -3], [2, 3]],
  ['Subject = ?', ["' OR 1=1 --"], []],
])('WHERE %s with %j finds the rows of that value, sent to the server or not', async (where, params, ids) => {
  await using demo = await startDemo({ messages: 0 })
  for (let n = 1; n <= 6; n++)
    demo.gmaild.account.append({ raw: `Subject: ${n}\r\n\r\n`, labels: ['\\Inbox'] })
  for (const pushdown of ['Exact', 'None']) {
    const db = await demo.open(`Pushdown=${pushdown}`)
    const { rows } = await db.queryArrays(`SELECT Id FROM Inbox WHERE ${where} ORDER BY Id`, params)
    expect(rows).toEqual(ids.map(id => [id]))
  }
})
