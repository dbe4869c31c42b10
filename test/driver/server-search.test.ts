import { expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'

async function ids(db: Connection, where: string, table = 'Inbox'): Promise<unknown[]> {
  return (await db.queryArrays(`SELECT Id FROM ${table} WHERE ${where} ORDER BY Id`)).rows.flat()
}

function searches(demo: Demo): string[] {
  const commands = demo.commands().filter(({ name }) => name === 'UID SEARCH')
  return commands.map(({ line }) => line.replace(/^.*RETURN \((\w+)\) /, '$1 '))
}

test('GmailSearch is Gmail’s own search, sent as it is and evaluated by nobody else', async () => {
  await using demo = await startDemo({ messages: 400 })
  const db = await demo.open()
  const found = await ids(db, "GmailSearch = 'has:attachment'")
  expect(searches(demo)).toEqual(['ALL X-GM-RAW "has:attachment"'])
  expect(found.length).toBeGreaterThan(5)
  expect(await ids(db, "GmailSearch = 'is:unread'")).toEqual(await ids(db, 'IsRead = 0'))
  expect(await ids(db, "'has:attachment' = Inbox.SearchQuery")).toEqual(found)
  const param = await db.queryArrays('SELECT Id FROM Inbox WHERE GmailSearch = ? ORDER BY Id', [
    'has:attachment',
  ])
  expect(param.rows.flat()).toEqual(found)
  const several =
    'SELECT Id FROM Inbox WHERE GmailSearch = :q AND Size > :size OR NOT SearchQuery = :q AND Id < :id'
  expect((await db.queryArrays(several, { q: 'has:attachment', size: 0, id: 0 })).rows.flat()).toEqual(
    [...found].reverse(),
  )
})

test.each(['Exact', 'None'])(
  'a search is a set: NOT is the rest, OR the union (Pushdown=%s)',
  async pushdown => {
    await using demo = await startDemo({ messages: 400 })
    const db = await demo.open(`Pushdown=${pushdown}`)
    const all = await ids(db, '1')
    const found = await ids(db, "GmailSearch = 'has:attachment'")
    const starred = await ids(db, 'IsStarred')
    expect(starred.some(id => !found.includes(id))).toBe(true)
    expect(await ids(db, "NOT GmailSearch = 'has:attachment'")).toEqual(all.filter(id => !found.includes(id)))
    expect(await ids(db, "GmailSearch = 'has:attachment' OR IsStarred")).toEqual(
      all.filter(id => found.includes(id) || starred.includes(id)),
    )
    expect(await ids(db, "NOT (GmailSearch = 'has:attachment' OR IsStarred) AND Size > 3000")).toEqual(
      await ids(
        db,
        "Size > 3000 AND Id NOT IN (SELECT Id FROM Inbox WHERE GmailSearch = 'has:attachment') AND NOT IsStarred",
      ),
    )
  },
)

test('a search and what else is exact are counted by the server in one command', async () => {
  await using demo = await startDemo({ messages: 400 })
  const db = await demo.open()
  const where = "GmailSearch = 'has:attachment' AND NOT IsRead"
  const [[count]] = (await db.queryArrays(`SELECT COUNT(*) FROM Inbox WHERE ${where}`)).rows as [[number]]
  expect(searches(demo)).toEqual(['COUNT X-GM-RAW "has:attachment" UNSEEN'])
  expect(await ids(db, where)).toHaveLength(count)
})

test('the same search is asked once a mailbox, however often the statement names it', async () => {
  await using demo = await startDemo({ messages: 400 })
  const db = await demo.open()
  await db.query(
    `SELECT a.Id FROM Inbox a JOIN Inbox b ON b.Id = a.Id AND b.GmailSearch = 'invoice'
     WHERE a.GmailSearch = 'invoice' OR NOT a.GmailSearch = 'invoice'`,
  )
  expect(searches(demo).filter(line => line.includes('X-GM-RAW'))).toEqual(['ALL X-GM-RAW "invoice"'])
})

test('in Messages with Spam and Trash each of the mailboxes is asked', async () => {
  await using demo = await startDemo({ messages: 600 })
  const db = await demo.open()
  const where = "GmailSearch = 'larger:1' AND IncludeSpamTrash = 1"
  const everything = await ids(db, 'IncludeSpamTrash = 1', 'Messages')
  demo.commands()
  expect(await ids(db, where, 'Messages')).toEqual(everything)
  expect(searches(demo).filter(line => line === 'ALL X-GM-RAW "larger:1"')).toHaveLength(3)
  expect(await ids(db, "NOT GmailSearch = 'larger:1' AND IncludeSpamTrash = 1", 'Messages')).toEqual([])
})

test('rows come batch by batch, each of the set', async () => {
  await using demo = await startDemo({ messages: 900 })
  const db = await demo.open()
  const found = await ids(db, "NOT GmailSearch = 'invoice'", 'AllMail')
  const streamed = await db.queryArrays("SELECT Id, Subject FROM AllMail WHERE NOT GmailSearch = 'invoice'")
  expect(streamed.rows.map(([id]) => id)).toEqual([...found].reverse())
})

test('what an outer join fills with NULL is in no set and out of none', async () => {
  await using demo = await startDemo({ messages: 300 })
  const db = await demo.open()
  const join = 'SELECT COUNT(*) FROM Inbox i LEFT JOIN Sent s ON s.MsgId = i.MsgId WHERE s.Id IS NULL'
  expect((await db.queryArrays(`${join}`)).rows[0]![0]).toBeGreaterThan(10)
  for (const search of ['invoice', 'nosuchwordanywhere']) {
    expect((await db.queryArrays(`${join} AND NOT s.GmailSearch = '${search}'`)).rows).toEqual([[0]])
    expect(
      (await db.queryArrays(`${join} AND (s.GmailSearch = '${search}') IS NULL`)).rows[0]![0],
    ).toBeGreaterThan(10)
  }
})

test('quotes and backslashes reach the server as they are, and a line end does not', async () => {
  await using demo = await startDemo({ messages: 60 })
  const db = await demo.open()
  await ids(db, `GmailSearch = 'subject:("a b") \\ x'`)
  expect(searches(demo)).toEqual(['ALL X-GM-RAW "subject:(\\"a b\\") \\\\ x"'])
  const injected = db.query('SELECT Id FROM Inbox WHERE GmailSearch = ?', ['x\r\nA1 LOGOUT'])
  await expect(injected).rejects.toMatchObject({ code: 'BAD_VALUE' })
  expect(demo.commands().filter(({ name }) => name === 'UID SEARCH')).toEqual([])
})

test('SearchCriteria is the search keys of IMAP, read and spelled anew', async () => {
  await using demo = await startDemo({ messages: 400 })
  const db = await demo.open()
  const found = await ids(db, "SearchCriteria = 'or unseen (flagged larger 3000)'")
  expect(searches(demo)).toEqual(['ALL OR UNSEEN (FLAGGED LARGER 3000)'])
  expect(found).toEqual(await ids(db, 'IsRead = 0 OR IsStarred AND Size > 3000'))
})

test.each([
  ["CONTAINS(Subject, 'invoice')", 'SUBJECT "invoice"'],
  ["CONTAINS(Inbox.[From], 'ada')", 'FROM "ada"'],
  ["Subject MATCH 'invoice'", 'SUBJECT "invoice"'],
  ["Subject NOT MATCH 'invoice' AND Id > 0", 'SUBJECT "invoice"'],
  ["FullTo MATCH 'demo'", 'TO "demo"'],
  ["CONTAINS(BodyText, 'invoice')", 'BODY "invoice"'],
  ["BodyHtml MATCH 'your invoice'", 'BODY "your invoice"'],
  ["NOT CONTAINS(Inbox.MessageBody, 'invoice')", 'BODY "invoice"'],
  ["Content CONTAINS 'invoice'", 'BODY "invoice"'],
])('%s asks Gmail for whole words', async (where, key) => {
  await using demo = await startDemo({ messages: 300 })
  const db = await demo.open()
  const found = await ids(db, where)
  expect(searches(demo)).toContain(`ALL ${key}`)
  expect(found.length).toBeGreaterThan(0)
  await using none = await demo.open('Pushdown=None')
  expect(await ids(none, where)).toEqual(found)
  expect(searches(demo)).toContain(`ALL ${key}`)
})

test('words of a body are found by the server, and no body is fetched to find them', async () => {
  await using demo = await startDemo({ messages: 300 })
  const db = await demo.open()
  const { rows } = await db.queryArrays("SELECT Id, Subject FROM Inbox WHERE CONTAINS(BodyText, 'invoice')")
  expect(rows.length).toBeGreaterThan(0)
  const commands = demo.commands()
  expect(commands.filter(({ line }) => /BODYSTRUCTURE|BODY\.PEEK/.test(line))).toEqual([])
  const words = "SELECT Id, Subject FROM Inbox WHERE BodyText || '' CONTAINS 'invoice'"
  expect((await db.queryArrays(words)).rows).toEqual(rows)
})

test('elsewhere than on Gmail the words of a body are looked for here', async () => {
  const capabilities = 'IMAP4rev1 UIDPLUS ESEARCH CONDSTORE ENABLE SPECIAL-USE'
  await using demo = await startDemo({ messages: 300, capabilities })
  const db = await demo.open()
  demo.commands()
  const found = await ids(db, "CONTAINS(BodyText, 'invoice')")
  expect(demo.commands().filter(({ line }) => / BODY "/.test(line))).toEqual([])
  expect(found).toEqual(await ids(db, "CONTAINS(BodyText || '', 'invoice')"))
  expect(found.length).toBeGreaterThan(0)
})

test('a part of a word is no word', async () => {
  await using demo = await startDemo({ messages: 300 })
  const db = await demo.open()
  expect(await ids(db, "Subject LIKE '%nvoice%'")).not.toEqual([])
  expect(await ids(db, "CONTAINS(Subject, 'nvoice')")).toEqual([])
})

test.each([
  ['SELECT GmailSearch FROM Inbox', 'SYNTAX', 'WHERE GmailSearch ='],
  ["SELECT Id FROM Inbox ORDER BY GmailSearch = 'x'", 'SYNTAX', 'WHERE GmailSearch ='],
  ["SELECT Id FROM Inbox WHERE GmailSearch LIKE 'x'", 'SYNTAX', 'WHERE GmailSearch ='],
  ['SELECT Id FROM Inbox WHERE GmailSearch = Subject', 'SYNTAX', 'WHERE GmailSearch ='],
  ["SELECT Id FROM Inbox WHERE GmailSearch = 'x' || 'y'", 'SYNTAX', 'WHERE GmailSearch ='],
  ["SELECT Id FROM Inbox WHERE Id BETWEEN 1 AND GmailSearch = 'x'", 'SYNTAX', 'WHERE GmailSearch ='],
  ["SELECT Id FROM Inbox WHERE x.SearchCriteria = 'SEEN'", 'SYNTAX', 'WHERE SearchCriteria ='],
  [
    "SELECT 1 FROM Labels, Inbox WHERE Id IN (SELECT GmailSearch = 'x' FROM Sent)",
    'SYNTAX',
    'WHERE GmailSearch =',
  ],
  ["SELECT 1 FROM Inbox a, Sent b WHERE GmailSearch = 'x'", 'AMBIGUOUS', 'a.GmailSearch'],
  ["SELECT 1 FROM Inbox WHERE GmailSearch = ''", 'BAD_VALUE', undefined],
  ["SELECT 1 FROM Inbox WHERE SearchCriteria = 'UNSEN'", 'BAD_VALUE', 'Did you mean UNSEEN?'],
])('%s is refused', async (sql, code, hint) => {
  await using demo = await startDemo({ messages: 60 })
  const db = await demo.open()
  const refused = await db.query(sql).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code })
  if (hint !== undefined) expect(refused).toMatchObject({ hint: expect.stringContaining(hint) })
})

test('elsewhere than on Gmail there is SearchCriteria, with the keys that the server has', async () => {
  const capabilities = 'IMAP4rev1 UIDPLUS ESEARCH CONDSTORE ENABLE SPECIAL-USE'
  await using demo = await startDemo({ messages: 100, capabilities })
  const db = await demo.open()
  expect(await ids(db, "SearchCriteria = 'UNSEEN'")).toEqual(await ids(db, 'IsRead = 0'))
  await expect(ids(db, "GmailSearch = 'x'")).rejects.toMatchObject({
    code: 'NOT_SUPPORTED',
    hint: expect.stringContaining('SearchCriteria'),
  })
  await expect(ids(db, "SearchCriteria = 'X-GM-RAW x'")).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
  const unseen = await db.queryArrays("SELECT Id FROM Messages WHERE SearchCriteria = 'UNSEEN' LIMIT 5")
  expect(unseen.rows).toHaveLength(5)
})

test('EXPLAIN says what the server is asked', async () => {
  await using demo = await startDemo({ messages: 60 })
  const db = await demo.open()
  const plan = await db.explain("SELECT Id FROM Inbox WHERE CONTAINS(Subject, 'x') OR Subject LIKE '%y%'")
  expect(plan).toContain(
    '    search    (none: the whole mailbox)\n    server    SUBJECT "x" -- the rows that it finds',
  )
})

test('a prepared statement is described before it has a text to search for', async () => {
  await using demo = await startDemo({ messages: 100 })
  const db = await demo.open()
  const prepared = await db.prepare('SELECT Id FROM Inbox WHERE SearchCriteria = ? AND CONTAINS(Subject, ?)')
  const rows = await prepared.all(['SEEN', 'invoice'])
  expect(rows).toEqual(
    (await db.query("SELECT Id FROM Inbox WHERE IsRead AND SearchCriteria = 'SUBJECT invoice'")).rows,
  )
})
