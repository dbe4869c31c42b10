import { expect, test } from 'vitest'
import { smallAccount } from '../support/mailbox.ts'

const WRITES = /^(?:CREATE|UID (?:STORE|MOVE))/

const account = async (properties = '') => {
  const small = await smallAccount(
    [
      { labels: ['\\Inbox', 'Work'] },
      { labels: ['Work', 'Done'] },
      { labels: ['\\Inbox', '\\Sent'] },
      { labels: ['\\Spam'] },
    ],
    properties,
  )
  const labels = (n: number) => [...small.message(n)!.labels].sort()
  const writes = () => small.sent().filter(line => WRITES.test(line))
  return { ...small, labels, writes }
}

async function smallWithMany() {
  const small = await smallAccount(Array.from({ length: 1_000 }, () => ({})))
  small.demo.gmaild.account.createLabel('Work')
  return { ...small, writes: () => small.sent().filter(line => WRITES.test(line)) }
}

test('INSERT puts labels on messages, by MsgId and by Id and Mailbox; what is there already is no row', async () => {
  const { db, ids, labels, writes } = await account()
  const insert =
    'INSERT INTO MessageLabels (MsgId, Label) VALUES (?, ?), (?, ?), (?, ?) RETURNING MessageLabels.MsgId, Label'
  const [first, second] = ids as [string, string]
  const result = await db.query(insert, [first, 'Done', second, 'Done', second, 'inbox'])
  expect(result).toMatchObject({ command: 'INSERT', rowCount: 2 })
  expect(new Set(result.rows.map(row => JSON.stringify(row)))).toEqual(
    new Set([
      JSON.stringify({ MsgId: first, Label: 'Done' }),
      JSON.stringify({ MsgId: second, Label: '\\Inbox' }),
    ]),
  )
  expect(labels(1)).toEqual(['Done', 'Work', '\\Inbox'])
  expect(labels(2)).toEqual(['Done', 'Work', '\\Inbox'])
  expect(writes()).toEqual([
    'UID STORE 1 +X-GM-LABELS.SILENT ("Done")',
    'UID STORE 2 +X-GM-LABELS.SILENT ("\\\\Inbox")',
  ])
  const byId =
    "INSERT INTO MessageLabels (Label, Mailbox, Id) VALUES ('\\Starred', 'Inbox', 2), ('Work', 'Inbox', 2)"
  expect((await db.query(byId)).rowCount).toBe(2)
  const { rows } = await db.queryArrays('SELECT Id FROM sys_identity')
  expect(rows).toEqual([[ids[2]], [ids[2]]])
  expect(labels(3)).toEqual(['Work', '\\Inbox', '\\Sent', '\\Starred'])
})

test('INSERT … SELECT labels what a SELECT finds, by one command for all', async () => {
  const { db, labels, writes } = await account()
  const insert = "INSERT INTO MessageLabels (MsgId, Label) SELECT MsgId, 'Done' FROM Inbox WHERE Size < 1000"
  expect((await db.query(insert)).rowCount).toBe(2)
  expect([labels(1), labels(3)]).toEqual([
    ['Done', 'Work', '\\Inbox'],
    ['Done', '\\Inbox', '\\Sent'],
  ])
  // In the mailbox where they were seen just now.
  expect(writes()).toEqual(['UID STORE 1:2 +X-GM-LABELS.SILENT ("Done")'])
})

test('a thousand messages cost as few commands as one', async () => {
  const { db, writes } = await smallWithMany()
  const numbers = "SELECT value, 'Inbox', 'Work' FROM json_each(?)"
  const ids = JSON.stringify(Array.from({ length: 1_000 }, (_, index) => index + 1))
  expect((await db.query(`INSERT INTO MessageLabels (Id, Mailbox, Label) ${numbers}`, [ids])).rowCount).toBe(
    1_000,
  )
  expect(writes()).toEqual([
    'UID STORE 1:500 +X-GM-LABELS.SILENT ("Work")',
    'UID STORE 501:1000 +X-GM-LABELS.SILENT ("Work")',
  ])
  expect((await db.query("DELETE FROM MessageLabels WHERE Label = 'Work'")).rowCount).toBe(1_000)
})

test('DELETE takes labels off, UPDATE puts one in the place of another', async () => {
  const { db, ids, labels, writes } = await account()
  const off = "DELETE FROM MessageLabels WHERE Label IN ('Done', '\\Inbox') RETURNING MsgId, Label"
  expect(await db.query(off)).toMatchObject({ rowCount: 3 })
  expect([1, 2, 3].map(labels)).toEqual([['Work'], ['Work'], ['\\Sent']])
  const swap = "UPDATE MessageLabels SET Label = 'Done' WHERE Label = 'Work' AND MsgId = ? RETURNING *"
  expect((await db.queryArrays(swap, [ids[0]!])).rows).toEqual([[ids[0], 'Done']])
  expect([1, 2].map(labels)).toEqual([['Done'], ['Work']])
  writes()
  await db.query("INSERT INTO swaps#TEMP (old, new) VALUES ('Done', 'Work'), ('Work', '\\Starred')")
  const from = 'UPDATE MessageLabels AS l SET Label = s.new FROM swaps#TEMP s WHERE l.Label = s.old'
  expect((await db.query(from)).rowCount).toBe(2)
  expect([1, 2].map(labels)).toEqual([['Work'], ['\\Starred']])
  await db.query("DELETE FROM MessageLabels WHERE Label = '\\Starred'")
  expect(labels(2)).toEqual([])
})

test('labels of messages in Spam are found with IncludeSpamTrash', async () => {
  const { db, labels } = await account()
  await db.query("INSERT INTO MessageLabels (MsgId, Label) SELECT MsgId, 'Work' FROM Spam")
  expect(labels(4)).toEqual(['Work'])
  expect(
    (await db.query("DELETE FROM MessageLabels WHERE Label = 'Work' AND MsgId IN (SELECT MsgId FROM Spam)"))
      .rowCount,
  ).toBe(0)
  const all = "DELETE FROM MessageLabels WHERE Label = 'Work' AND IncludeSpamTrash = 1"
  expect((await db.query(all)).rowCount).toBe(3)
  expect(labels(4)).toEqual([])
})

const REFUSED: readonly (readonly [string, string])[] = [
  ["INSERT INTO MessageLabels (MsgId, Label) VALUES ('1', 'Work')", 'BAD_INPUT'],
  ["INSERT INTO MessageLabels (Id, Mailbox, Label) VALUES (99, 'Inbox', 'Work')", 'BAD_INPUT'],
  ["INSERT INTO MessageLabels (Id, Mailbox, Label) VALUES (1, 'Nowhere', 'Work')", 'NO_TABLE'],
  ["INSERT INTO MessageLabels (Id, Mailbox, Label) VALUES (1, 'Labels', 'Work')", 'BAD_INPUT'],
  ["INSERT INTO MessageLabels (Id, Label) VALUES (1, 'Work')", 'SYNTAX'],
  ["INSERT INTO MessageLabels (MsgId, Subject) VALUES (1, 'Work')", 'NO_COLUMN'],
  ["INSERT INTO MessageLabels (MsgId, Label) SELECT MsgId, 'Wrok' FROM Inbox", 'NO_TABLE'],
  ["INSERT INTO MessageLabels (MsgId, Label) SELECT MsgId, '\\Sent' FROM Inbox", 'NOT_WRITABLE'],
  ["INSERT INTO MessageLabels (MsgId, Label) SELECT MsgId, '\\Trash' FROM Inbox", 'NOT_WRITABLE'],
  ['INSERT INTO MessageLabels (MsgId, Label) SELECT MsgId, NULL FROM Inbox', 'BAD_VALUE'],
  ['DELETE FROM MessageLabels', 'NEEDS_WHERE'],
  ["DELETE FROM MessageLabels WHERE Label LIKE '%S%'", 'NOT_WRITABLE'],
  ["DELETE FROM MessageLabels WHERE Label = '\\Spam' AND IncludeSpamTrash = 1", 'NOT_WRITABLE'],
  ["UPDATE MessageLabels SET MsgId = '1' WHERE Label = 'Work'", 'NOT_WRITABLE'],
  ["UPDATE MessageLabels SET Label = 'Wrok' WHERE Label = 'Work'", 'NO_TABLE'],
  ["UPDATE MessageLabels SET Label = NULL WHERE Label = 'Work'", 'BAD_VALUE'],
]

test('what cannot be written is refused before anything is sent', async () => {
  const { db, demo, labels, writes } = await account()
  for (const [sql, code] of REFUSED) await expect(db.query(sql), sql).rejects.toMatchObject({ code })
  const few = await demo.open('MaxAffected=1')
  const done = "UPDATE MessageLabels SET Label = 'Done' WHERE Label = 'Work'"
  await expect(few.query(done)).rejects.toMatchObject({ code: 'TOO_MANY_AFFECTED' })
  const { rows } = await few.queryArrays(`DRY RUN ${done}`)
  expect(rows.map(([, id, , change]) => [id, change])).toEqual([
    [2, 'labels -Work +Done'],
    [1, 'labels -Work +Done'],
  ])
  expect(writes()).toEqual([])
  expect(labels(1)).toEqual(['Work', '\\Inbox'])
})

test('CreateLabels makes labels; Undo takes the statement back', async () => {
  const { db, labels } = await account('CreateLabels=true')
  const before = [1, 2, 3].map(labels)
  const changes = [
    "INSERT INTO MessageLabels (MsgId, Label) SELECT MsgId, 'Neu/Büro' FROM Inbox",
    "DELETE FROM MessageLabels WHERE Label = '\\Inbox'",
    "UPDATE MessageLabels SET Label = '\\Important' WHERE Label = 'Work'",
  ]
  for (const [index, sql] of changes.entries()) {
    expect((await db.query(sql)).rowCount).toBe(2)
    expect([1, 2, 3].map(labels)).not.toEqual(before)
    expect(await db.call('Undo', { Journal: 2 * index + 1 })).toEqual([{ Success: 'true', Affected: 2 }])
    expect([1, 2, 3].map(labels)).toEqual(before)
  }
})
