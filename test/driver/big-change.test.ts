import { expect, test } from 'vitest'
import type { Gmaild } from '../../src/gmaild/index.ts'
import type { Progress } from '../../src/index.ts'
import { startDemo } from '../support/demo.ts'

const MESSAGES = 12_000
const BATCH = 500

/** What each message has, by its X-GM-MSGID. */
function state({ account }: Gmaild): Map<string, string> {
  return new Map(
    account.messages().map(({ msgId, labels, flags, place }) => {
      const what = JSON.stringify([[...labels].sort(), [...flags].sort(), place])
      return [String(msgId), what]
    }),
  )
}

test('12,000 messages get a label and lose one, in batches: cut short it is known which, and Undo brings back what was', async () => {
  await using demo = await startDemo({ messages: 0 })
  const { account } = demo.gmaild
  for (const label of ['Work', 'Old']) account.createLabel(label)
  for (let n = 1; n <= MESSAGES; n++) {
    const labels = n % 3 === 0 ? ['\\Inbox', 'Old'] : ['\\Inbox']
    account.append({ raw: `Subject: ${n}\r\n\r\nbody`, labels, flags: n % 2 === 0 ? ['\\Seen'] : [] })
  }
  const before = state(demo.gmaild)
  const db = await demo.open(`MaxAffected=${MESSAGES};BatchSize=${BATCH}`)
  const aborting = new AbortController()
  const stores = () => demo.gmaild.record.filter(({ name }) => name === 'UID STORE').length
  const told: Progress[] = []
  const onProgress = (progress: Progress) => {
    if (stores() > 0) told.push(progress)
    if (stores() * BATCH >= MESSAGES / 2) aborting.abort()
  }
  const sql = "UPDATE Inbox SET Labels = 'Inbox,Work' WHERE Id > 0"
  await expect(db.query(sql, [], { signal: aborting.signal, onProgress })).rejects.toMatchObject({
    code: 'CANCELLED',
    message: expect.stringContaining(`${MESSAGES / 2} of ${MESSAGES} messages had been changed`),
    hint: expect.stringContaining('EXEC Undo @Journal = 1'),
  })
  // A third of the messages are in two commands.
  expect(told.map(({ done, total }) => [done, total])).toEqual(
    Array.from({ length: told.length }, (_, n) => [(n + 1) * BATCH, MESSAGES + MESSAGES / 3]),
  )

  const after = state(demo.gmaild)
  const changed = [...before].filter(([id, what]) => after.get(id) !== what).map(([id]) => id)
  expect(changed).toHaveLength(MESSAGES / 2)
  const { rows } = await db.query<{ Before: string; Outcome: string }>(
    'SELECT Before, Outcome FROM sys_journal',
  )
  expect(rows.map(({ Outcome }) => Outcome)).toEqual(Array(MESSAGES / 2 / BATCH).fill('done'))
  const inJournal = rows.flatMap(({ Before }) => JSON.parse(Before) as { msgId: string }[])
  expect(new Set(inJournal.map(({ msgId }) => msgId))).toEqual(new Set(changed))

  expect(await db.call('Undo', { Journal: 1 })).toEqual([{ Success: 'true', Affected: MESSAGES / 2 }])
  expect(state(demo.gmaild)).toEqual(before)
})
