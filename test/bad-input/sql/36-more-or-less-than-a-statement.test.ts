import { expect, test } from 'vitest'
import { connected, expectRefused } from '../support.ts'

const ACCOUNT = 'User=me@gmail.com;Password=secret'

test.each([
  ['two statements', 'SELECT 1; SELECT 2', 'more than one statement'],
  ['two behind an empty one', ';;SELECT 1; SELECT 2', 'more than one statement'],
  ['a comment only', '-- nothing', 'no statement'],
  ['another comment only', '/* nothing */', 'no statement'],
  ['MySQL’s comment only', '# nothing', 'no statement'],
  ['nothing', '', 'no statement'],
  ['blanks', ' \n\t ', 'no statement'],
  ['semicolons', ';;;', 'no statement'],
  ['a comment that nothing ends', 'SELECT 1 /* x', 'unterminated comment'],
  ['the beginning of a statement', 'SELECT', 'too early'],
  ['EXPLAIN of nothing', 'EXPLAIN', 'no statement'],
])('%s is a syntax error with a hint', async (_, sql, named) => {
  await connected(ACCOUNT, db => expectRefused(db.query(sql), { code: 'SYNTAX', names: [named], hint: /\w/ }))
})

test.each([
  'SELECT 1;',
  'SELECT 1 ; -- x',
  ';SELECT 1',
  'SELECT 1 --',
  'SELECT 1 #',
  '/* a */ SELECT /* b */ 1 /* c */;;',
])('%s is one statement', async sql => {
  expect((await connected(ACCOUNT, db => db.queryArrays(sql))).rows).toEqual([[1]])
})
