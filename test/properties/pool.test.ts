import { setTimeout as delay } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { startDemo } from '../support/demo.ts'

const COUNT = 'SELECT COUNT(*) AS n FROM Inbox'

test('PoolMaxSize counts the connections of the process: another takes the place of one that nobody uses', async () => {
  await using demo = await startDemo({ messages: 20 })
  const [first, second] = [await demo.open('PoolMaxSize=1'), await demo.open('PoolMaxSize=1')]
  const { rows } = await first.query(COUNT)
  expect((await second.query(COUNT)).rows).toEqual(rows)
  expect(demo.gmaild.connectionCount).toBe(1)
  expect((await first.query(COUNT)).rows).toEqual(rows)
  expect(demo.gmaild.connectionCount).toBe(1)
})

test('PoolMaxSize: when all are in use, who wants one more waits until Timeout, and is told why', async () => {
  await using demo = await startDemo({
    messages: 20,
    intercept: ({ name }) => (name === 'UID FETCH' ? { delay: 2500 } : undefined),
  })
  const [first, second] = [await demo.open('PoolMaxSize=1'), await demo.open('PoolMaxSize=1;Timeout=1')]
  const reading = first.query('SELECT Subject FROM Inbox ORDER BY 1')
  await vi.waitFor(() => expect(demo.commands().map(({ name }) => name)).toContain('UID FETCH'), 5000)
  await expect(second.query(COUNT)).rejects.toMatchObject({
    code: 'TOO_MANY_CONNECTIONS',
    message: expect.stringContaining('All 1 IMAP connections'),
    hint: expect.stringContaining('PoolMaxSize'),
  })
  expect((await reading).rowCount).toBeGreaterThan(5)
  expect((await second.query(COUNT)).rowCount).toBe(1)
})

test('PoolIdleTimeout ends a connection that nobody uses, and the next statement opens another', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open('PoolIdleTimeout=1')
  const { rows } = await db.query(COUNT)
  expect(demo.gmaild.connectionCount).toBe(1)
  await vi.waitFor(() => expect(demo.gmaild.connectionCount).toBe(0), 5000)
  expect((await db.query(COUNT)).rows).toEqual(rows)
})

test('KeepAlive=false ends the connection with each statement', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open('KeepAlive=false')
  for (let i = 0; i < 2; i++) {
    expect((await db.query(COUNT)).rowCount).toBe(1)
    await vi.waitFor(() => expect(demo.gmaild.connectionCount).toBe(0), 5000)
  }
})

test('ConnectionLifeTime puts another connection in the place of an old one', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open('ConnectionLifeTime=1')
  const logins = () => demo.gmaild.record.filter(({ name }) => /^(?:AUTHENTICATE|LOGIN)$/.test(name)).length
  await db.query(COUNT)
  await db.query(COUNT)
  expect(logins()).toBe(1)
  await delay(1100)
  await db.query(COUNT)
  expect(logins()).toBe(2)
  await vi.waitFor(() => expect(demo.gmaild.connectionCount).toBe(1))
})
