import { expect, test } from 'vitest'
import { type Demo, startDemo } from '../support/demo.ts'

/** The commands after EXAMINE, without tags. */
function asked(demo: Demo): string[] {
  const lines = demo.commands().map(({ line }) => line.replace(/^\S+ /, ''))
  return lines.filter(line => !/^(LIST|LSUB|EXAMINE|STATUS)/.test(line))
}

test.each([
  ['MIN(Id) FROM Inbox', 'RETURN (MIN COUNT) ALL'],
  ['MAX(Id) AS last FROM Inbox WHERE IsRead = 0', 'RETURN (MAX COUNT) UNSEEN'],
  ['max(i.[Id]) newest, COUNT(*), Min("Id") FROM Inbox i', 'RETURN (MIN MAX COUNT) ALL'],
  ['COUNT(*), COUNT(*) AS n FROM Inbox WHERE IsStarred', 'RETURN (COUNT) FLAGGED'],
  ["COUNT(*), MAX(Inbox.Id) FROM Inbox WHERE Labels = 'Work'", 'RETURN (MAX COUNT) X-GM-LABELS "Work"'],
  ['MIN(Id), MAX(Id) FROM Inbox WHERE Id IN (5, 9)', 'RETURN (MIN MAX COUNT) UID 5,9'],
  ['MIN(Id), COUNT(*) FROM Inbox WHERE Id = 99999', 'RETURN (MIN COUNT) UID 99999'],
])('SELECT %s is one search and no fetch', async (rest, search) => {
  await using demo = await startDemo()
  const db = await demo.open()
  const { rows } = await db.queryArrays(`SELECT ${rest}`)
  expect(asked(demo)).toEqual([`UID SEARCH ${search}`])
  await using local = await demo.open('Pushdown=None')
  expect(rows).toEqual((await local.queryArrays(`SELECT ${rest}`)).rows)
})

test('of nothing the first and the last are NULL', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const sql = 'SELECT MIN(Id) AS a, MAX(Id) AS b, COUNT(*) AS n FROM Inbox WHERE Id > 99999'
  expect((await db.query(sql)).rows).toEqual([{ a: null, b: null, n: 0 }])
})

test('a server without ESEARCH lists what it finds, and nothing is fetched', async () => {
  const capabilities = 'IMAP4rev1 UIDPLUS CONDSTORE ENABLE SPECIAL-USE'
  await using demo = await startDemo({ messages: 100, capabilities })
  const db = await demo.open()
  const sql = 'SELECT MIN(Id), MAX(Id), COUNT(*) FROM Inbox WHERE IsRead = 0'
  const { rows } = await db.queryArrays(sql)
  expect(asked(demo)).toEqual(['UID SEARCH UNSEEN'])
  await using local = await demo.open('Pushdown=None')
  expect(rows).toEqual((await local.queryArrays(sql)).rows)
})

test.each([
  'MIN(Id) FROM Messages',
  'MIN(Id) + 0 FROM Inbox',
  'MIN(DISTINCT Id) FROM Inbox',
  'MIN(Id, 5) FROM Inbox',
  'MIN(MsgId) FROM Inbox',
  'MIN(Id), MAX(Size) FROM Inbox',
  'MIN(Id), Subject FROM Inbox',
  'MAX(Id) FILTER (WHERE IsRead) FROM Inbox',
  "MAX(Id) FROM Inbox WHERE Subject LIKE '%a%'",
  'MAX(Id) FROM Inbox GROUP BY IsRead',
  'MAX(Id) FROM Inbox LIMIT 0',
])('SELECT %s is for SQLite', async rest => {
  await using demo = await startDemo({ messages: 60 })
  const db = await demo.open()
  expect(await db.explain(`SELECT ${rest}`)).not.toContain('by the server')
  await using local = await demo.open('Pushdown=None')
  const of = async (one: typeof db) => (await one.queryArrays(`SELECT ${rest}`)).rows
  expect(await of(db)).toEqual(await of(local))
})

test('EXPLAIN says which totals the server gives', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  expect(await db.explain('SELECT MAX(Id), MIN(Id) FROM Inbox')).toBe(
    [
      'Count (by the server: MAX MIN, nothing is fetched)',
      '  Scan Inbox (INBOX)',
      '    open      EXAMINE INBOX',
      '    search    ALL -- exact',
    ].join('\n'),
  )
  const json = await db.explain('SELECT MAX(Id) FROM Inbox WHERE IsRead', [], { format: 'json' })
  expect(json).toMatchObject({ run: 'count', totals: ['MAX'], scans: [{ search: 'SEEN', exact: true }] })
})
