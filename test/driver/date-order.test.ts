import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'

/** Numbers of messages that FETCH commands asked for. */
function fetched(demo: Demo): number {
  const fetches = demo.commands().filter(({ name }) => name.endsWith('FETCH'))
  return fetches.reduce((sum, { line }) => sum + size(/FETCH (\S+)/.exec(line)![1]!), 0)
}

function size(set: string): number {
  return set.split(',').reduce((sum, part) => {
    const [from, to] = part.split(':').map(Number)
    return sum + (to ?? from!) - from! + 1
  }, 0)
}

const NOT_GMAIL = 'IMAP4rev1 UIDPLUS ESEARCH CONDSTORE ENABLE SPECIAL-USE'

describe('ORDER BY ReceivedDate DESC LIMIT in a mailbox of 5,000', () => {
  let demo: Demo
  let none: Connection

  beforeAll(async () => {
    demo = await startDemo({ timeZone: 'America/Los_Angeles' })
    // Old mail that was imported just now, and several messages of the same second.
    for (let i = 0; i < 40; i++) {
      const internalDate = new Date(i % 2 === 0 ? '2019-05-05T05:05:05Z' : '2026-11-01T23:59:59Z')
      demo.gmaild.account.append({ raw: `Subject: imported ${i}\r\n\r\n`, labels: ['\\Inbox'], internalDate })
    }
    none = await demo.open('Pushdown=None')
  })
  afterAll(() => demo[Symbol.asyncDispose]())

  test('asks for the newest, and for what SINCE finds of the last one’s day', async () => {
    await using db = await demo.open()
    demo.commands()
    const { rows } = await db.query('SELECT Id FROM AllMail ORDER BY ReceivedDate DESC LIMIT 5')
    expect(rows).toHaveLength(5)
    const commands = demo.commands()
    expect(commands.map(({ name }) => name)).toEqual(['LIST', 'EXAMINE', 'FETCH', 'UID SEARCH', 'UID FETCH'])
    expect(commands[3]!.line).toMatch(/OR SINCE \d+-Nov-2026 UID \d+:\*$/)
  })

  test.each([
    'SELECT Id, ReceivedDate FROM AllMail ORDER BY ReceivedDate DESC LIMIT 20',
    'SELECT Id, Subject FROM AllMail ORDER BY ReceivedDate DESC LIMIT 30 OFFSET 15',
    'SELECT ReceivedDate AS d, * FROM AllMail a ORDER BY a.ReceivedDate DESC, Size LIMIT 60',
    "SELECT Id FROM AllMail WHERE Subject LIKE '%voice%' ORDER BY ReceivedDate DESC LIMIT 10",
    "SELECT Id FROM AllMail WHERE Subject LIKE 'imported %' ORDER BY ReceivedDate DESC LIMIT 25",
    'SELECT Id FROM AllMail WHERE IsRead = 0 AND Size > 3000 ORDER BY ReceivedDate DESC LIMIT 7',
    'SELECT Id FROM Messages ORDER BY ReceivedDate DESC, Subject LIMIT 10',
    "SELECT Id FROM AllMail WHERE Subject = 'no such subject' ORDER BY ReceivedDate DESC LIMIT 10",
    'SELECT Id FROM AllMail WHERE Id < 30 ORDER BY ReceivedDate DESC LIMIT 10',
    'SELECT Id, row_number() OVER () AS n FROM AllMail WHERE Id < 9 ORDER BY ReceivedDate DESC LIMIT 3',
    'SELECT Size AS ReceivedDate, Id FROM Inbox ORDER BY ReceivedDate DESC LIMIT 10',
    'SELECT Id FROM Inbox ORDER BY ReceivedDate DESC NULLS FIRST LIMIT 10',
    'SELECT Id FROM Inbox ORDER BY ReceivedDate LIMIT 10',
    'SELECT Id FROM Inbox ORDER BY Date DESC LIMIT 10',
    'SELECT Id FROM Inbox ORDER BY ReceivedDate DESC LIMIT 0',
    'SELECT Id FROM Inbox ORDER BY IsRead LIMIT 10',
    "SELECT Id FROM AllMail WHERE GmailSearch = 'has:attachment' ORDER BY ReceivedDate DESC LIMIT 4",
  ])('%s gives the rows of Pushdown=None in the same order', async sql => {
    await using db = await demo.open()
    const cold = (await db.queryArrays(sql)).rows
    const warm = (await db.queryArrays(sql)).rows
    const expected = (await none.queryArrays(sql)).rows
    expect(cold).toEqual(expected)
    expect(warm).toEqual(expected)
  })

  test('messages of the same second come newest first', async () => {
    const sql = "SELECT Id FROM Inbox WHERE Subject LIKE 'imported %' ORDER BY ReceivedDate DESC LIMIT 25"
    const ids = (await none.queryArrays(sql)).rows.map(([id]) => id as number)
    expect(ids.slice(0, 20)).toEqual([...ids.slice(0, 20)].sort((a, b) => b - a))
    expect(ids.slice(20)).toEqual([...ids.slice(20)].sort((a, b) => b - a))
  })

  test('the dates of old mail are not fetched', async () => {
    await using db = await demo.open()
    demo.commands()
    await db.query('SELECT Id FROM AllMail ORDER BY ReceivedDate DESC LIMIT 5')
    // 500 of the newest, which Gmail's index may not know yet.
    expect(fetched(demo)).toBeLessThan(700)
    await db.query('SELECT Subject FROM AllMail WHERE IsRead = 0 ORDER BY ReceivedDate DESC LIMIT 5')
    expect(fetched(demo)).toBeLessThan(700)
  })

  test('what the store knows is not asked for', async () => {
    await using db = await demo.open()
    await db.query('SELECT max(ReceivedDate) FROM AllMail')
    demo.commands()
    await db.query('SELECT Id FROM AllMail ORDER BY ReceivedDate DESC LIMIT 5')
    expect(demo.commands().map(({ name }) => name)).toEqual(['EXAMINE'])
  })
})

test('elsewhere than on Gmail no index lags, and little more than the newest is fetched', async () => {
  await using demo = await startDemo({ messages: 1500, capabilities: NOT_GMAIL })
  const db = await demo.open()
  const sql = 'SELECT Id, ReceivedDate FROM AllMail ORDER BY ReceivedDate DESC LIMIT 5'
  const { rows } = await db.queryArrays(sql)
  expect(fetched(demo)).toBeLessThan(150)
  await using none = await demo.open('Pushdown=None')
  expect(rows).toEqual((await none.queryArrays(sql)).rows)
})

test('EXPLAIN says so', async () => {
  await using demo = await startDemo({ messages: 60 })
  const db = await demo.open()
  const plan = await db.explain('SELECT Id FROM Inbox ORDER BY ReceivedDate DESC LIMIT 5 OFFSET 2')
  expect(plan).toContain('Run (the newest by date, 7 rows at most)')
  expect(plan).toContain('search    SINCE the day of the last row -- superset')
})
