import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { makeDirectory } from '../oauth/settings/support.ts'
import { type Demo, startDemo } from '../support/demo.ts'

const SELECT = 'SELECT Id, Subject, BodyText, IsRead FROM'
const rowsOf = async (sql: string, db: Connection) => (await db.queryArrays(sql)).rows
const fetches = (demo: Demo) =>
  demo.commands().filter(({ name, line }) => name.endsWith('FETCH') && !line.includes('CHANGEDSINCE'))

test('a cached table is removed by its name, with its rows, and nothing else is', async () => {
  await using demo = await startDemo({ messages: 60 })
  const db = await demo.open()
  await db.query('CACHE Mine SELECT Id, Subject FROM Inbox')
  await db.query('CACHE SELECT Id FROM Inbox')
  const rows = (await rowsOf('SELECT Id FROM Inbox', db)).length
  const { notices } = await db.query('RESET CACHE Mine')
  expect(notices).toEqual([
    { code: 'CACHE_RESET', message: `removed from the store: the cached table Mine, ${rows} rows` },
  ])
  await expect(db.query('SELECT * FROM Mine')).rejects.toMatchObject({ code: 'NO_TABLE' })
  demo.commands()
  expect(await rowsOf('SELECT Id FROM Inbox#CACHE', db)).toHaveLength(rows)
  await rowsOf('SELECT Id, Subject FROM Inbox', db)
  expect(fetches(demo)).toEqual([])
  await db.query('RESET CACHE Inbox#CACHE')
  await expect(db.query('SELECT * FROM Inbox#CACHE')).rejects.toMatchObject({ code: 'NO_TABLE' })
})

test('a mailbox is forgotten with its copy, and read anew; other mailboxes tell the same as before', async () => {
  await using demo = await startDemo({ messages: 120 })
  const db = await demo.open()
  const [inbox, all] = [await rowsOf(`${SELECT} Inbox`, db), await rowsOf(`${SELECT} Messages`, db)]
  await db.query('CACHE SELECT Id FROM Inbox')
  const { notices } = await db.query('RESET CACHE Inbox')
  expect(notices[0]!.message).toBe(
    `removed from the store: the cached table INBOX; the mailbox INBOX, ${inbox.length} messages`,
  )
  await expect(db.query('SELECT * FROM Inbox#CACHE')).rejects.toMatchObject({ code: 'NO_TABLE' })
  demo.commands()
  expect(await rowsOf(`${SELECT} Messages`, db)).toEqual(all)
  expect(fetches(demo).length).toBeGreaterThan(0)
  expect(await rowsOf(`${SELECT} Inbox`, db)).toEqual(inbox)
  demo.commands()
  expect(await rowsOf(`${SELECT} Messages`, db)).toEqual(all)
  expect(fetches(demo)).toEqual([])
})

test('without a name everything goes, the room on the disk too, and the next statement reads anew', async () => {
  await using demo = await startDemo({ messages: 400 })
  const directory = makeDirectory()
  const db = await demo.open(`CacheLocation="${directory}/"`)
  const rows = await rowsOf(`${SELECT} Messages`, db)
  await db.query("SELECT Id FROM Messages WHERE CONTAINS(Subject, 'planning')")
  await db.query('CACHE Mine SELECT Id, Subject FROM Inbox')
  const bytes = () =>
    readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0)
  const before = bytes()
  const { notices } = await db.query('RESET CACHE')
  expect(notices[0]!.message).toMatch(
    /^removed from the store: the cached table Mine; what was known of \d+ mailbox(es)?, \d+ messages$/,
  )
  expect(bytes()).toBeLessThan(before / 3)
  expect(await rowsOf("SELECT * FROM sys_tables WHERE TableType = 'CACHED TABLE'", db)).toEqual([])
  demo.commands()
  expect(await rowsOf(`${SELECT} Messages`, db)).toEqual(rows)
  expect(fetches(demo).length).toBeGreaterThan(0)
})

test('without a name a store that goes with its connection forgets all mail, before a statement and behind one', async () => {
  await using demo = await startDemo({ messages: 60 })
  const db = await demo.open()
  expect((await db.query('RESET CACHE')).notices[0]!.message).toMatch(/0 mailboxes, 0 messages$/)
  const rows = await rowsOf(`${SELECT} Inbox`, db)
  expect((await db.query('RESET CACHE')).notices[0]!.message).toMatch(/1 mailbox, [1-9]\d* messages$/)
  demo.commands()
  expect(await rowsOf(`${SELECT} Inbox`, db)).toEqual(rows)
  expect(fetches(demo).length).toBeGreaterThan(0)
})

test('without a name no table of the file keeps anything of the mail', async () => {
  await using demo = await startDemo({ messages: 60 })
  const directory = makeDirectory()
  const db = await demo.open(`CacheLocation="${join(directory, 'mail.db')}"`)
  await db.query('SELECT RawMessage, BodyText, Headers, AttachmentData, Snippet FROM Messages')
  await db.query("SELECT Id FROM Messages WHERE CONTAINS(BodyText, 'the') AND CONTAINS(Subject, 'a')")
  await db.query('CACHE Mine SELECT Id, Subject FROM Inbox')
  await db.query('RESET CACHE')
  await db.close()
  const file = new Database(join(directory, 'mail.db'), { readonly: true })
  const names = file.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[]
  // Whose account it is, how much was received today, and what FTS5 has beside its words.
  const others = /^(?:account|traffic|sqlite_.*|word_stamp|.*_words_.*)$/
  const filled = names.filter(name => !others.test(name) && file.prepare(`SELECT 1 FROM "${name}"`).get())
  file.close()
  expect(names.length).toBeGreaterThan(9)
  expect(filled).toEqual([])
})

test('mail is not forgotten under the eyes of another connection, and a cached table goes all the same', async () => {
  await using demo = await startDemo({ messages: 60 })
  const properties = `CacheLocation="${makeDirectory()}/"`
  const [one, other] = [await demo.open(properties), await demo.open(properties)]
  await one.query('CACHE Mine SELECT Id, Subject FROM Inbox')
  const rows = await rowsOf('SELECT * FROM Mine ORDER BY Id DESC', other)
  for (const sql of ['RESET CACHE', 'RESET CACHE Inbox']) {
    await expect(one.query(sql)).rejects.toMatchObject({ code: 'BUSY', retryable: true })
  }
  expect(await rowsOf('SELECT * FROM Mine ORDER BY Id DESC', other)).toEqual(rows)
  await one.query('RESET CACHE Mine')
  await expect(other.query('SELECT * FROM Mine')).rejects.toMatchObject({ code: 'NO_TABLE' })
  await other.close()
  await one.query('RESET CACHE')
  expect(await rowsOf('SELECT Id, Subject FROM Inbox', one)).toEqual(rows)
})

test('what is neither cached nor a mailbox is refused', async () => {
  await using demo = await startDemo({ messages: 30 })
  const db = await demo.open()
  for (const name of ['Labels', 'Nothing', 'Nothing#CACHE']) {
    await expect(db.query(`RESET CACHE ${name}`)).rejects.toMatchObject({ code: 'NO_TABLE' })
  }
  for (const sql of ['RESET', 'RESET CACHE Inbox, Spam', 'RESET QUERY CACHE']) {
    await expect(db.query(sql)).rejects.toMatchObject({ code: 'SYNTAX' })
  }
})
