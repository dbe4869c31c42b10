import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ColumnType, Connection, SqlValue } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'

let demo: Demo
let db: Connection

beforeAll(async () => {
  demo = await startDemo({ messages: 60 })
  db = await demo.open()
})
afterAll(() => demo[Symbol.asyncDispose]())

test.each<readonly [string, readonly (ColumnType | null)[]]>([
  ['Subject, Size AS Bytes, IsRead, ReceivedDate', ['TEXT', 'INTEGER', 'BOOLEAN', 'DATETIME']],
  ['COUNT(*), COUNT(*) AS n, COUNT(DISTINCT Size) n', ['INTEGER', 'INTEGER', 'INTEGER']],
  ['MAX(ReceivedDate), MIN(Size), MAX(Subject), MAX(IsRead)', ['DATETIME', 'INTEGER', 'TEXT', 'BOOLEAN']],
  [
    'SUM(Size), SUM(IsRead), SUM(Size * 1.5), AVG(Size), TOTAL(Size)',
    ['INTEGER', 'INTEGER', null, 'REAL', 'REAL'],
  ],
  ['CAST(Size AS TEXT), CAST(Size AS VARCHAR(9)), CAST(1 AS BIGINT)', ['TEXT', 'TEXT', 'INTEGER']],
  ['CAST(Size AS REAL), CAST(Subject AS BLOB), CAST(1 AS NUMERIC)', ['REAL', 'BLOB', null]],
  ["1, -1, 1.5, 'a', x'00', TRUE, NULL", ['INTEGER', 'INTEGER', 'REAL', 'TEXT', 'BLOB', 'BOOLEAN', null]],
  ['9223372036854775807, 9223372036854775808, 1e3', ['INTEGER', 'REAL', 'REAL']],
  ["Subject || 'x', (Subject || Size), lower(Subject) low", ['TEXT', 'TEXT', 'TEXT']],
  ['Size > 5, Subject LIKE ?, NOT IsRead, Size IS NULL', ['BOOLEAN', 'BOOLEAN', 'BOOLEAN', 'BOOLEAN']],
  ['length(Subject), instr(Subject, ?), typeof(Size)', ['INTEGER', 'INTEGER', 'TEXT']],
  ["substr(ReceivedDate, 1, 7), substr(x'00', 1), datetime(ReceivedDate)", ['TEXT', null, 'DATETIME']],
  ['row_number() OVER (ORDER BY Id), COUNT(*) OVER w', ['INTEGER', 'INTEGER']],
  ['COUNT(*) FILTER (WHERE IsRead), (SELECT 1)', ['INTEGER', null]],
  ["COALESCE(Subject, ''), COALESCE(Size, ''), IFNULL(Size, 0)", ['TEXT', null, 'INTEGER']],
  ["CASE WHEN IsRead THEN 1 ELSE 'a' END, Size + 1, Size || 1 + 1", [null, null, null]],
  ['*, COUNT(*) OVER w AS n', ['INTEGER', 'INTEGER']],
])('SELECT %s has types that are evident, and no others', async (list, types) => {
  const sql = `SELECT ${list} FROM Inbox WINDOW w AS (PARTITION BY IsRead)`
  const params = Array.from({ length: list.split('?').length - 1 }, () => 'a')
  const { columns, rows } = await db.queryArrays(sql, params)
  const told = columns.map(({ type }) => type)
  expect(list.startsWith('*') ? [told[0], told.at(-1)] : told).toEqual(types)
  const misfits = rows.flatMap(row => row.filter((cell, index) => !fits(cell, told[index]!)))
  expect(misfits).toEqual([])
})

/** What a type promises of the values of its column. */
function fits(cell: SqlValue, type: ColumnType | null): boolean {
  if (cell === null || type === null) return true
  switch (type) {
    case 'TEXT':
      return typeof cell === 'string'
    case 'DATETIME':
      return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(String(cell))
    case 'INTEGER':
      return typeof cell === 'bigint' || Number.isInteger(cell)
    case 'REAL':
      return typeof cell === 'number'
    case 'BOOLEAN':
      return cell === 0 || cell === 1
    case 'BLOB':
      return cell instanceof Uint8Array
  }
}

test.each([
  'SELECT 1 UNION SELECT Subject FROM Inbox',
  "VALUES (1), ('a')",
  "SELECT MAX(Size) FROM (SELECT 'x' AS Size FROM Inbox)",
  "WITH c AS (SELECT 'x' AS Size) SELECT MAX(c.Size) FROM c",
  'SELECT MAX(j.value) FROM Inbox, json_each(Labels) AS j',
])('%s has no type that its text does not show', async sql => {
  const { columns } = await db.query(sql)
  expect(columns.map(({ type }) => type)).toEqual([null])
})

test('a column that comes through a subquery, a view or a join keeps its type and its table', async () => {
  const { columns } = await db.query(
    'WITH c AS (SELECT Subject AS s, Size FROM Inbox) SELECT s, c.Size, m.MsgId FROM c JOIN Messages m ON m.Size = c.Size LIMIT 1',
  )
  expect(columns).toEqual([
    { name: 's', type: 'TEXT', table: 'INBOX' },
    { name: 'Size', type: 'INTEGER', table: 'INBOX' },
    { name: 'MsgId', type: 'TEXT', table: 'Messages' },
  ])
})

test('every statement has metadata: EXPLAIN, SHOW, calls and system tables', async () => {
  for (const sql of ['EXPLAIN SELECT 1', 'SHOW TABLES', 'SELECT Name FROM sys_sqlinfo', 'DESCRIBE Inbox']) {
    const { columns } = await db.query(sql)
    expect(columns.length).toBeGreaterThan(0)
    for (const { name } of columns) expect(name).toMatch(/^\w+$/)
  }
  const { columns } = await db.query('SELECT Name FROM sys_sqlinfo LIMIT 0')
  expect(columns).toEqual([{ name: 'Name', type: 'TEXT', table: 'sys_sqlinfo' }])
  const call = await db.prepare("EXEC GetOAuthAccessToken @Verifier = 'x'")
  expect((await call.columns()).find(({ name }) => name === 'ExpiresIn')?.type).toBe('INTEGER')
})
