import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'

let demo: Demo
let db: Connection

beforeAll(async () => {
  demo = await startDemo({ messages: 300 })
  demo.gmaild.account.append({ raw: 'Subject: x\r\n\r\n', labels: ['Order', 'Messages', 'a]b', 'Top'] })
  db = await demo.open()
})
afterAll(() => demo[Symbol.asyncDispose]())

async function column(sql: string, name: string, params: readonly string[] = []): Promise<unknown[]> {
  return (await db.query(sql, params)).rows.map(row => row[name])
}

test('SHOW TABLES prints every table once, in a spelling that FROM takes', async () => {
  const names = await column('SHOW TABLES', 'TableName')
  expect(names).toEqual(
    expect.arrayContaining([
      'INBOX',
      'Messages',
      'Mailbox.Messages',
      '[Gmail/All Mail]',
      '[Work/Project X]',
      '[Order]',
      '[Top]',
      '[a]]b]',
      'Threads',
    ]),
  )
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) await db.query(`SELECT COUNT(*) FROM ${name}`)
})

test('SHOW TABLES takes LIKE of the bare name, WHERE, parameters and a schema', async () => {
  expect(await column("SHOW TABLES LIKE 'work/project%'", 'TableName')).toEqual(['[Work/Project X]'])
  expect(await column('SHOW FULL TABLES LIKE ?', 'TableName', ['a]b'])).toEqual(['[a]]b]'])
  expect(await column("SHOW TABLES WHERE TableType = 'VIEW'", 'TableName')).toEqual(
    await column('SHOW VIEWS', 'TableName'),
  )
  expect(await column("SHOW TABLES FROM Mailbox LIKE 'order'", 'TableName')).toEqual(['Mailbox.[Order]'])
  expect(await column('SHOW TABLES IN information_schema', 'TableName')).toContain(
    'information_schema.tables',
  )
})

test.each(['DESCRIBE Labels', 'DESC TABLE Labels', 'SHOW COLUMNS FROM Labels', 'SHOW FIELDS IN IMAP.Labels'])(
  '%s lists the columns of a table',
  async sql => {
    const { rows, command } = await db.query(sql)
    expect(command).toBe('SHOW')
    expect(rows[0]).toEqual({
      ColumnName: 'Id',
      DataTypeName: expect.any(String),
      IsInStar: 1,
      IsKey: 1,
      IsWritable: expect.any(Number),
      Description: expect.stringMatching(/\w/),
    })
  },
)

test('DESCRIBE says which columns are in *', async () => {
  const { columns } = await db.query('SELECT * FROM AllMail LIMIT 0')
  expect(await column('SHOW COLUMNS FROM AllMail WHERE IsInStar', 'ColumnName')).toEqual(
    columns.map(({ name }) => name),
  )
  expect(await column('DESCRIBE [Gmail/All Mail] HasAttachments', 'IsInStar')).toEqual([0])
  expect(await column("DESC Messages 'Full%'", 'ColumnName')).toEqual([
    'FullFrom',
    'FullTo',
    'FullCC',
    'FullBCC',
  ])
})

test.each([
  ["SHOW PROCEDURES LIKE 'refresh%'", 'ProcedureName', ['RefreshOAuthAccessToken']],
  ["SHOW FUNCTIONS LIKE 'has_label'", 'FunctionName', ['HAS_LABEL']],
  ["SHOW FUNCTIONS LIKE 'coalesce'", 'FunctionName', ['COALESCE']],
  ['SHOW DATABASES', 'SchemaName', ['IMAP', 'Mailbox', 'information_schema']],
  ["SHOW SCHEMAS LIKE 'i%p'", 'SchemaName', ['IMAP']],
  ['SHOW CATALOGS', 'CatalogName', ['Gmail']],
  ["SHOW VARIABLES LIKE 'Pushdown'", 'Value', ['Exact']],
  ['SHOW WARNINGS', 'Code', []],
])('%s', async (sql, name, expected) => {
  expect(await column(sql, name)).toEqual(expected)
})

test('DESC before a SELECT is EXPLAIN', async () => {
  const { rows } = await db.queryArrays('DESC SELECT Subject FROM Inbox LIMIT 1')
  expect(rows.flat().join('\n')).toContain('Scan Inbox')
})

test.each([
  ['SHOW', 'SYNTAX', { line: 1, column: 5 }],
  ['SHOW ME THE MONEY', 'SYNTAX', { line: 1, column: 6 }],
  ['SHOW COLUMNS', 'SYNTAX', { line: 1, column: 13 }],
  ['SHOW TABLES\nORDER BY 1', 'SYNTAX', { line: 2, column: 1 }],
  ['DESCRIBE Inbox x y', 'SYNTAX', { line: 1, column: 16 }],
  ['DESCRIBE Inbxo', 'NO_TABLE', undefined],
  ['SHOW TABLES FROM dbo', 'NO_TABLE', undefined],
])('%s is an error with a hint', async (sql, code, position) => {
  await expect(db.query(sql)).rejects.toMatchObject({ code, hint: expect.stringMatching(/\w/) })
  if (position) await expect(db.query(sql)).rejects.toMatchObject({ position })
})

test.each([
  'UPSERT INTO Inbox (Subject) VALUES (1)',
  'GETDELETED FROM Inbox',
  'REPLICATE SELECT * FROM Inbox',
  'DROP CACHE Inbox',
  'ALTER CACHE Inbox',
  'MERGE INTO Inbox USING x ON 1',
  'USE Gmail',
  'SET @x = 1',
  'ALTER TABLE Inbox ADD x',
])('%s is refused by its name', async sql => {
  await expect(db.query(sql)).rejects.toMatchObject({
    code: 'NOT_SUPPORTED',
    message: expect.stringContaining(sql.split(' ')[0]!),
    hint: expect.stringMatching(/\w/),
  })
})
