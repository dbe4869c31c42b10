import { expect, test } from 'vitest'
import { createPool } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'

const COUNT = 'SELECT COUNT(*) AS n FROM Messages'

function propertiesOf({ gmaild: { host, port, user, password } }: Demo) {
  return { Server: host, Port: port, TLS: 'None', User: user, Password: password }
}

test('statements run at the same time on as many connections as are needed, and no more than it may have', async () => {
  await using demo = await startDemo({ messages: 50 })
  await using pool = createPool(propertiesOf(demo), { max: 2 })
  expect(pool.counts).toEqual({ total: 0, idle: 0, waiting: 0 })
  const results = await Promise.all(Array.from({ length: 5 }, () => pool.query<{ n: number }>(COUNT)))
  expect(new Set(results.map(({ rows }) => rows[0]!.n)).size).toBe(1)
  expect(pool.counts).toEqual({ total: 2, idle: 2, waiting: 0 })
  const logins = demo.gmaild.record.filter(({ name }) => name === 'AUTHENTICATE' || name === 'LOGIN')
  expect(logins).toHaveLength(2)
})

test('work that fails gives its connection back', async () => {
  await using demo = await startDemo({ messages: 20 })
  await using pool = createPool(propertiesOf(demo), { max: 1 })
  await expect(pool.query('SELECT Nope FROM Inbox')).rejects.toMatchObject({ code: 'NO_COLUMN' })
  await expect(pool.use(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine')
  expect(await pool.call('GetRawMessage', { Id: 1 })).toHaveLength(1)
})

test('temporary tables are there for all statements of one use', async () => {
  await using demo = await startDemo({ messages: 20 })
  await using pool = createPool(propertiesOf(demo))
  const rows = await pool.use(async db => {
    await db.query('CREATE TEMP TABLE mine AS SELECT Id FROM Inbox LIMIT 3')
    return (await db.query('SELECT COUNT(*) AS n FROM mine')).rows
  })
  expect(rows).toEqual([{ n: 3 }])
})

test('a stream holds a connection until its loop ends', async () => {
  await using demo = await startDemo({ messages: 300 })
  await using pool = createPool(propertiesOf(demo), { max: 1, waitSeconds: 0.2 })
  for await (const _ of pool.stream('SELECT Id FROM [Gmail/All Mail]')) {
    await expect(pool.query(COUNT)).rejects.toMatchObject({ code: 'TIMEOUT', retryable: true })
    break
  }
  expect((await pool.query(COUNT)).rowCount).toBe(1)
})

test('who stops waiting takes no connection with him', async () => {
  await using demo = await startDemo({ messages: 20 })
  await using pool = createPool(propertiesOf(demo), { max: 1 })
  const lease = await pool.acquire()
  const controller = new AbortController()
  const waiting = pool.acquire({ signal: controller.signal })
  expect(pool.counts.waiting).toBe(1)
  controller.abort(new Error('enough'))
  lease.release()
  lease.release()
  await expect(waiting).rejects.toThrow('enough')
  expect(pool.counts).toEqual({ total: 1, idle: 1, waiting: 0 })
  expect((await pool.query(COUNT)).rowCount).toBe(1)
})

test('a connection that could not be opened leaves its place to who waits', async () => {
  const pool = createPool('User=a@b.example;Port=none', { max: 1 })
  const both = await Promise.allSettled([pool.query(COUNT), pool.query(COUNT)])
  for (const { status, reason } of both as PromiseRejectedResult[])
    expect([status, reason.code]).toEqual(['rejected', 'BAD_PROPERTY'])
  expect(pool.counts).toEqual({ total: 0, idle: 0, waiting: 0 })
  await pool.close()
})

test('a connection that nobody uses is closed', async () => {
  await using demo = await startDemo({ messages: 20 })
  await using pool = createPool(propertiesOf(demo), { idleSeconds: 0 })
  await pool.query(COUNT)
  await expect.poll(() => pool.counts.total).toBe(0)
  expect((await pool.query(COUNT)).rowCount).toBe(1)
})

test('closing waits for what is under way, refuses what waits, and is done once', async () => {
  await using demo = await startDemo({ messages: 20 })
  const pool = createPool(propertiesOf(demo), { max: 1 })
  const lease = await pool.acquire()
  const waiting = pool.query(COUNT)
  const closing = pool.close()
  await expect(waiting).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
  expect((await lease.connection.query(COUNT)).rowCount).toBe(1)
  lease.release()
  await Promise.all([closing, pool.close()])
  await expect(pool.acquire()).rejects.toMatchObject({
    code: 'CONNECTION_LOST',
    hint: 'Make another with createPool().',
  })
})

test.each([{ max: 0 }, { max: Number.NaN }, { idleSeconds: -1 }, { waitSeconds: -1 }])(
  '%j is refused',
  options => {
    expect(() => createPool('User=a@b.example', options)).toThrow(`${Object.keys(options)[0]} of a pool is`)
  },
)
