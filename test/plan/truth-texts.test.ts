import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection, Parameters } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'

let demo: Demo
let db: Connection
let none: Connection
beforeAll(async () => {
  demo = await startDemo({ messages: 80 })
  db = await demo.open()
  none = await demo.open('Pushdown=None')
})
afterAll(() => demo[Symbol.asyncDispose]())

async function ids(connection: Connection, where: string, params: Parameters = []): Promise<unknown[]> {
  const { rows } = await connection.queryArrays(
    `SELECT Id FROM Inbox AS i WHERE ${where} ORDER BY Id`,
    params,
  )
  return rows.flat()
}

test.each<readonly [where: string, params: Parameters, same: string]>([
  ["HasAttachment = 'True'", [], 'HasAttachments'],
  ["i.[IsRead] <> 'false'", [], 'IsRead'],
  ["'TRUE' = i.IsRead", [], 'IsRead'],
  ["IsStarred IS 'true'", [], 'IsStarred'],
  ["IsStarred IS DISTINCT FROM 'true'", [], 'NOT IsStarred'],
  ["(IsRead) = ('True')", [], 'IsRead'],
  ["IsRead IN ('True', 'False')", [], '1'],
  ["IsRead NOT IN ('True', 'x')", [], 'NOT IsRead'],
  ["IsRead IN (VALUES ('FALSE'), ('x'))", [], 'NOT IsRead'],
  ["CASE IsRead WHEN 'true' THEN 0 WHEN 'false' THEN 1 END", [], 'NOT IsRead'],
  ["CASE WHEN IsRead = 'true' THEN IsStarred ELSE IsRead END = 'true'", [], 'IsRead AND IsStarred'],
  ["(IsRead, IsStarred) = ('true', 'false')", [], 'IsRead AND NOT IsStarred'],
  ["COALESCE(IsRead, IsStarred) = 'false'", [], 'NOT IsRead'],
  ['IsRead = ?', ['TRUE'], 'IsRead'],
  ['IsRead = :read OR IsStarred = :starred', { read: 'false', starred: 'True' }, 'NOT IsRead OR IsStarred'],
  ['IsRead NOT IN (?2, ?1)', ['true', 'x'], 'NOT IsRead'],
  ["IsRead = @t AND @t = 'true'", { t: 'true' }, 'IsRead'],
  ['CASE IsRead WHEN ? THEN 1 END', ['false'], 'NOT IsRead'],
  ['IsRead = ?', [true], 'IsRead'],
])('%s %j asks the same as %s', async (where, params, same) => {
  const wanted = await ids(none, same)
  expect(wanted.length).toBeGreaterThan(0)
  expect(await ids(none, where, params)).toEqual(wanted)
  expect(await ids(db, where, params)).toEqual(wanted)
})

test.each([
  ["IsRead = 'yes'", 0],
  ["IsRead LIKE 'true'", 0],
  ["Subject IN ('true', 'IsRead = ''true''')", 0],
  ["(SELECT COUNT(*) FROM (SELECT Subject AS IsRead FROM Inbox) WHERE IsRead = 'true')", 0],
])('%s compares as it stands', async (where, count) => {
  expect(await ids(db, where)).toHaveLength(count)
})

test('texts and parameters are pushed as the numbers are', async () => {
  expect(await db.explain("SELECT Subject FROM Inbox WHERE IsRead = 'False'")).toContain('search    UNSEEN')
  expect(await db.explain('SELECT Subject FROM Inbox WHERE IsRead IN (?)', ['FALSE'])).toContain('UNSEEN')
  expect(await db.explain("SELECT Id FROM Messages WHERE IncludeSpamTrash = 'true'")).toContain('Spam')
})

test('columns of truth in the system tables are asked in the same way', async () => {
  const { rows } = await db.queryArrays(
    "SELECT ColumnName FROM sys_tablecolumns WHERE TableName = 'Labels' AND IsKey = 'True'",
  )
  expect(rows).toEqual([['Id']])
})
