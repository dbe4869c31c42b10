import { spawnSync } from 'node:child_process'
import { hostname } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { GmaildCommand, Interception } from '../../src/gmaild/index.ts'
import { type Connection, connect } from '../../src/index.ts'
import { makeDirectory } from '../oauth/settings/support.ts'
import { ageJournal } from '../support/age-journal.ts'
import { type Given, smallAccount } from '../support/mailbox.ts'

type Intercept = (command: GmaildCommand) => Interception | undefined

interface Again {
  readonly server?: string
  /** What the journal has was sent long ago. */
  readonly isOld?: boolean
}

/** An account over a store that lasts, in which the answer to the first command of that name does not come and nothing can be looked up. */
async function cutOff(given: readonly Given[], command: string, answer: Interception) {
  let isCut = false
  let isOver = false
  const later: { intercept?: Intercept } = {}
  const intercept: Intercept = ({ name, tag, line }) => {
    if (isOver) return later.intercept?.({ name, tag, line })
    if (isCut && name === 'EXAMINE') return { lines: [`${tag} NO [NONEXISTENT] not now`] }
    if (name !== command || isCut) return undefined
    isCut = true
    return answer
  }
  const file = join(makeDirectory(), 'mail.db')
  const lasting = `AutoCache=true;CacheLocation="${file}"`
  const account = await smallAccount(given, lasting, { intercept })
  account.demo.gmaild.account.createLabel('Work')
  const again = async (
    properties = '',
    { server = account.demo.connectionString, isOld = true }: Again = {},
  ) => {
    isOver = true
    if (isOld) ageJournal(file)
    const db = await connect(`${server};${lasting};${properties}`)
    onTestFinished(() => db.close())
    return db
  }
  return { ...account, again, file, later }
}

const LOST: Readonly<Record<string, readonly [Interception, outcome: string]>> = {
  'before it was carried out': ['drop', 'failed'],
  'after it was carried out': [{ dropAfter: 0 }, 'done'],
}

async function warnings(db: Connection): Promise<unknown> {
  return (await db.queryArrays("SELECT Message FROM sys_warnings WHERE Code = 'RECOVERED'")).rows
}

const OUTCOMES = 'SELECT Outcome, Ids, Detail FROM sys_journal'

test.each([
  ['UID STORE', 'before it was carried out', 'UPDATE Inbox SET IsRead = 1 WHERE Id < 3'],
  ['UID STORE', 'after it was carried out', "UPDATE Inbox SET Labels = 'Inbox,Work' WHERE Id < 3"],
  ['UID MOVE', 'before it was carried out', "UPDATE Inbox SET Mailbox = 'Work' WHERE Id < 3"],
  ['UID MOVE', 'after it was carried out', 'DELETE FROM Inbox WHERE Id < 3'],
  ['UID COPY', 'before it was carried out', "EXEC CopyEmails @Id = '1:2', @DestinationMailbox = 'Work'"],
  ['UID COPY', 'after it was carried out', "EXEC CopyEmails @Id = '1:2', @DestinationMailbox = 'Work'"],
  ['APPEND', 'before it was carried out', "INSERT INTO Inbox (Subject) VALUES ('x')"],
  ['APPEND', 'after it was carried out', "INSERT INTO Inbox (Subject, Labels) VALUES ('x', 'Work')"],
  ['CREATE', 'after it was carried out', "EXEC AddMailbox @Mailbox = 'New'"],
  ['RENAME', 'after it was carried out', "EXEC RenameMailbox @Mailbox = 'Work', @NewMailbox = 'Play'"],
  ['DELETE', 'before it was carried out', "EXEC DeleteMailbox @Mailbox = 'Work'"],
])(
  'what became of a %s whose connection was lost %s is known to the next connection: %s',
  async (name, when, sql) => {
    const [answer, outcome] = LOST[when]!
    const { db, again, demo } = await cutOff([{}, {}, {}], name, answer)
    const state = () => {
      const { account } = demo.gmaild
      return JSON.stringify([account.messages(), account.mailbox('Work'), account.mailbox('Play')], texts)
    }
    await expect(db.query(sql)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    const before = state()
    const next = await again()
    await next.query('SELECT Id FROM Inbox')
    expect(await warnings(next)).toEqual([[expect.stringMatching(/journal 1\).*: 1 /)]])
    expect((await next.queryArrays(OUTCOMES)).rows).toEqual([
      [outcome, expect.anything(), expect.not.stringContaining('gone')],
    ])
    expect(state()).toBe(before)
  },
)

test('of a change that reached some of its messages the journal keeps those, and Undo takes them back', async () => {
  const { db, again, ids, message, demo } = await cutOff([{}, {}, {}], 'UID STORE', 'drop')
  await expect(db.query('UPDATE Inbox SET IsRead = 1 WHERE Id > 0')).rejects.toMatchObject({
    code: 'OUTCOME_UNKNOWN',
  })
  demo.gmaild.account.setFlags(BigInt(ids[1]!), ['\\Seen', '\\Flagged'])
  const next = await again()
  // Undo looks first what there is to take back.
  expect(await next.call('Undo', { Journal: 1 })).toEqual([{ Success: 'true', Affected: 1 }])
  expect((await next.queryArrays(OUTCOMES)).rows[0]).toEqual(['done', '[2]', 'not reached: 1, 3'])
  expect([1, 2, 3].map(n => message(n)!.flags)).toEqual([[], ['\\Flagged'], []])
})

test('where messages went that were moved is found, so that Undo brings them back', async () => {
  const { db, again, message } = await cutOff([{}, {}], 'UID MOVE', { dropAfter: 0 })
  await expect(db.query('DELETE FROM Inbox WHERE Id > 0')).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
  expect(message(1)!.place).toBe('trash')
  const next = await again()
  expect(await next.call('Undo', { Journal: 1 })).toEqual([{ Success: 'true', Affected: 2 }])
  expect([1, 2].map(n => message(n))).toMatchObject([
    { place: 'mail', labels: ['\\Inbox'] },
    { place: 'mail', labels: ['\\Inbox'] },
  ])
})

test('messages that are nowhere to be found any more leave it unknown, and are not looked for again', async () => {
  const { db, again, ids, demo } = await cutOff([{}], 'UID MOVE', 'drop')
  await expect(db.query('DELETE FROM Inbox WHERE Id = 1')).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
  demo.gmaild.account.delete(BigInt(ids[0]!))
  const next = await again()
  await next.query('SELECT Id FROM Inbox')
  expect((await next.queryArrays(OUTCOMES)).rows).toEqual([['unknown', '[1]', 'not there any more: 1']])
  const third = await again('CacheTolerance=0')
  await third.query('SELECT Id FROM Inbox')
  expect(await warnings(third)).toEqual([])
})

test('a login that is refused fails the statement once, and the next connection looks again', async () => {
  const { db, again, demo } = await cutOff([{}], 'UID STORE', 'drop')
  await expect(db.query('UPDATE Inbox SET IsRead = 1 WHERE Id = 1')).rejects.toMatchObject({
    code: 'OUTCOME_UNKNOWN',
  })
  demo.commands()
  const refused = await again('', {
    server: demo.connectionString.replace(/Password=.*/, 'Password=wrong'),
  })
  await expect(refused.query('SELECT Id FROM Inbox')).rejects.toMatchObject({ code: 'AUTH_REFUSED' })
  expect(demo.gmaild.record.filter(({ name }) => name === 'AUTHENTICATE')).toHaveLength(1)
  const next = await again()
  await next.query('SELECT Id FROM Inbox')
  expect((await next.queryArrays(OUTCOMES)).rows).toEqual([['failed', '[1]', 'not reached: 1']])
})

test('what is not done and was sent just now may still be: it is looked up again later', async () => {
  const { db, again, file } = await cutOff([{}, {}], 'UID STORE', 'drop')
  await expect(db.query('UPDATE Inbox SET IsRead = 1 WHERE Id > 0')).rejects.toThrow()
  const next = await again('CacheTolerance=0', { isOld: false })
  const read = async () => {
    await next.query('SELECT Id FROM Inbox')
    return [await warnings(next), (await next.queryArrays(OUTCOMES)).rows[0]![0]]
  }
  const early = [expect.stringContaining('1 not known yet')]
  expect(await read()).toEqual([[early], 'unknown'])
  expect(await read()).toEqual([[early], 'unknown'])
  ageJournal(file)
  const now = performance.now()
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now + 31_000)
  onTestFinished(() => clock.mockRestore())
  expect(await read()).toEqual([[early, [expect.stringContaining('1 failed')]], 'failed'])
})

test('a server that does not let it be looked up fails no statement, and the next connection looks again', async () => {
  const { db, again, later, sent } = await cutOff([{}, {}], 'UID STORE', { dropAfter: 0 })
  await expect(db.query('UPDATE Inbox SET IsRead = 1 WHERE Id > 0')).rejects.toThrow()
  const next = await again('CacheTolerance=0')
  let refused = 0
  later.intercept = ({ line, tag }) =>
    line.includes('UID FETCH 1:2 (UID FLAGS)') && refused++ === 0
      ? { lines: [`${tag} NO [SERVERBUG] Not now`] }
      : undefined
  expect((await next.queryArrays('SELECT Id FROM Inbox ORDER BY Id')).rows).toEqual([[1], [2]])
  expect(refused).toBe(1)
  expect((await next.queryArrays(OUTCOMES)).rows[0]![0]).toBe('unknown')
  sent()
  await next.query('SELECT Id FROM Inbox')
  expect(sent()).toEqual(['EXAMINE "INBOX"'])
  const third = await again('CacheTolerance=0')
  await third.query('SELECT Id FROM Inbox')
  expect((await third.queryArrays(OUTCOMES)).rows[0]![0]).toBe('done')
})

test('what a process is sending that is still there is left alone, and costs nothing', async () => {
  const { db, again, sent, file } = await cutOff([{}], 'UID STORE', { dropAfter: 0 })
  await expect(db.query('UPDATE Inbox SET IsRead = 1 WHERE Id = 1')).rejects.toThrow()
  const outcomes = async (sender: string, ageMs = 0) => {
    const store = new Database(file)
    store
      .prepare("UPDATE journal_entry SET outcome = 'sent', sender = ?, sent_at = ?, looked_up_at = NULL")
      .run(sender, Date.now() - ageMs)
    store.close()
    const next = await again('CacheTolerance=0')
    sent()
    await next.query('SELECT Id FROM Inbox')
    const { rows } = await next.queryArrays('SELECT Outcome FROM sys_journal')
    return [rows[0]![0], sent().filter(line => line.startsWith('EXAMINE')).length]
  }
  const gone = spawnSync(process.execPath, ['--version']).pid
  expect(await outcomes(`${hostname()}:${process.ppid}:1`)).toEqual(['sent', 1])
  expect(await outcomes(`elsewhere:${gone}:1`)).toEqual(['sent', 1])
  expect(await outcomes(`${hostname()}:${gone}:1`)).toEqual(['done', 2])
  // A number that this process has now was another's before.
  expect(await outcomes(`${hostname()}:${process.pid}:1`)).toEqual(['done', 2])
  expect(await outcomes('elsewhere:1:1', 2 * 3_600_000)).toEqual(['done', 2])
})

function texts(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
