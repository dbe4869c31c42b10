import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Demo, startDemo } from '../support/demo.ts'

const SQL = 'SELECT Id, Subject FROM [Gmail/All Mail]'

async function startPaused(demo: Demo, properties: string) {
  const db = await demo.open(properties)
  const stream = db.stream<{ Id: string }>(SQL)
  const ids: string[] = []
  const read = async (count: number) => {
    while (ids.length < count) {
      const { done, value } = await stream.next()
      if (done) return
      ids.push(value.Id)
    }
  }
  // The second batch is on its way, or waits to be taken.
  await read(150)
  return { ids, finish: () => read(Number.POSITIVE_INFINITY) }
}

test('a stream whose reader pauses leaves its connection to others that need one, and goes on with every row once', async () => {
  await using demo = await startDemo({ messages: 4_000 })
  const all = (await (await demo.open()).query<{ Id: string }>(SQL)).rows.map(({ Id }) => Id)
  await using paused = await startDemo({ messages: 4_000 })
  const { ids, finish } = await startPaused(paused, 'PoolMaxSize=1')
  // Without the stream's connection there is none for it, and it would end with TIMEOUT.
  const other = await paused.open('PoolMaxSize=1;Timeout=30')
  expect((await other.query('SELECT Subject FROM Inbox LIMIT 5')).rowCount).toBe(5)
  await finish()
  expect(ids).toHaveLength(all.length)
  expect(new Set(ids).size).toBe(all.length)
})

test('a stream that is paused longer than PoolIdleTimeout keeps no connection, and goes on when it is read', async () => {
  await using demo = await startDemo({ messages: 4_000 })
  const { ids, finish } = await startPaused(demo, 'PoolIdleTimeout=1')
  const isOver = () => demo.gmaild.record.some(({ name }) => name === 'LOGOUT')
  await expect.poll(isOver, { timeout: 30_000 }).toBe(true)
  await delay(10)
  await finish()
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.length).toBeGreaterThan(3_000)
})
