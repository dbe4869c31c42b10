import { expect, test } from 'vitest'
import { connected, expectRefused } from '../support.ts'

const ACCOUNT = 'User=me@gmail.com;Password=secret'

test.each([
  ["SELECT * FROM INBOX WHERE Subject = '", 'unterminated string', { line: 1, column: 37 }],
  ["SELECT *\nFROM INBOX\nWHERE Subject = 'a\nb", 'unterminated string', { line: 3, column: 17 }],
  ["SELECT 'It\\'s' FROM INBOX", 'unterminated string', { line: 1, column: 14 }],
  ["SELECT 'It\\'s', 'x\\'y' FROM INBOX", 'unexpected character', { line: 1, column: 19 }],
  ['SELECT "Subject FROM INBOX', 'unterminated quoted name', { line: 1, column: 8 }],
  ['SELECT [Subject FROM INBOX', 'unterminated quoted name', { line: 1, column: 8 }],
  ["SELECT E'\\' FROM INBOX", 'unterminated string', { line: 1, column: 8 }],
  ['SELECT $$ FROM INBOX', 'unterminated string', { line: 1, column: 8 }],
])('%j is a syntax error with line and column', async (sql, named, position) => {
  const error = await connected(ACCOUNT, db =>
    expectRefused(db.query(sql), { code: 'SYNTAX', names: [named], hint: /\w/ }),
  )
  expect(error.position).toEqual(position)
})

test('a backslash that was meant to escape is told', async () => {
  for (const sql of ["SELECT 'It\\'s'", "SELECT 'It\\'s', 'x\\'y'"])
    await connected(ACCOUNT, db =>
      expectRefused(db.query(sql), { code: 'SYNTAX', names: [], hint: "'It''s'" }),
    )
})

test('a text in double quotes is told to be a name', async () => {
  await connected(ACCOUNT, db =>
    expectRefused(db.query('SELECT Name FROM sys_connection_props WHERE Value = "hello"'), {
      code: 'NO_COLUMN',
      names: ['"hello"'],
      hint: "Text is written in single quotes: 'hello'.",
    }),
  )
})
