import { expect, test } from 'vitest'
import { smallAccount } from '../support/mailbox.ts'

const FETCHED = /FETCH|SEARCH/
const WRITES = /STORE|MOVE|CREATE|RENAME|DELETE/

const account = async (properties = '') => {
  const small = await smallAccount([{}, {}, {}, {}, { labels: ['\\Inbox', 'Work'] }], properties)
  const flags = () => [1, 2, 3, 4, 5].map(n => [...small.message(n)!.flags].sort().join(' '))
  return { ...small, flags }
}

test('UPDATE t (…) SELECT … FROM t#TEMP sets in each row what its own row says, by as few commands as it takes', async () => {
  const { db, flags, sent } = await account('BatchSize=2')
  await db.query(
    "INSERT INTO Inbox#TEMP (Id, IsRead, IsStarred) VALUES ('1', 'true', '0'), ('2', '1', 'false')",
  )
  await db.query(
    "INSERT INTO Inbox#TEMP (Id, IsRead, IsStarred) VALUES ('3', 'true', '0'), ('5', '0', '1'), ('99', '1', '1')",
  )
  sent()
  const bulk =
    'UPDATE Inbox (Id, IsRead, IsStarred) SELECT Id, IsRead, IsStarred FROM Inbox#TEMP RETURNING Id, Flags'
  expect(await db.query(bulk)).toMatchObject({
    command: 'UPDATE',
    rowCount: 4,
    rows: [
      { Id: 5, Flags: '\\Flagged' },
      { Id: 3, Flags: '\\Seen' },
      { Id: 2, Flags: '\\Seen' },
      { Id: 1, Flags: '\\Seen' },
    ],
  })
  expect(flags()).toEqual(['\\Seen', '\\Seen', '\\Seen', '', '\\Flagged'])
  // Values that come from elsewhere are stored only where the flags are still those that were read.
  const lines = sent().map(line => line.replace(/ \(UNCHANGEDSINCE \d+\)/, ''))
  expect(lines.find(line => FETCHED.test(line))).toBe('UID SEARCH RETURN (ALL) UID 1,2,3,5,99')
  expect(lines.filter(line => WRITES.test(line))).toEqual([
    'UID STORE 5 +FLAGS.SILENT (\\Flagged)',
    'UID STORE 1:2 +FLAGS.SILENT (\\Seen)',
    'UID STORE 3 +FLAGS.SILENT (\\Seen)',
  ])
  const { rows } = await db.queryArrays('SELECT DISTINCT Statement FROM sys_journal')
  expect(rows).toEqual([[bulk]])
})

test('rows are named by MsgId as well, in any table, with parameters and any query', async () => {
  const { db, demo, ids, flags, message } = await account()
  demo.gmaild.account.createLabel('Done')
  await db.query("INSERT INTO marks#TEMP (MsgId, flag) VALUES (?, 'Seen'), (?, 'Answered')", [
    ids[0]!,
    ids[3]!,
  ])
  const marked = 'UPDATE Messages (Flags, MsgId) SELECT flag, MsgId FROM marks#TEMP WHERE flag <> ?'
  expect((await db.query(marked, ['Answered'])).rowCount).toBe(1)
  expect(flags()).toEqual(['\\Seen', '', '', '', ''])
  const values = 'UPDATE Inbox (Id, Labels) VALUES (2, \'Done\'), (3, \'["Done","\\\\Inbox"]\')'
  expect((await db.query(values)).rowCount).toBe(2)
  expect([2, 3].map(n => [...message(n)!.labels].sort())).toEqual([['Done'], ['Done', '\\Inbox']])
  await db.query("UPDATE Labels (Id, Name) SELECT Id, Id || '!' FROM Labels WHERE Name = 'Done'")
  expect(message(2)!.labels).toEqual(['Done!'])
})

test('UPDATE t SET (SELECT …) sets the columns of the query, in the rows of WHERE or of its own key', async () => {
  const { db, flags } = await account()
  await db.query("INSERT INTO v#TEMP (Id, IsRead, IsStarred) VALUES ('4', '1', '1')")
  const one = 'UPDATE Inbox SET (SELECT IsRead, IsStarred FROM v#TEMP) WHERE Id = ? AND IsRead = 0'
  expect((await db.query(one, [2])).rowCount).toBe(1)
  expect((await db.query(one, [2])).rowCount).toBe(0)
  expect((await db.query('UPDATE Inbox SET (SELECT * FROM v#TEMP)')).rowCount).toBe(1)
  expect(
    (await db.query('UPDATE Inbox SET (SELECT Id, 0 AS IsStarred FROM v#TEMP) WHERE Id = 4 OR Id = 2'))
      .rowCount,
  ).toBe(1)
  expect(flags()).toEqual(['', '\\Flagged \\Seen', '', '\\Seen', ''])
  const first = 'UPDATE Inbox SET (SELECT 1 AS IsAnswered) WHERE Id = 3 OR Id = 5 ORDER BY Id DESC LIMIT 1'
  expect(await db.query(first)).toMatchObject({ rowCount: 1 })
  expect(flags()[4]).toBe('\\Answered')
  await db.query("UPDATE Inbox SET Flags = '' WHERE Id = 5")
  const keyed =
    'UPDATE Inbox SET (SELECT Id, 1 AS IsRead FROM v#TEMP) WHERE Id = 4 OR Id = 2 ORDER BY Id LIMIT 1 RETURNING Id'
  expect((await db.query(keyed)).rows).toEqual([{ Id: 4 }])
  expect((await db.query('UPDATE Inbox SET (SELECT IsRead FROM v#TEMP WHERE 0) WHERE Id > 0')).rowCount).toBe(
    0,
  )
  await expect(db.query('UPDATE Inbox SET (SELECT IsRead FROM v#TEMP)')).rejects.toMatchObject({
    code: 'NEEDS_WHERE',
  })
})

test('WHERE EXISTS SELECT Id FROM t#TEMP means the rows of these Ids', async () => {
  const { db, message, flags, sent } = await account()
  await db.query("INSERT INTO Inbox#TEMP (Id) VALUES ('1'), ('4'), ('77')")
  sent()
  const dry = await db.queryArrays('DRY RUN DELETE FROM Inbox WHERE EXISTS SELECT Id FROM Inbox#TEMP')
  expect(dry.rows.map(([, id]) => id)).toEqual([4, 1])
  const deleted = 'DELETE FROM Inbox WHERE EXISTS SELECT Id FROM Inbox#TEMP RETURNING Id'
  expect(await db.query(deleted)).toMatchObject({ rowCount: 2, rows: [{ Id: 4 }, { Id: 1 }] })
  expect([1, 2, 3, 4, 5].map(n => message(n)!.place)).toEqual(['trash', 'mail', 'mail', 'trash', 'mail'])
  expect(sent().filter(line => WRITES.test(line))).toEqual(['UID MOVE 1,4 "[Gmail]/Trash"'])
  await db.query("INSERT INTO some#TEMP (Id) VALUES ('2'), ('3'), ('5')")
  const two = 'UPDATE Inbox AS i SET IsRead = 1 WHERE Id > 2 AND EXISTS SELECT Id FROM some#TEMP WHERE Id < ?'
  expect((await db.query(two, ['5'])).rowCount).toBe(1)
  expect(flags().filter(text => text !== '')).toEqual(['\\Seen'])
  const others = 'UPDATE Inbox SET IsStarred = 1 WHERE NOT EXISTS SELECT Id FROM some#TEMP'
  expect((await db.query(others)).rowCount).toBe(0)
  expect((await db.query('DELETE FROM some#TEMP WHERE EXISTS SELECT Id FROM Inbox')).rowCount).toBe(3)
})

test('EXISTS with parentheses is SQL: what would be true of every row needs permission', async () => {
  const { db, demo, message } = await account()
  await db.query("INSERT INTO Inbox#TEMP (Id) VALUES ('1')")
  for (const sql of [
    'DELETE FROM Inbox WHERE EXISTS (SELECT Id FROM Inbox#TEMP)',
    'UPDATE Inbox SET IsRead = 1 WHERE EXISTS (SELECT * FROM Inbox#TEMP) RETURNING Id',
  ])
    await expect(db.query(sql)).rejects.toMatchObject({
      code: 'NEEDS_WHERE',
      hint: expect.stringContaining('Id IN (SELECT Id FROM Inbox#TEMP)'),
    })
  const own = 'DELETE FROM Inbox WHERE EXISTS (SELECT 1 FROM Inbox#TEMP t WHERE t.Id = Inbox.Id)'
  expect((await db.query(own)).rowCount).toBe(1)
  expect(message(2)!.place).toBe('mail')
  const unfiltered = await demo.open('AllowUnfiltered=true')
  await unfiltered.query("INSERT INTO Inbox#TEMP (Id) VALUES ('1')")
  expect(
    (await unfiltered.query('DELETE FROM Inbox WHERE EXISTS (SELECT Id FROM Inbox#TEMP)')).rowCount,
  ).toBe(4)
})

test('what such a form cannot mean is refused before anything is sent', async () => {
  const { db, sent, flags } = await account()
  await db.query("INSERT INTO Inbox#TEMP (Id, IsRead) VALUES ('1', '1')")
  sent()
  for (const [sql, code] of [
    ['UPDATE Inbox (IsRead) SELECT IsRead FROM Inbox#TEMP', 'SYNTAX'],
    ['UPDATE Inbox (Id) SELECT Id FROM Inbox#TEMP', 'SYNTAX'],
    ['UPDATE Inbox (Id, IsRead) SELECT Id FROM Inbox#TEMP', 'SYNTAX'],
    ['UPDATE Inbox (Id, Subject) SELECT Id, IsRead FROM Inbox#TEMP', 'NOT_WRITABLE'],
    ['UPDATE Inbox (Id, Nonsense) SELECT Id, IsRead FROM Inbox#TEMP', 'NO_COLUMN'],
    ['UPDATE Inbox (Id, IsRead) SELECT Id, Nonsense FROM Inbox#TEMP', 'NO_COLUMN'],
    ['UPDATE Inbox (Id, IsRead) SELECT Id, IsRead FROM none#TEMP', 'NO_TABLE'],
    ['UPDATE Inbox (Id, IsRead)', 'SYNTAX'],
    ['UPDATE Inbox SET (IsRead) = (SELECT 1) WHERE Id = 1', 'NOT_SUPPORTED'],
    ['DELETE FROM Inbox WHERE EXISTS SELECT Nonsense FROM Inbox#TEMP', 'NO_COLUMN'],
    ['DELETE FROM Inbox WHERE EXISTS SELECT Id, IsRead FROM Inbox#TEMP', 'SYNTAX'],
  ])
    await expect(db.query(sql!), sql).rejects.toMatchObject({ code })
  const broken = 'UPDATE Inbox (Id, IsRead)\nSELECT Id, Nonsense FROM Inbox#TEMP'
  await expect(db.query(broken)).rejects.toMatchObject({ position: { line: 2, column: 12 } })
  expect(sent().filter(line => WRITES.test(line))).toEqual([])
  expect(flags()).toEqual(['', '', '', '', ''])
})

test('a prepared form tells its columns, and reads the temporary table when it runs', async () => {
  const { db, flags } = await account()
  await db.query("INSERT INTO Inbox#TEMP (Id, IsRead) VALUES ('1', '1')")
  const bulk = await db.prepare(
    'UPDATE Inbox (Id, IsRead) SELECT Id, IsRead FROM Inbox#TEMP RETURNING Id AS n',
  )
  expect(await bulk.columns()).toMatchObject([{ name: 'n' }])
  expect(await bulk.all()).toEqual([{ n: 1 }])
  await db.query("INSERT INTO Inbox#TEMP (Id, IsRead) VALUES ('2', '1')")
  expect((await bulk.run()).rowCount).toBe(2)
  expect(flags()).toEqual(['\\Seen', '\\Seen', '', '', ''])
})
