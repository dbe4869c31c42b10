import { expect, test } from 'vitest'
import type { Progress } from '../../src/index.ts'
import { startDemo } from '../support/demo.ts'

test('a statement tells how far it is with what it fetches', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const told: Progress[] = []
  const onProgress = (progress: Progress) => told.push(progress)
  const { rowCount, stats } = await db.query('SELECT Subject, BodyText FROM Inbox ORDER BY Size', [], {
    onProgress,
  })
  expect(told.length).toBeGreaterThan(2)
  expect(new Set(told.map(({ mailbox }) => mailbox))).toEqual(new Set(['INBOX']))
  expect(told[0]).toMatchObject({ done: 0, total: rowCount, secondsLeft: null })
  for (const { done, total } of told) expect(done).toBeLessThanOrEqual(total)
  const last = told.at(-1)!
  expect(last.done).toBe(last.total)
  expect(last.secondsLeft).toBe(0)
  expect(last.bytesReceived).toBeGreaterThan(told[0]!.bytesReceived)
  expect(last.bytesReceived).toBeLessThanOrEqual(stats.bytesReceived)
})

test('a statement over what is known tells nothing', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  await db.query('SELECT Subject FROM Inbox')
  const told: Progress[] = []
  await db.query('SELECT Subject FROM Inbox', [], { onProgress: progress => told.push(progress) })
  expect(told).toEqual([])
})
