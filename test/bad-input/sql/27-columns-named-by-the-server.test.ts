import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../../src/index.ts'
import { type Demo, startDemo } from '../../support/demo.ts'

const NAMES = [
  'x" ; DROP',
  'a]b',
  "it's",
  'a`b',
  '--',
  '/* x',
  '$$',
  'SELECT',
  'sys_tables',
  '; SELECT 1',
  'E\\',
]
let demo: Demo
let db: Connection

beforeAll(async () => {
  demo = await startDemo({ messages: 20 })
  demo.gmaild.account.append({ raw: 'Subject: one\r\n\r\n', labels: NAMES })
  db = await demo.open()
})
afterAll(() => demo[Symbol.asyncDispose]())

test('names that the server gives come out of SHOW TABLES in a spelling that can be used again', async () => {
  const { rows } = await db.query('SHOW TABLES')
  const spellings = rows.map(({ TableName }) => String(TableName))
  for (const spelling of spellings) await db.query(`SELECT COUNT(*) FROM ${spelling}`)
  for (const name of NAMES) {
    const spelling =
      spellings.find(each => each.endsWith(`[${name.replaceAll(']', ']]')}]`)) ?? `Mailbox.${name}`
    const read = await db.queryArrays(`SELECT Subject FROM ${spelling}`)
    expect(read.rows).toEqual([['one']])
  }
})

test('they are values in the metadata, as the server spells them', async () => {
  for (const name of NAMES) {
    const sql = "SELECT TableName FROM sys_tables WHERE SchemaName = 'Mailbox' AND TableName = ?"
    expect((await db.query(sql, [name])).rows).toEqual([{ TableName: name }])
    const { rows } = await db.query('SELECT Name FROM Labels WHERE Name = ?', [name])
    expect(rows).toEqual([{ Name: name }])
  }
})

test('SELECT * has the columns of the contract under any name of the table', async () => {
  const plain = await db.query('SELECT * FROM Inbox LIMIT 0')
  for (const name of NAMES) {
    const { columns } = await db.query(`SELECT * FROM Mailbox."${name.replaceAll('"', '""')}" LIMIT 0`)
    expect(columns.map(column => column.name)).toEqual(plain.columns.map(column => column.name))
  }
})
