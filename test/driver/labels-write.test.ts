import { expect, test } from 'vitest'
import { smallAccount } from '../support/mailbox.ts'

const WRITES = /CREATE|RENAME|DELETE|STORE|MOVE/

async function account(names: readonly string[], properties = '') {
  const small = await smallAccount([{}, { labels: ['\\Inbox', 'Work'] }], properties)
  for (const name of names) small.demo.gmaild.account.createLabel(name)
  const own = async () => {
    const { rows } = await small.db.queryArrays("SELECT Name FROM Labels WHERE Type = 'user' ORDER BY 1")
    return rows.map(([name]) => name)
  }
  return { ...small, own }
}

test('INSERT INTO Labels makes labels, in order, and RETURNING shows them', async () => {
  const { db, own, sent } = await account([])
  const result = await db.query(
    "INSERT INTO Labels (Name) VALUES ('Büro/Ablage'), (?) RETURNING Name, Type, MessagesTotal",
    ['R&D'],
  )
  expect(result).toMatchObject({
    command: 'INSERT',
    rowCount: 2,
    rows: [
      { Name: 'Büro/Ablage', Type: 'user', MessagesTotal: 0 },
      { Name: 'R&D', Type: 'user', MessagesTotal: 0 },
    ],
  })
  expect(sent().filter(line => WRITES.test(line))).toHaveLength(2)
  const { rows } = await db.queryArrays('SELECT Id, Operation FROM sys_identity')
  expect(rows).toEqual([
    ['Büro/Ablage', 'INSERT'],
    ['R&D', 'INSERT'],
  ])
  await db.query("INSERT INTO Labels (Name) SELECT 'Year ' || value FROM json_each('[2024, 2025]')")
  expect(await own()).toEqual(['Büro', 'Büro/Ablage', 'R&D', 'Work', 'Year 2024', 'Year 2025'])
  const again = "INSERT OR IGNORE INTO Labels (Name) VALUES ('R&D'), ('new'), ('new') RETURNING Name"
  expect(await db.query(again)).toMatchObject({ rowCount: 1, rows: [{ Name: 'new' }] })
})

test('UPDATE renames labels, those below a renamed one with it', async () => {
  const { db, own, sent, message } = await account(['Work/X', 'Work/X/1', 'Other'])
  const result = await db.query(
    "UPDATE Labels SET Name = 'Job' || substr(Name, 5) WHERE Name LIKE 'Work%' RETURNING Name, ParentName",
  )
  expect(result).toMatchObject({
    rowCount: 3,
    rows: [
      { Name: 'Job', ParentName: null },
      { Name: 'Job/X', ParentName: 'Job' },
      { Name: 'Job/X/1', ParentName: 'Job/X' },
    ],
  })
  expect(sent().filter(line => WRITES.test(line))).toEqual(['RENAME "Work" "Job"'])
  expect(message(2)!.labels).toEqual(['\\Inbox', 'Job'])
  await db.query(
    'UPDATE Labels AS l SET Name = s.new FROM (SELECT ? AS old, ? AS new) s WHERE l.Name = s.old',
    ['Job/X', 'X'],
  )
  expect(await own()).toEqual(['Job', 'Other', 'X', 'X/1'])
  // A name that stays is counted, and nothing is sent.
  sent()
  expect((await db.query("UPDATE Labels SET Name = Name WHERE Name = 'Other'")).rowCount).toBe(1)
  expect(sent().filter(line => WRITES.test(line))).toEqual([])
})

test('DELETE removes labels by any column, those below first; their messages stay', async () => {
  const { db, own, sent, message } = await account(['Work/X', 'Empty', 'Old/1', 'Old/2'])
  const deleted = "DELETE FROM Labels WHERE Type = 'user' AND MessagesTotal = 0 RETURNING Name"
  expect(await db.query(deleted)).toMatchObject({ rowCount: 4 })
  expect(await own()).toEqual(['Work'])
  await db.query("INSERT INTO Labels (Name) VALUES ('Work/Y')")
  sent()
  expect((await db.query("DELETE FROM Labels WHERE Name LIKE 'Work%'")).rowCount).toBe(2)
  expect(sent().filter(line => WRITES.test(line))).toEqual(['DELETE "Work/Y"', 'DELETE "Work"'])
  expect(message(2)).toMatchObject({ place: 'mail', labels: ['\\Inbox'] })
})

test('a name that only holds others goes with them', async () => {
  const { db, own } = await account(['Old/1', 'Old/2'])
  expect((await db.query("DELETE FROM Labels WHERE Name LIKE 'Old%'")).rowCount).toBe(3)
  expect(await own()).toEqual(['Work'])
})

const REFUSED: readonly (readonly [string, string])[] = [
  ["INSERT INTO Labels (Name) VALUES ('new'), ('Work')", 'TABLE_EXISTS'],
  ["INSERT INTO Labels (Name) VALUES ('new'), ('new')", 'TABLE_EXISTS'],
  ["INSERT INTO Labels (Name) VALUES ('new'), ('')", 'BAD_VALUE'],
  ["INSERT INTO Labels (Name) VALUES ('new'), ('a*')", 'BAD_VALUE'],
  ['INSERT INTO Labels (Name) VALUES (NULL)', 'BAD_VALUE'],
  ["INSERT INTO Labels (Name) VALUES ('a', 'b')", 'SYNTAX'],
  ["INSERT INTO Labels VALUES ('a')", 'SYNTAX'],
  ["INSERT INTO Labels (Name, Name) VALUES ('a', 'b')", 'SYNTAX'],
  ["INSERT INTO Labels (Id) VALUES ('a')", 'NOT_WRITABLE'],
  ["INSERT INTO Labels (Nmae) VALUES ('a')", 'NO_COLUMN'],
  ["INSERT OR REPLACE INTO Labels (Name) VALUES ('a')", 'NOT_SUPPORTED'],
  ["UPDATE Labels SET Name = 'new'", 'NEEDS_WHERE'],
  ["UPDATE Labels SET Name = 'new' WHERE Name = 'INBOX'", 'NOT_WRITABLE'],
  ["UPDATE Labels SET Name = 'new' || Name WHERE TRUE", 'NOT_WRITABLE'],
  ["UPDATE Labels SET Name = 'new' WHERE Type = 'user'", 'TABLE_EXISTS'],
  ["UPDATE Labels SET Name = 'Work' WHERE Name = 'Home'", 'TABLE_EXISTS'],
  ["UPDATE Labels SET Name = 'inbox' WHERE Name = 'Home'", 'TABLE_EXISTS'],
  ["UPDATE Labels SET Name = NULL WHERE Name = 'Work'", 'BAD_VALUE'],
  ["UPDATE Labels SET Id = 'x' WHERE Name = 'Work'", 'NOT_WRITABLE'],
  ["UPDATE OR IGNORE Labels SET Name = 'x' WHERE Name = 'Work'", 'NOT_SUPPORTED'],
  ['DELETE FROM Labels', 'NEEDS_WHERE'],
  ["DELETE FROM Labels WHERE Name LIKE '%a%'", 'NOT_WRITABLE'],
  ['DELETE FROM Labels WHERE SpecialUse IS NULL', 'NOT_WRITABLE'],
  ["DELETE FROM Labels WHERE Name = 'Work' RETURNING ?", 'NOT_SUPPORTED'],
]

test('what cannot be written is refused before anything is sent', async () => {
  const { db, own, sent } = await account(['Home'])
  for (const [sql, code] of REFUSED) await expect(db.query(sql), sql).rejects.toMatchObject({ code })
  expect(sent().filter(line => WRITES.test(line))).toEqual([])
  expect(await own()).toEqual(['Home', 'Work'])
})

test('the properties that hold writes up hold these up', async () => {
  const { demo, sent } = await account(['Home'])
  const rename = "UPDATE Labels SET Name = Name || '!' WHERE Type = 'user'"
  for (const [properties, code] of [
    ['Readonly=true', 'READ_ONLY'],
    ['MaxAffected=1', 'TOO_MANY_AFFECTED'],
  ] as const) {
    const db = await demo.open(properties)
    await expect(db.query(rename)).rejects.toMatchObject({ code })
    expect((await db.queryArrays(`DRY RUN ${rename}`)).rows).toEqual([
      ['Home', null, null, 'renamed to Home!'],
      ['Work', null, null, 'renamed to Work!'],
    ])
  }
  const strict = await demo.open('ThrowsKeyNotFound=true')
  await expect(strict.query("DELETE FROM Labels WHERE Name = 'x'")).rejects.toMatchObject({
    code: 'BAD_VALUE',
  })
  const { rows } = await strict.queryArrays("DRY RUN INSERT INTO Labels (Name) VALUES ('x')")
  expect(rows).toEqual([['x', null, null, 'made']])
  expect((await strict.queryArrays("DRY RUN DELETE FROM Labels WHERE Name = 'Home'")).rows).toEqual([
    ['Home', null, null, 'removed'],
  ])
  expect(sent().filter(line => WRITES.test(line))).toEqual([])
})

test('each label has its entry in one journal; an error says how many were changed', async () => {
  const { db, own } = await account([])
  const insert = "INSERT INTO Labels (Name) VALUES ('a'), ('b'), ('a/ /b'), ('c')"
  await expect(db.query(insert)).rejects.toMatchObject({
    message: expect.stringContaining('2 of 4 mailboxes had been changed'),
  })
  expect(await own()).toEqual(['Work', 'a', 'b'])
  const { rows } = await db.queryArrays(
    'SELECT Journal, Operation, Statement, Mailbox, Outcome FROM sys_journal',
  )
  expect(rows).toEqual([
    [1, 'INSERT', insert, 'a', 'done'],
    [1, 'INSERT', insert, 'b', 'done'],
    [1, 'INSERT', insert, 'a/ /b', 'failed'],
  ])
  await expect(db.call('Undo', { Journal: 1 })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
})

test('a prepared write of labels tells its columns and runs with each of its values', async () => {
  const { db, own } = await account([])
  const insert = await db.prepare('INSERT INTO Labels (Name) VALUES (?) RETURNING Name AS made')
  expect(await insert.columns()).toMatchObject([{ name: 'made', type: 'TEXT' }])
  expect(await insert.all(['a'])).toEqual([{ made: 'a' }])
  expect(await insert.all(['b'])).toEqual([{ made: 'b' }])
  expect(await own()).toEqual(['Work', 'a', 'b'])
  const { rows } = await db.queryArrays("SELECT IsUpdateable FROM sys_tables WHERE TableName LIKE '%Labels'")
  expect(rows).toEqual([[1], [1]])
})
