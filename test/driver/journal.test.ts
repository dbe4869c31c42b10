import { expect, test } from 'vitest'
import type { Interception } from '../../src/gmaild/index.ts'
import { smallAccount } from '../support/mailbox.ts'

interface Row {
  readonly Journal: number
}

test('sys_journal has each command with its messages as they were', async () => {
  const { db, ids } = await smallAccount([{ flags: ['\\Seen'] }, {}])
  const update = "UPDATE Inbox SET IsStarred = 1, Mailbox = 'Trash' WHERE Id = 1"
  await db.query(update)
  const before = JSON.stringify([{ msgId: ids[0], flags: ['\\Seen'], labels: ['\\Inbox'] }])
  const common = { Journal: 1, Operation: 'UPDATE', Statement: update, Mailbox: 'INBOX', Before: before }
  const rows = (await db.query('SELECT * FROM sys_journal')).rows
  expect(rows).toMatchObject([
    { ...common, Change: expect.stringContaining('Flagged'), Ids: '[1]', After: null, Outcome: 'done' },
    {
      ...common,
      Change: expect.stringContaining('[Gmail]/Trash'),
      Ids: '[1]',
      After: '[1]',
      Outcome: 'done',
    },
  ])
})

test('Undo takes flags, labels and moves back, in the order that brings them to what they were', async () => {
  const { demo, db, message } = await smallAccount([
    { labels: ['\\Inbox', 'Work'], flags: ['\\Seen'] },
    { labels: ['\\Inbox', '\\Starred'] },
    { labels: ['\\Inbox', 'Work', '\\Important'] },
  ])
  demo.gmaild.account.createLabel('Done')
  const state = () =>
    [1, 2, 3].map(n => {
      const { labels, flags, place } = message(n)!
      return { labels: [...labels].sort(), flags: [...flags].sort(), place }
    })
  const before = state()
  for (const sql of [
    "UPDATE Inbox SET IsRead = NOT IsRead, Labels = 'Inbox,Done' WHERE Id < 3",
    'DELETE FROM Inbox WHERE Id > 0',
    "UPDATE Messages SET Mailbox = 'Done' WHERE Subject = '3'",
  ]) {
    const { rowCount } = await db.query(sql)
    expect(state()).not.toEqual(before)
    const journal = (await db.query<Row>('SELECT MAX(Journal) AS Journal FROM sys_journal')).rows[0]!.Journal
    expect(await db.call('Undo', { Journal: journal })).toEqual([{ Success: 'true', Affected: rowCount }])
    expect(state()).toEqual(before)
    await expect(db.call('Undo', { Journal: journal })).rejects.toMatchObject({ code: 'BAD_INPUT' })
    // What Undo did is in the journal as well.
    await db.call('Undo', { Journal: journal + 1 })
    expect(state()).not.toEqual(before)
    await db.call('Undo', { Journal: journal + 2 })
    expect(state()).toEqual(before)
  }
})

test('what cannot be taken back is refused as a whole', async () => {
  const { db } = await smallAccount([{ labels: ['\\Trash'] }], 'AllowPermanentDelete=true')
  await db.query('DELETE FROM Trash WHERE Id = 1')
  await expect(db.call('Undo', { Journal: 1 })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
  for (const journal of [99, 'x', -1, 1.5])
    await expect(db.call('Undo', { Journal: journal })).rejects.toMatchObject({ code: 'BAD_INPUT' })
})

/** Answers the first `count` commands of that name with this; the others as ever. */
function failing(name: string, answer: Interception, count = 1) {
  let left = count
  return (command: { readonly name: string }) => (command.name === name && left-- > 0 ? answer : undefined)
}

const LOST: readonly [string, Interception][] = [
  ['before it was carried out', 'drop'],
  ['after it was carried out', { dropAfter: 0 }],
]

test.each(LOST)('a command whose connection is lost %s is looked up, and done once', async (_, answer) => {
  for (const [name, sql] of [
    ['UID STORE', 'UPDATE Inbox SET IsRead = 1 WHERE Id > 0'],
    ['UID MOVE', 'DELETE FROM Inbox WHERE Id > 0'],
  ] as const) {
    const { demo, db, message } = await smallAccount([{}, {}], '', { intercept: failing(name, answer) })
    expect((await db.query(sql)).rowCount).toBe(2)
    const isDone = (n: number) => message(n)!.flags.includes('\\Seen') || message(n)!.place === 'trash'
    expect([1, 2].every(isDone)).toBe(true)
    const sent = demo.commands().filter(command => command.name === name)
    expect(sent).toHaveLength(answer === 'drop' ? 2 : 1)
    const { rows } = await db.queryArrays('SELECT DISTINCT Outcome FROM sys_journal')
    expect(rows).toEqual([['done']])
  }
})

test('what cannot be found out is OUTCOME_UNKNOWN, and in the journal', async () => {
  const { db } = await smallAccount([{}, {}], '', { intercept: failing('UID STORE', 'drop', 9) })
  await expect(db.query('UPDATE Inbox SET IsRead = 1 WHERE Id > 0')).rejects.toMatchObject({
    code: 'OUTCOME_UNKNOWN',
    message: expect.stringContaining('journal 1'),
    retryable: false,
  })
  const { rows } = await db.queryArrays('SELECT Outcome, Detail FROM sys_journal')
  expect(rows).toEqual([['unknown', expect.stringContaining('UID STORE')]])
})

test('an error in the middle says how many messages were changed, and how that is taken back', async () => {
  let stores = 0
  const intercept = ({ name, tag }: { readonly name: string; readonly tag: string }) =>
    name === 'UID STORE' && ++stores === 2 ? { lines: [`${tag} NO [CANNOT] Not now`] } : undefined
  const { db, message } = await smallAccount([{}, {}, {}], 'BatchSize=2', { intercept })
  await expect(db.query('UPDATE Inbox SET IsRead = 1 WHERE Id > 0')).rejects.toMatchObject({
    message: expect.stringContaining('2 of 3 messages had been changed'),
    hint: expect.stringContaining('Undo @Journal = 1'),
  })
  expect(await db.call('Undo', { Journal: 1 })).toMatchObject([{ Success: 'true' }])
  expect([1, 2, 3].map(n => message(n)!.flags)).toEqual([[], [], []])
})

test('procedures set flags and labels of sets of messages, move, copy, trash and bring back', async () => {
  const { demo, db, ids, message } = await smallAccount([{}, {}, {}])
  for (const label of ['Work', 'Done']) demo.gmaild.account.createLabel(label)
  expect(await db.call('SetFlags', { Id: '1:2' })).toEqual([{ Success: 'true', Affected: 2 }])
  await db.call('SetFlags', { Id: '2,3', Flags: 'Flagged', OperationType: 'ADD' })
  await db.call('SetFlags', { MsgId: ids[1]!, Flags: 'Seen', OperationType: 'remove' })
  expect([1, 2, 3].map(n => message(n)!.flags)).toEqual([['\\Seen'], ['\\Flagged'], ['\\Flagged']])
  await db.call('SetLabels', { Id: 1, Labels: 'Work', OperationType: 'ADD' })
  await db.call('SetLabels', { Query: "SELECT MsgId FROM Inbox WHERE Labels = 'Work'", Labels: '["Done"]' })
  expect(message(1)!.labels).toEqual(['Done'])
  const moved = await db.call('MoveEmails', { Id: ids[0]!, Mailbox: 'Messages', DestinationMailbox: 'Inbox' })
  expect(moved).toEqual([{ Success: 'true', Affected: 1, Ids: '4' }])
  const copied = await db.call('CopyEmails', { Id: '2:3', DestinationMailbox: 'Work' })
  expect(copied).toEqual([{ Success: 'true', Affected: 2, Ids: '3,2' }])
  expect(message(2)!.labels).toEqual(expect.arrayContaining(['\\Inbox', 'Work']))
  await db.query('EXEC TrashMessage @MsgId = ?', [ids[0]!])
  expect(message(1)!.place).toBe('trash')
  await db.query('EXEC UntrashMessage @Id = 1')
  expect(message(1)).toMatchObject({ place: 'mail', labels: ['\\Inbox'] })
})

test('mailboxes are made, renamed and removed by procedures', async () => {
  const { demo, db, message } = await smallAccount([{}])
  await db.call('AddMailbox', { Mailbox: 'Büro/Ablage' })
  await db.query("UPDATE Inbox SET Labels = 'Inbox,Büro/Ablage' WHERE Id = 1")
  await db.call('RenameMailbox', { Mailbox: 'Büro/Ablage', NewMailbox: 'R&D' })
  expect((await db.queryArrays('SELECT Subject FROM [R&D]')).rows).toEqual([['1']])
  const { rows } = await db.queryArrays("SELECT Change FROM sys_journal WHERE Operation = 'RenameMailbox'")
  expect(rows).toEqual([[JSON.stringify({ kind: 'RenameMailbox', destination: 'R&D' })]])
  await db.call('DeleteMailbox', { Mailbox: 'R&D' })
  expect(message(1)!.labels).toEqual(['\\Inbox'])
  expect(demo.gmaild.account.mailbox('R&D')).toBeUndefined()
  for (const call of [
    () => db.call('DeleteMailbox', { Mailbox: 'Inbox' }),
    () => db.call('RenameMailbox', { Mailbox: 'Trash', NewMailbox: 'x' }),
    () => db.call('RenameMailbox', { Mailbox: '[Gmail]', NewMailbox: 'x' }),
  ])
    await expect(call()).rejects.toMatchObject({ code: 'NOT_WRITABLE' })
})

test.each([
  ['SetFlags', {}, 'MISSING_INPUT'],
  ['SetFlags', { Id: 99 }, 'BAD_INPUT'],
  ['SetFlags', { Id: '1;2' }, 'BAD_INPUT'],
  ['SetFlags', { Id: '1234567890123456789' }, 'BAD_INPUT'],
  ['SetFlags', { Id: 1, UIDValidity: 99 }, 'STALE_ID'],
  ['SetFlags', { Id: 1, Flags: '\\Deleted' }, 'BAD_VALUE'],
  ['SetLabels', { Id: 1 }, 'MISSING_INPUT'],
  ['SetLabels', { Id: 1, Labels: 'Wrok' }, 'NO_TABLE'],
  ['MoveEmails', { Id: 1, DestinationMailbox: 'Nowhere' }, 'NO_TABLE'],
  ['MoveEmails', { Id: 1, DestinationMailbox: 'Labels' }, 'BAD_INPUT'],
  ['AddMailbox', { Mailbox: 'Work' }, 'TABLE_EXISTS'],
  ['DeleteMailbox', { Mailbox: 'Nowhere' }, 'NO_TABLE'],
])('%s with %j is %s, and changes nothing', async (name, inputs, code) => {
  const { demo, db, message } = await smallAccount([{}])
  demo.gmaild.account.createLabel('Work')
  await expect(db.call(name, inputs)).rejects.toMatchObject({ code })
  expect(message(1)).toMatchObject({ labels: ['\\Inbox'], flags: [] })
})

test('Readonly refuses procedures that write', async () => {
  const { demo, db } = await smallAccount([{}], 'Readonly=true')
  for (const [name, inputs] of [
    ['SetFlags', { Id: 1 }],
    ['AddMailbox', { Mailbox: 'x' }],
    ['Undo', { Journal: 1 }],
  ] as const)
    await expect(db.call(name, inputs)).rejects.toMatchObject({ code: 'READ_ONLY' })
  expect(demo.commands()).toEqual([])
})
