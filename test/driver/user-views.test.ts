import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'

const folder = mkdtempSync(join(tmpdir(), 'gmailsql-views-'))
let demo: Demo
let files = 0

/** The properties with a file of that content. */
function withFile(content: object | string): { path: string; property: string } {
  const path = join(folder, `views-${++files}.json`)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return { path, property: `UserDefinedViews=${path}` }
}

beforeAll(async () => {
  demo = await startDemo({ messages: 120 })
})
afterAll(async () => {
  await demo[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

describe('a view of the user’s own', () => {
  let db: Connection
  beforeAll(async () => {
    const { property } = withFile({
      Unread: { query: 'SELECT Subject, [From], Size FROM Inbox WHERE IsRead = 0 -- new mail' },
      'By sender': {
        query: 'WITH u AS (SELECT * FROM Unread) SELECT [From], COUNT(*) AS n FROM u GROUP BY 1;',
      },
      Large: { query: 'SELECT MsgId FROM Messages WHERE Size > 5000' },
    })
    db = await demo.open(property)
  })

  const same: readonly (readonly [sql: string, plain: string])[] = [
    ['SELECT * FROM Unread', 'SELECT Subject, [From], Size FROM Inbox WHERE IsRead = 0'],
    [
      'SELECT unread.Subject FROM UNREAD WHERE Size > 1000',
      'SELECT Subject FROM Inbox WHERE IsRead = 0 AND Size > 1000',
    ],
    ['SELECT u.Size FROM IMAP.Unread AS u', 'SELECT Size FROM Inbox WHERE IsRead = 0'],
    ['SELECT IMAP.Unread.Size FROM Gmail.IMAP.Unread', 'SELECT Size FROM Inbox WHERE IsRead = 0'],
    [
      'SELECT n, [From] FROM [By sender]',
      'SELECT COUNT(*), [From] FROM Inbox WHERE IsRead = 0 GROUP BY [From]',
    ],
    ['SELECT COUNT(*) FROM Inbox WHERE MsgId IN Large', 'SELECT COUNT(*) FROM Inbox WHERE Size > 5000'],
    [
      'SELECT i.Size FROM Inbox i JOIN Large l ON l.MsgId = i.MsgId WHERE i.IsRead = ?',
      'SELECT Size FROM Inbox WHERE Size > 5000 AND IsRead = ?',
    ],
  ]
  test.each(same)('%s', async (sql, plain) => {
    const params = sql.includes('?') ? [1] : []
    const texts = async (text: string) =>
      (await db.queryArrays(text, params)).rows.map(row => JSON.stringify(row)).sort()
    const rows = await texts(sql)
    expect(rows).toEqual(await texts(plain))
    expect(rows.length).toBeGreaterThan(0)
  })

  test('is listed as a view', async () => {
    const sql =
      "SELECT TableName FROM sys_tables WHERE TableType = 'VIEW' AND Description LIKE '%UserDefinedViews'"
    expect((await db.queryArrays(sql)).rows.flat().toSorted()).toEqual(['By sender', 'Large', 'Unread'])
  })

  test('has the columns of its query in the metadata', async () => {
    const columns = await db.queryArrays(
      `SELECT TableName, ColumnName, DataTypeName, Ordinal FROM sys_tablecolumns
       WHERE TableName IN ('Unread', 'By sender', 'Large') ORDER BY TableName, Ordinal`,
    )
    expect(columns.rows).toEqual([
      ['By sender', 'From', 'TEXT', 1],
      ['By sender', 'n', 'INTEGER', 2],
      ['Large', 'MsgId', 'TEXT', 1],
      ['Unread', 'Subject', 'TEXT', 1],
      ['Unread', 'From', 'TEXT', 2],
      ['Unread', 'Size', 'INTEGER', 3],
    ])
    const standard = "SELECT column_name FROM information_schema.columns WHERE table_name = 'Unread'"
    expect((await db.queryArrays(standard)).rows.flat()).toEqual(['Subject', 'From', 'Size'])
  })

  test('that cannot be read is told by a notice, and hides nothing else', async () => {
    const { property } = withFile({
      Broken: { query: 'SELECT Nothing FROM Inbox' },
      Sound: { query: 'SELECT Id FROM Inbox' },
    })
    await using other = await demo.open(property)
    const sql = "SELECT TableName FROM sys_tablecolumns WHERE TableName IN ('Broken', 'Sound', 'Labels')"
    const { rows, notices } = await other.queryArrays(sql)
    expect(new Set(rows.flat())).toEqual(new Set(['Sound', 'Labels']))
    expect(notices).toMatchObject([{ code: 'USER_VIEW', message: expect.stringContaining('"Broken"') }])
  })

  test('gives way to a common table expression of its name', async () => {
    expect((await db.queryArrays('WITH Unread AS (SELECT 1 AS a) SELECT * FROM Unread')).rows).toEqual([[1]])
  })
})

describe('a file that is refused', () => {
  const bad: readonly (readonly [name: string, content: object | string, message: RegExp])[] = [
    ['that is no JSON', '{', /JSON/],
    ['that holds a list', '[]', /holds no object/],
    ['with a view without query', { A: {} }, /"A" has no query/],
    ['with another statement', { A: { query: 'DELETE FROM Inbox' } }, /the view "A" is no SELECT/],
    ['with two statements', { A: { query: 'SELECT 1; SELECT 2' } }, /the view "A"/],
    ['with a parameter', { A: { query: 'SELECT ?' } }, /the view "A" has a parameter/],
    ['with the name of a table', { messages: { query: 'SELECT 1' } }, /"messages" is called like a table/],
    [
      'with names that differ in case',
      { a: { query: 'SELECT 1' }, A: { query: 'SELECT 1' } },
      /"A" is there twice/,
    ],
    ['with a view of itself', { A: { query: 'SELECT * FROM A' } }, /the view "A": it names itself: A → A/],
    [
      'with a circle',
      { A: { query: 'SELECT * FROM B' }, B: { query: 'SELECT * FROM (SELECT * FROM A)' } },
      /the view "A": it names itself: A → B → A/,
    ],
  ]
  test.each(bad)('%s', async (_, content, message) => {
    const { path, property } = withFile(content)
    const error = await demo.open(property).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'BAD_PROPERTY' })
    expect(String((error as Error).message)).toMatch(message)
    expect(String((error as Error).message)).toContain(path.slice(0, 30))
  })

  test('because it is not there', async () => {
    const error = await demo
      .open(`UserDefinedViews=${join(folder, 'none.json')}`)
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'BAD_PROPERTY' })
    expect(String((error as Error).message)).toContain('ENOENT')
  })
})
