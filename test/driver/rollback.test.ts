import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { smallAccount } from '../support/mailbox.ts'

/** Each with what ROLLBACK says of it. */
const WRITES: readonly (readonly [sql: string, told: string])[] = [
  ['UPDATE Inbox SET IsRead = 1 WHERE Id < 3', 'UPDATE of 2 messages in Inbox, journal 1'],
  ['DELETE FROM Inbox WHERE Id = 3', 'DELETE of 1 message in Inbox, journal 1'],
  ["INSERT INTO Work (Subject) VALUES ('new')", 'INSERT of 1 message into Work, journal 1'],
  ["EXEC SetFlags @Id = '1:2'", 'SetFlags, as journal 1 has it'],
  ["EXEC MoveEmails @Id = '1', @DestinationMailbox = 'Work'", 'MoveEmails, as journal 1 has it'],
  ["EXEC AddMailbox @Mailbox = 'New'", 'AddMailbox, as journal 1 has it'],
]

test.each(WRITES)('ROLLBACK behind %s is an error that tells what was done', async (sql, told) => {
  const { db, demo } = await smallAccount([{}, {}, {}])
  demo.gmaild.account.createLabel('Work')
  await db.query('BEGIN')
  await db.query(sql)
  await expect(db.query('ROLLBACK')).rejects.toMatchObject({
    code: 'NOT_SUPPORTED',
    message: expect.stringContaining(told),
    hint: expect.stringContaining('Undo'),
  })
  expect((await db.query('ROLLBACK')).notices).toMatchObject([{ code: 'NO_TRANSACTION' }])
})

test('ROLLBACK tells of a write that failed in the middle too', async () => {
  let stores = 0
  const { db } = await smallAccount([{}, {}, {}], 'BatchSize=2', {
    intercept: ({ name, tag }) =>
      name === 'UID STORE' && ++stores === 2 ? { lines: [`${tag} NO [CANNOT] Not now`] } : undefined,
  })
  await db.query('BEGIN')
  await expect(db.query('UPDATE Inbox SET IsRead = 1 WHERE Id > 0')).rejects.toThrow('2 of 3 messages')
  await expect(db.query('ROLLBACK')).rejects.toThrow('UPDATE, as journal 1 has it')
})

test('in the shell ROLLBACK behind a write ends a script with what was done', async () => {
  const bin = new URL('../../bin/gmailsql', import.meta.url).pathname
  const script =
    'BEGIN; UPDATE Inbox SET IsStarred = 1 WHERE Id = (SELECT MAX(Id) FROM Inbox); ROLLBACK; SELECT 1 AS after'
  const { status, stdout, stderr } = spawnSync(bin, ['--demo', '-c', script], { encoding: 'utf8' })
  expect(status).not.toBe(0)
  expect(stderr).toMatch(/NOT_SUPPORTED.*done since BEGIN: UPDATE of 1 message in Inbox, journal 1/s)
  expect(stdout).not.toContain('after')
})
