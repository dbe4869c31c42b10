import { expect, test } from 'vitest'
import type { GmaildCommand, Interception } from '../../src/gmaild/index.ts'
import { smallAccount } from '../support/mailbox.ts'

/** What a server announces that has none of Gmail's extensions. */
const PLAIN = 'IMAP4rev1 UIDPLUS MOVE ENABLE CONDSTORE ESEARCH LIST-STATUS SPECIAL-USE IDLE'

/** Answers the commands of that name from the `from`th on with this, `count` of them; the others as ever. */
function failing(name: string, answer: Interception, { from = 1, count = 1 } = {}) {
  let seen = 0
  return (command: GmaildCommand) => {
    if (command.name !== name) return undefined
    seen++
    return seen >= from && seen < from + count ? answer : undefined
  }
}

async function losing(answer: Interception, { capabilities, ...when }: Losing = {}) {
  const intercept = failing('APPEND', answer, when)
  const small = await smallAccount([{}], '', { intercept, ...(capabilities ? { capabilities } : {}) })
  const { demo, db } = small
  const appends = () => demo.gmaild.record.filter(({ name }) => name === 'APPEND').length
  const subjects = async () => (await db.queryArrays('SELECT Subject FROM Inbox ORDER BY Id')).rows.flat()
  return { ...small, appends, subjects }
}

interface Losing {
  readonly from?: number
  readonly count?: number
  readonly capabilities?: string
}

const TWO = "INSERT INTO Inbox (Subject) VALUES ('a'), ('b') RETURNING Id, Subject"
const BOTH = [
  { Id: 2, Subject: 'a' },
  { Id: 3, Subject: 'b' },
]

test.each<[string, Interception, number]>([
  ['before it was carried out', 'drop', 3],
  ['after it was carried out', { dropAfter: 0 }, 2],
])('a message whose connection is lost %s is there once', async (_, answer, sent) => {
  const { db, subjects, appends } = await losing(answer, { from: 1 })
  expect((await db.query(TWO)).rows).toEqual(BOTH)
  expect(await subjects()).toEqual(['1', 'a', 'b'])
  expect(appends()).toBe(sent)
  const { rows } = await db.query('SELECT Operation, Mailbox, Change, Ids, Before, Outcome FROM sys_journal')
  expect(rows).toMatchObject([
    { Operation: 'INSERT', Mailbox: 'INBOX', Ids: '[2]', Before: '[]', Outcome: 'done' },
    { Operation: 'INSERT', Mailbox: 'INBOX', Ids: '[3]', Outcome: 'done' },
  ])
  expect(JSON.parse(String(rows[0]!['Change']))).toMatchObject({
    kind: 'append',
    messageId: expect.stringMatching(/^<.*>$/),
    uidNext: 2,
  })
})

test('a message that came without an answer is found where no Gmail is, and by its octets where it has no Message-ID', async () => {
  const plain = await losing({ dropAfter: 0 }, { capabilities: PLAIN })
  expect((await plain.db.query(TWO)).rows).toEqual(BOTH)
  expect([await plain.subjects(), plain.appends()]).toEqual([['1', 'a', 'b'], 2])

  const raw = await losing({ dropAfter: 0 }, { from: 2, capabilities: PLAIN })
  const octets = ['x', 'y', 'z'].map(body => Buffer.from(`Subject: same\n\n${body}`))
  const sql = 'INSERT INTO Inbox (RawMessage) VALUES (?), (?), (?) RETURNING Id, trim(BodyText) AS b'
  expect((await raw.db.queryArrays(sql, octets)).rows).toEqual([
    [2, 'x'],
    [3, 'y'],
    [4, 'z'],
  ])
  expect(raw.appends()).toBe(3)
})

test('what cannot be found out is OUTCOME_UNKNOWN with the journal and where to look, and is not sent twice', async () => {
  const { db, appends, demo } = await losing('drop', { from: 2, count: 9, capabilities: PLAIN })
  const failed = db.query("INSERT INTO Inbox (Subject) VALUES ('a'), ('b'), ('c')")
  await expect(failed).rejects.toMatchObject({
    code: 'OUTCOME_UNKNOWN',
    message: expect.stringMatching(/\(journal 1\) \(1 of 3 messages had been made by then\)$/),
    hint: expect.stringMatching(/SELECT Id FROM Mailbox\."INBOX" WHERE MessageId = '<.*>'/),
    retryable: false,
  })
  expect([appends(), demo.gmaild.account.messages().length]).toEqual([2, 2])
  expect((await db.queryArrays('SELECT Outcome FROM sys_journal')).rows).toEqual([['done'], ['unknown']])
  const keys = await db.queryArrays('SELECT Id, Message FROM LastResultInfo#TEMP')
  expect(keys.rows).toEqual([
    ['2', null],
    [null, expect.stringContaining('APPEND')],
  ])
  expect((await db.queryArrays('SELECT SCOPE_IDENTITY()')).rows).toEqual([[2]])
})

test('an error part way tells how many were made, and these have their labels', async () => {
  let appends = 0
  const small = await smallAccount([], '', {
    intercept: ({ name, tag }) =>
      name === 'APPEND' && ++appends === 3 ? { lines: [`${tag} NO [CANNOT] Not now`] } : undefined,
  })
  const { db, demo } = small
  demo.gmaild.account.createLabel('Work')
  const sql =
    "INSERT INTO Inbox (Subject, Labels) VALUES ('a', 'Work'), ('b', 'Work'), ('c', 'Work'), ('d', NULL)"
  await expect(db.query(sql)).rejects.toMatchObject({
    code: 'BAD_VALUE',
    message: expect.stringContaining('2 of 4 messages had been made by then'),
    hint: expect.stringContaining('LastResultInfo#TEMP'),
  })
  expect(demo.gmaild.account.messages().map(({ labels }) => [...labels].sort())).toEqual([
    ['Work', '\\Inbox'],
    ['Work', '\\Inbox'],
  ])
  await expect(db.call('Undo', { Journal: 1 })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
})

test('cancelled part way, it tells how many were made', async () => {
  const controller = new AbortController()
  let appends = 0
  const small = await smallAccount([], '', {
    intercept: ({ name }) => {
      if (name === 'APPEND' && ++appends === 2) controller.abort()
      return undefined
    },
  })
  const failed = small.db.query("INSERT INTO Inbox (Subject) VALUES ('a'), ('b'), ('c')", [], {
    signal: controller.signal,
  })
  await expect(failed).rejects.toMatchObject({
    code: 'CANCELLED',
    message: expect.stringContaining('2 of 3 messages had been made by then'),
  })
  expect((await small.db.queryArrays('SELECT Subject FROM Inbox ORDER BY Id')).rows).toEqual([['a'], ['b']])
})

test('labels whose STORE is lost are set once more', async () => {
  const intercept = failing('UID STORE', 'drop')
  const { db, demo } = await smallAccount([], '', { intercept })
  demo.gmaild.account.createLabel('Work')
  const { rows } = await db.query("INSERT INTO Inbox (Subject, Labels) VALUES ('a', 'Work') RETURNING Labels")
  expect(rows).toEqual([{ Labels: '["Work","\\\\Inbox"]' }])
})

test('off Gmail messages have flags and no labels, and Messages is no mailbox', async () => {
  const { db, demo, sent } = await smallAccount([], '', { capabilities: PLAIN })
  demo.gmaild.account.createLabel('Work')
  const { rows } = await db.query(
    "INSERT INTO Work (Subject, IsRead, Labels) VALUES ('a', 1, NULL) RETURNING Id, IsRead, Mailbox",
  )
  expect(rows).toEqual([{ Id: 1, IsRead: 1, Mailbox: 'Work' }])
  for (const column of ['Labels', 'IsImportant'])
    await expect(db.query(`INSERT INTO Work (${column}) VALUES ('1')`)).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      message: expect.stringContaining(column),
    })
  expect(sent().filter(line => line.includes('X-GM-LABELS'))).toEqual([])
})
