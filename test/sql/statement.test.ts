import { expect, test } from 'vitest'
import { readStatement, splitStatements } from '../../src/sql/statement.ts'

test('a script is cut at the semicolons that end statements, and at no others', () => {
  const { statements, rest } = splitStatements(
    'SELECT \';\', "a;b", [c;d] -- ;\n;\n\n/* ; */ SELECT 2;\nSELECT 3',
  )
  expect(statements).toEqual([
    { text: 'SELECT \';\', "a;b", [c;d] -- ;\n', line: 1, column: 1 },
    { text: 'SELECT 2', line: 4, column: 9 },
  ])
  expect(rest.trim()).toBe('SELECT 3')
})

test("a semicolon in E'…', in $$…$$ and behind # ends nothing", () => {
  const script = "SELECT E'it\\'s; x'; SELECT $$it's; y$$; SELECT 1 # don't;\n; SELECT a#b; SELECT"
  expect(splitStatements(script).statements.map(({ text }) => text)).toEqual([
    "SELECT E'it\\'s; x'",
    "SELECT $$it's; y$$",
    "SELECT 1 # don't;\n",
    'SELECT a#b',
  ])
})

test.each(["SELECT 'a;", 'SELECT "a;', 'SELECT [a;', 'SELECT /* ;', 'SELECT 1 -- ;'])(
  '%s is an unfinished tail',
  text => {
    expect(splitStatements(text)).toEqual({ statements: [], rest: text })
  },
)

test('the end of a quoted name of a temporary table is no comment', () => {
  const { statements } = splitStatements(
    'INSERT INTO [My t]#TEMP (a) VALUES (1); SELECT * FROM "My t"#temp; #TEMP; x\n',
  )
  expect(statements.map(({ text }) => text)).toEqual([
    'INSERT INTO [My t]#TEMP (a) VALUES (1)',
    'SELECT * FROM "My t"#temp',
  ])
})

test('blanks and comments between statements are no statements', () => {
  expect(splitStatements(' ; ;-- x\n;/* y */;').statements).toEqual([])
})

test.each([
  ['select 1', 'select'],
  ['VALUES (1)', 'select'],
  ['WITH a AS (SELECT 1) SELECT * FROM a', 'select'],
  ['WITH a AS (SELECT 1) DELETE FROM Inbox', 'write'],
  ['EXPLAIN SELECT 1', 'explain'],
  ['insert into Inbox default values', 'write'],
  ['EXEC p @a = 1', 'call'],
  ['{call p(1)}', 'call'],
  ['PRAGMA x', 'other'],
])('%s is a %s', (text, kind) => {
  expect(readStatement(text).kind).toBe(kind)
})

test('two statements in one call are refused where the second begins', () => {
  expect(() => readStatement('SELECT 1;\nSELECT 2')).toThrow(
    expect.objectContaining({ code: 'SYNTAX', position: { line: 2, column: 1 } }),
  )
  expect(readStatement('SELECT 1; -- end').command).toBe('SELECT')
})
