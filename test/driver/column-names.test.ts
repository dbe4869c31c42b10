import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection, Parameters } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'

let demo: Demo
let db: Connection
beforeAll(async () => {
  demo = await startDemo({ messages: 50 })
  db = await demo.open('TimeZone=Asia/Tokyo')
})
afterAll(() => demo[Symbol.asyncDispose]())

const CASES: readonly (readonly [sql: string, names: readonly string[], params?: Parameters])[] = [
  ['SELECT LEN(Subject), [Size]/2 FROM Inbox', ['LEN(Subject)', '[Size]/2']],
  [
    "SELECT 'a' + Subject, ISNULL( Size,0 ), Size DIV 7 FROM Inbox",
    ["'a' + Subject", 'ISNULL( Size,0 )', 'Size DIV 7'],
  ],
  ['SELECT CURRENT_USER, GETDATE(), CURRENT_DATE()', ['CURRENT_USER', 'GETDATE()', 'CURRENT_DATE()']],
  ['SELECT COUNT(*) OVER w, COUNT(*) n FROM Inbox WINDOW w AS ()', ['COUNT(*) OVER w', 'n']],
  [
    "SELECT Labels = 'x', IsRead = 'True', HAS_FLAG(Flags, 'a') FROM Inbox",
    ["Labels = 'x'", "IsRead = 'True'", "HAS_FLAG(Flags, 'a')"],
  ],
  [
    "SELECT ReceivedDate > '2026-01-01', (SELECT MAX(Size) FROM [Gmail/All Mail]) FROM Inbox",
    ["ReceivedDate > '2026-01-01'", '(SELECT MAX(Size) FROM [Gmail/All Mail])'],
  ],
  [
    'SELECT x + 1 -- one\n + 2, a.x, "x", (x), x AS [y z], x + 1 AS z FROM (SELECT 1 AS x) a',
    ['x + 1 -- one\n + 2', 'x', 'x', 'x', 'y z', 'z'],
  ],
  ["SELECT DISTINCT TOP (3) DATE '2026-01-01', Size::text FROM Inbox", ["DATE '2026-01-01'", 'Size::text']],
  [
    'SELECT LEN(Name), l.*, LEN(Name) FROM sys_catalogs c CROSS JOIN (SELECT 1 AS Name) l',
    ['LEN(Name)', 'Name', 'LEN(Name)'],
  ],
  ['(SELECT CAST(1 AS VARCHAR(3))) UNION (SELECT 2)', ['CAST(1 AS VARCHAR(3))']],
  ["SELECT LEN('ab') UNION SELECT LENGTH('abc') ORDER BY LENGTH(1)", ["LEN('ab')"]],
  ["SELECT TOP 1 LEN('ab'), 2 UNION SELECT 1, 2", ["LEN('ab')", '2']],
  ["WITH a(n) AS (SELECT LEN('ab')) SELECT n, n DIV 2 FROM a", ['n', 'n DIV 2']],
  ['SELECT ?, ? + 1, ReceivedDate > ? FROM Inbox', ['?', '? + 1', 'ReceivedDate > ?'], [1, 2, '2026-01-01']],
  [
    'SELECT ?2, ?1 || ?12, ReceivedDate > ?3 FROM Inbox',
    ['?2', '?1 || ?12', 'ReceivedDate > ?3'],
    ['a', 2, '2026-01-01', ...Array(9).fill(4)],
  ],
  ['SELECT $1, LEN($1)', ['$1', 'LEN($1)'], ['abc']],
  ['SELECT :name, @name + 1', [':name', '@name + 1'], { name: 1 }],
  ['VALUES (1, 2)', ['column1', 'column2']],
]

test.each(CASES.map(([sql, names, params = []]) => ({ sql, names, params })))(
  'the columns of $sql are named as typed',
  async ({ sql, names, params }) => {
    const { columns } = await db.queryArrays(sql, params)
    expect(columns.map(({ name }) => name)).toEqual(names)
    await using statement = await db.prepare(sql)
    expect((await statement.columns()).map(({ name }) => name)).toEqual(names)
  },
)

test('names that come twice are told apart in rows, tables and files alike', async () => {
  const sql = "SELECT LEN('a'), LEN('a'), 3 AS a, 4 AS a, 5 AS a_2"
  const { rows, columns } = await db.query(sql)
  expect(columns.map(({ name }) => name)).toEqual(["LEN('a')", "LEN('a')", 'a', 'a', 'a_2'])
  expect(rows).toEqual([{ "LEN('a')": 1, "LEN('a')_2": 1, a: 3, a_3: 4, a_2: 5 }])
  await db.query(`CREATE TEMP TABLE Twice AS ${sql}`)
  expect((await db.query('SELECT * FROM Twice')).rows).toEqual(rows)
})

test('a temporary table has the names that were typed', async () => {
  await db.query("CREATE TEMP TABLE Lengths AS SELECT LEN('abc'), 'a' + 'b'")
  expect((await db.query(`SELECT "LEN('abc')", "'a' + 'b'" FROM Lengths`)).rows).toEqual([
    { "LEN('abc')": 3, "'a' + 'b'": 'ab' },
  ])
})
