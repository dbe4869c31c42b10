import { expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { startDemo } from '../support/demo.ts'

const NOT_GMAIL = 'IMAP4rev1 UIDPLUS ESEARCH CONDSTORE ENABLE SPECIAL-USE'

async function searchOf(db: Connection, where: string): Promise<string> {
  return /^ {4}search {4}(.*)$/m.exec(await db.explain(`SELECT Id FROM Inbox WHERE ${where}`))![1]!
}

test.each([
  ["Subject = 'Project X kick-off'", 'SUBJECT "Project" SUBJECT "X"'],
  ["[From] = 'ada@northwind.example'", 'FROM "ada@northwind.example"'],
  ["Subject IN ('invoice', 'Lunch today')", 'OR SUBJECT "invoice" OR (SUBJECT "Lunch" SUBJECT "today")'],
  ["MessageId = '<a.1@b.example>' AND NOT IsRead", 'HEADER Message-ID "<a.1@b.example>"'],
])('Pushdown=Trusted sends %s to Gmail, beside the newest messages', async (where, keys) => {
  await using demo = await startDemo({ messages: 60 })
  await using db = await demo.open('Pushdown=Trusted')
  const search = await searchOf(db, where)
  expect(search).toContain(keys)
  expect(search).toContain('UID (UIDNEXT-500):*')
  expect(search).toContain('-- superset')
  await using exact = await demo.open()
  expect(await searchOf(exact, where)).not.toContain('"')
})

test.each([
  "Subject LIKE '%invoice%'",
  "Subject <> 'invoice'",
  "NOT Subject = 'invoice'",
  "Subject > 'invoice'",
  "Subject = '請求書'",
  "Subject = ''",
  "Subject GLOB '*invoice*'",
  "FromDomain = 'northwind.example'",
])('Pushdown=Trusted does not send %s to Gmail', async where => {
  await using demo = await startDemo({ messages: 60 })
  await using db = await demo.open('Pushdown=Trusted')
  expect(await searchOf(db, where)).toBe('(none: the whole mailbox)')
})

test.each([
  ["Subject LIKE '%new invoice 4%'", 'SUBJECT "invoice" -- superset'],
  ["[From] LIKE '%_northwind.ex%'", 'FROM "northwind" -- superset'],
  ["Subject = 'invoice'", 'SUBJECT "invoice" -- superset'],
  ["Subject NOT LIKE '%invoice%'", '(none: the whole mailbox)'],
  ["Subject LIKE '%a%'", '(none: the whole mailbox)'],
  ["Subject LIKE '%invoice%' ESCAPE '!'", '(none: the whole mailbox)'],
  ["Subject REGEXP 'invoice'", '(none: the whole mailbox)'],
  ["Subject MATCH 'invoice'", '(none: the whole mailbox)'],
])('elsewhere Pushdown=Trusted sends of %s: %s', async (where, search) => {
  await using demo = await startDemo({ messages: 60, capabilities: NOT_GMAIL })
  await using db = await demo.open('Pushdown=Trusted')
  expect(await searchOf(db, where)).toBe(search)
})

test('a result for which a text was sent says so, and no other', async () => {
  await using demo = await startDemo({ messages: 200 })
  await using db = await demo.open('Pushdown=Trusted')
  await using none = await demo.open('Pushdown=None')
  const sql = "SELECT Id FROM Inbox WHERE [From] = 'ada.lindqvist@northwind.example' ORDER BY Id"
  const trusted = await db.queryArrays(sql)
  expect(trusted.rows.length).toBeGreaterThan(0)
  expect(trusted.rows).toEqual((await none.queryArrays(sql)).rows)
  expect(trusted.notices).toEqual([
    { code: 'PUSHDOWN', message: expect.stringContaining('FROM "ada.lindqvist@northwind.example"') },
  ])
  const named = await db.query("SELECT Id FROM Inbox WHERE CONTAINS(Subject, 'invoice') AND IsRead = 0")
  expect(named.notices).toEqual([])
})
