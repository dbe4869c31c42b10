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

test('texts of many messages are counted together, and told only if some are fetched', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const read = async () => {
    const told: Progress[] = []
    const sql = 'SELECT Id, BodyText FROM [Gmail/All Mail]'
    const { rowCount } = await db.query(sql, [], { onProgress: progress => told.push(progress) })
    const texts = told.slice(told.findLastIndex(({ done }) => done === 0))
    return { told, texts, rowCount }
  }
  const { texts, rowCount } = await read()
  expect(rowCount).toBeGreaterThan(100)
  expect(new Set(texts.map(({ total }) => total))).toEqual(new Set([rowCount]))
  const done = texts.map(each => each.done)
  expect(done).toEqual(done.toSorted((a, b) => a - b))
  expect(done.length).toBeGreaterThan(2)
  expect(done.at(-1)).toBe(rowCount)
  expect(await read()).toMatchObject({ told: [], rowCount })
})
