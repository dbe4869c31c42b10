import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'

let demo: Demo
let warm: Connection
let none: Connection

beforeAll(async () => {
  demo = await startDemo({ messages: 300 })
  warm = await demo.open()
  none = await demo.open('Pushdown=None')
})
afterAll(() => demo[Symbol.asyncDispose]())

/** The rows on a connection, which must be those of Pushdown=None. */
async function rowsOf(db: Connection, sql: string) {
  const { rows } = await db.queryArrays(sql)
  const texts = (cells: typeof rows) => cells.map(row => JSON.stringify(row)).sort()
  expect(texts(rows)).toEqual(texts((await none.queryArrays(sql)).rows))
  return rows
}

/** Runs a statement on a connection that has seen no mail; its commands behind the login. */
async function run(sql: string) {
  const cold = await demo.open()
  await cold.query('SELECT Name FROM Labels')
  demo.commands()
  await cold.queryArrays(sql)
  const lines = demo.commands().map(({ line }) => line.replace(/^\w+ /, ''))
  const rows = await rowsOf(cold, sql)
  await cold.close()
  return { rows, lines, fetches: lines.filter(line => line.startsWith('UID FETCH')) }
}

/** How many messages a FETCH asks for. */
function fetched(line: string): number {
  const set = /^UID FETCH (\S+)/.exec(line)![1]!
  return set.split(',').reduce((count, range) => {
    const [from, to] = range.split(':').map(Number)
    return count + (to === undefined ? 1 : to - from! + 1)
  }, 0)
}

describe('a join fetches of one side only what the other side has', () => {
  test('structures of the messages that a search found, by UID, without asking where they are', async () => {
    const { lines, rows } = await run(
      'SELECT m.Subject, a.Filename FROM Messages m JOIN Attachments a ON a.MsgId = m.MsgId WHERE m.IsStarred',
    )
    expect(rows.length).toBeGreaterThan(0)
    const uids = /^UID FETCH (\S+) /.exec(lines[2]!)![1]!
    expect(fetched(lines[2]!)).toBeLessThan(30)
    expect(lines).toEqual([
      'EXAMINE "[Gmail]/All Mail"',
      'UID SEARCH RETURN (ALL) FLAGGED',
      `UID FETCH ${uids} (UID X-GM-MSGID ENVELOPE FLAGS)`,
      'EXAMINE "[Gmail]/All Mail"',
      `UID FETCH ${uids} (UID X-GM-MSGID BODYSTRUCTURE)`,
    ])
  })

  test('structures of the messages that only SQLite could tell', async () => {
    const { fetches, rows } = await run(
      "SELECT a.Filename FROM Messages m JOIN Attachments a USING (MsgId) WHERE m.Subject LIKE '%receipt%'",
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(fetches.map(line => /BODYSTRUCTURE/.test(line))).toEqual([false, true])
    expect(fetched(fetches[1]!)).toBeLessThan(10)
  })

  test('messages of another mailbox are found by their ids', async () => {
    const { lines, rows } = await run(
      'SELECT r.Address FROM Inbox i JOIN Recipients r ON r.MsgId = i.MsgId WHERE i.IsStarred',
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(lines[4]).toMatch(/^UID SEARCH RETURN \(ALL\) OR .*X-GM-MSGID \d+/)
    expect(fetched(lines[5]!)).toBeLessThan(20)
  })

  test('conversations are read whole, wherever their other messages are', async () => {
    const { lines, rows } = await run(
      'SELECT t.Messages, t.HasAttachments FROM Messages m JOIN Threads t ON t.ThreadId = m.ThreadId WHERE m.IsStarred',
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(lines.find(line => line.includes('X-GM-THRID 1'))).toMatch(/^UID SEARCH/)
  })

  test('many keys are not searched one by one: those of the mailbox are fetched, and then what is wanted', async () => {
    const { lines, fetches } = await run(
      'SELECT COUNT(a.PartId) FROM Inbox i JOIN Attachments a ON a.MsgId = i.MsgId WHERE i.Size > 0',
    )
    expect(lines.filter(line => line.startsWith('UID SEARCH')).join('\n')).not.toContain('X-GM-MSGID')
    const wanted = fetches.filter(line => line.includes('BODYSTRUCTURE'))
    expect(wanted.reduce((sum, line) => sum + fetched(line), 0)).toBeLessThan(200)
  })
})

const STARRED = 'FROM Messages WHERE IsStarred'

describe('what narrows and what does not', () => {
  const narrowed: readonly (readonly [name: string, sql: string, by: string])[] = [
    [
      'a comma and WHERE',
      'SELECT a.Filename FROM Messages m, Attachments a WHERE m.MsgId = a.MsgId AND m.IsStarred',
      'm',
    ],
    [
      'the side that LEFT JOIN fills with NULL',
      'SELECT m.MsgId, a.Filename FROM Messages m LEFT JOIN Attachments a ON a.MsgId = m.MsgId WHERE m.IsStarred',
      'm',
    ],
    [
      'the left side of RIGHT JOIN',
      'SELECT m.MsgId, a.Filename FROM Attachments a RIGHT JOIN Messages m ON a.MsgId = m.MsgId WHERE m.IsStarred',
      'm',
    ],
    [
      'Id of Messages',
      'SELECT a.Filename FROM Messages m JOIN Attachments a ON a.MsgId = m.Id WHERE m.IsStarred',
      'm',
    ],
    [
      'IN (SELECT …)',
      `SELECT Filename FROM Attachments WHERE MsgId IN (SELECT MsgId ${STARRED})`,
      'Messages',
    ],
    [
      'IN (SELECT DISTINCT …) of another name',
      'SELECT Filename FROM Attachments a WHERE a.MsgId IN (SELECT DISTINCT x.Id FROM Messages AS x WHERE x.IsStarred = 1)',
      'x',
    ],
    [
      'EXISTS of the row outside',
      'SELECT MsgId FROM Messages m WHERE m.IsStarred AND EXISTS (SELECT 1 FROM Attachments a WHERE a.MsgId = m.MsgId)',
      'm',
    ],
    [
      'a value of the row outside',
      'SELECT MsgId, (SELECT COUNT(*) FROM Attachments a WHERE a.MsgId = m.MsgId) FROM Messages m WHERE m.IsStarred',
      'm',
    ],
    [
      'NOT EXISTS of the row outside',
      'SELECT MsgId FROM Messages m WHERE NOT EXISTS (SELECT 1 FROM Attachments a WHERE a.MsgId = m.MsgId) AND m.IsStarred',
      'm',
    ],
    [
      'a parameter in the condition',
      "SELECT a.Filename FROM Messages m JOIN Attachments a ON a.MsgId = m.MsgId WHERE m.Subject LIKE 'Your %' || ''",
      'm',
    ],
    [
      'a third table through the second',
      'SELECT r.Address, a.Filename FROM Messages m JOIN Recipients r ON r.MsgId = m.MsgId JOIN Attachments a ON a.MsgId = r.MsgId WHERE m.IsStarred',
      'r',
    ],
  ]
  test.each(narrowed)('%s narrows', async (_, sql, by) => {
    expect(await warm.explain(sql)).toMatch(new RegExp(`keys      narrowed by the \\w+ of ${by}\\b`))
    await rowsOf(warm, sql)
  })

  const whole: readonly (readonly [name: string, sql: string])[] = [
    [
      'FULL JOIN',
      'SELECT m.MsgId, a.Filename FROM (SELECT 1) FULL JOIN Attachments a ON 1 FULL JOIN Messages m ON a.MsgId = m.MsgId WHERE m.IsStarred',
    ],
    [
      'the side that LEFT JOIN keeps',
      "SELECT a.Filename, m.Subject FROM Attachments a LEFT JOIN Messages m ON a.MsgId = m.MsgId AND m.Subject LIKE '%receipt%'",
    ],
    [
      'OR beside the equality',
      'SELECT COUNT(*) FROM Messages m JOIN Attachments a ON a.MsgId = m.MsgId OR a.Size > 60000 WHERE m.IsStarred',
    ],
    ['NOT IN', `SELECT Filename FROM Attachments WHERE MsgId NOT IN (SELECT MsgId ${STARRED})`],
    [
      'IN under OR',
      `SELECT Filename FROM Attachments WHERE Size > 60000 OR MsgId IN (SELECT MsgId ${STARRED})`,
    ],
    [
      'IN of two selects',
      `SELECT Filename FROM Attachments WHERE MsgId IN (SELECT MsgId ${STARRED} UNION SELECT MsgId FROM Inbox)`,
    ],
    [
      'an equality of other columns',
      'SELECT COUNT(*) FROM Messages m JOIN Attachments a ON a.MessageSubject = m.Subject WHERE m.IsStarred',
    ],
    ['a cheap table', 'SELECT x.MsgId FROM Messages m JOIN Inbox x ON x.MsgId = m.MsgId WHERE m.IsStarred'],
  ]
  test.each(whole)('%s does not', async (_, sql) => {
    expect(await warm.explain(sql)).not.toContain('narrowed')
    await rowsOf(warm, sql)
  })

  test('a condition that the NULLs of an outer join may fulfil decides no keys', async () => {
    const sql = `SELECT COUNT(*) FROM Messages m JOIN Attachments a ON a.MsgId = m.MsgId RIGHT JOIN Inbox i ON i.MsgId = a.MsgId
      WHERE coalesce(m.IsStarred, 1) = 1`
    expect(await warm.explain(sql)).not.toContain('its conditions hold')
    await rowsOf(warm, sql)
  })

  test('a condition that fails on a row narrows nothing, and the statement runs as ever', async () => {
    const sql = `SELECT COUNT(*) FROM Messages m JOIN Attachments a ON a.MsgId = m.MsgId
      WHERE m.Subject LIKE '%receipt%' AND CASE WHEN a.Size >= 0 THEN 1 END = 1 AND json_extract(iif(m.Size > 0, '[1]', 'x'), '$[0]') = 1`
    expect((await rowsOf(warm, sql))[0]![0]).toBeGreaterThan(0)
    const failing = sql.replace("'$[0]'", "iif(m.Subject LIKE '%receipt%', '$[0]', '[')")
    expect((await rowsOf(warm, failing))[0]![0]).toBeGreaterThan(0)
  })

  test('a limit of messages is a limit of the mailbox, not of those with a key', async () => {
    const db = await demo.open('MaxItems=20')
    const sql = 'SELECT a.Filename FROM Messages m JOIN Attachments a ON a.MsgId = m.MsgId WHERE m.IsStarred'
    expect(await db.explain(sql)).not.toContain('narrowed')
  })
})

describe('without Gmail’s extensions', () => {
  test('messages are narrowed by the ids that the store gave them', async () => {
    await using plain = await startDemo({ messages: 120, capabilities: 'IMAP4rev1 ENABLE CONDSTORE ESEARCH' })
    const db = await plain.open()
    await db.query('SELECT Name FROM Labels')
    plain.commands()
    const sql = 'SELECT a.Filename FROM Inbox m JOIN Attachments a ON a.MsgId = m.MsgId WHERE m.IsStarred'
    const { rows } = await db.queryArrays(sql)
    const wanted = plain.commands().filter(({ line }) => line.includes('BODYSTRUCTURE'))
    expect(wanted.length).toBeLessThanOrEqual(1)
    const full = await plain.open('Pushdown=None')
    expect(rows).toEqual((await full.queryArrays(sql)).rows)
  })
})
