import { expect, test } from 'vitest'
import type { GmaildOptions } from '../../src/gmaild/index.ts'
import { type Given, type SmallAccount, smallAccount } from '../support/mailbox.ts'

/** An account in which somebody else does something after a write has read and before it stores. */
async function withOther(
  given: readonly Given[],
  other: (account: SmallAccount) => void,
  options: GmaildOptions = {},
) {
  let account: SmallAccount | undefined
  let isDone = false
  const intercept: GmaildOptions['intercept'] = ({ name }) => {
    if (name !== 'SELECT' || isDone || !account) return undefined
    isDone = true
    other(account)
    return undefined
  }
  account = await smallAccount(given, '', { ...options, intercept })
  for (const label of ['Work', 'Play']) account.demo.gmaild.account.createLabel(label)
  return account
}

const flagSecond = ({ demo, ids }: SmallAccount) =>
  demo.gmaild.account.setFlags(BigInt(ids[1]!), ['\\Flagged'])

function stores(sent: readonly string[]): string[] {
  return sent.filter(line => line.startsWith('UID STORE')).map(line => line.replace(/\d{4,}/, 'n'))
}

test.each([
  "UPDATE Inbox SET Labels = 'Inbox,Work' WHERE Id > 0",
  "UPDATE Inbox SET Labels = json_insert(Labels, '$[#]', 'Work') WHERE Id > 0",
  "UPDATE Inbox SET Flags = 'Seen' WHERE Id > 0",
  'UPDATE Inbox SET IsRead = NOT IsRead WHERE Id > 0',
  "EXEC SetLabels @Id = '1:3', @Labels = 'Inbox,Work', @OperationType = 'REPLACE'",
])('what somebody else changed meanwhile is left alone, and named: %s', async sql => {
  const { db, message, sent } = await withOther([{}, {}, {}], account => {
    const { demo, ids } = account
    demo.gmaild.account.setFlags(BigInt(ids[1]!), ['\\Answered'])
  })
  await expect(db.query(sql)).rejects.toMatchObject({
    code: 'STALE_ID',
    message: expect.stringMatching(/left alone: INBOX 2 \(2 of 3 messages had been changed/),
  })
  expect(message(2)).toMatchObject({ flags: ['\\Answered'], labels: ['\\Inbox'] })
  const isChanged = (n: number) => message(n)!.flags.length + message(n)!.labels.length > 1
  expect([1, 2, 3].filter(isChanged)).toEqual([1, 2, 3])
  expect(stores(sent())[0]).toContain('1:3 (UNCHANGEDSINCE n)')
  const { rows } = await db.queryArrays('SELECT Ids, Outcome, Detail FROM sys_journal')
  expect(rows).toEqual([['[1,3]', 'done', expect.stringContaining('INBOX 2')]])
})

test.each([
  'UPDATE Inbox SET IsRead = 1, IsAnswered = ? WHERE Id > 0',
  "EXEC SetFlags @Id = '1:3', @Flags = 'Seen,Answered', @OperationType = 'ADD'",
])('what depends on nothing that was read is not held up by it: %s', async sql => {
  const { db, message, sent } = await withOther([{}, {}, {}], flagSecond)
  await db.query(sql, sql.includes('?') ? [1] : [])
  expect(stores(sent())).toEqual(['UID STORE 1:3 +FLAGS.SILENT (\\Answered \\Seen)'])
  expect(new Set(message(2)!.flags)).toEqual(new Set(['\\Answered', '\\Flagged', '\\Seen']))
})

test('changes that leave a message as it was read, or are of another, do not count', async () => {
  const { db, message, sent } = await withOther([{}, {}, {}], ({ demo, ids }) => {
    const { account } = demo.gmaild
    account.setFlags(BigInt(ids[0]!), [])
    account.setFlags(BigInt(ids[2]!), ['\\Flagged'])
  })
  await db.query("UPDATE Inbox SET Flags = 'Seen' WHERE Id < 3")
  expect([1, 2].map(n => message(n)!.flags)).toEqual([['\\Seen'], ['\\Seen']])
  expect(stores(sent())).toEqual([
    'UID STORE 1:2 (UNCHANGEDSINCE n) +FLAGS.SILENT (\\Seen)',
    'UID STORE 1 (UNCHANGEDSINCE n) +FLAGS.SILENT (\\Seen)',
  ])
})

test('a statement of several commands is not held up by its own', async () => {
  const { db, message } = await withOther(
    [{ flags: ['\\Flagged'], labels: ['\\Inbox', 'Play'] }, {}],
    () => {},
  )
  await db.query("UPDATE Inbox SET Flags = 'Seen', Labels = 'Inbox,Work' WHERE Id > 0")
  for (const n of [1, 2]) expect(message(n)!.flags).toEqual(['\\Seen'])
  for (const n of [1, 2]) expect([...message(n)!.labels].sort()).toEqual(['Work', '\\Inbox'])
})

test('a server without mod-sequences is asked for the messages just before', async () => {
  const capabilities = 'IMAP4rev1 UIDPLUS MOVE X-GM-EXT-1 ESEARCH'
  let isRead = false
  const { demo, db, ids, message, sent } = await smallAccount([{}, {}], '', {
    capabilities,
    intercept: ({ name, line }) => {
      if (name === 'UID FETCH' && isRead) demo.gmaild.account.setFlags(BigInt(ids[1]!), ['\\Flagged'])
      isRead ||= line.includes('X-GM-LABELS')
      return undefined
    },
  })
  await expect(db.query("UPDATE Inbox SET Flags = 'Seen' WHERE Id > 0")).rejects.toMatchObject({
    code: 'STALE_ID',
    message: expect.stringContaining('INBOX 2 (1 of 2'),
  })
  expect([1, 2].map(n => message(n)!.flags)).toEqual([['\\Seen'], ['\\Flagged']])
  expect(stores(sent())).toEqual(['UID STORE 1 +FLAGS.SILENT (\\Seen)'])
})
