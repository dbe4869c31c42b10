import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { connect } from '../../src/index.ts'
import { startDemo } from '../support/demo.ts'

test('connect() asks nothing of the mail server', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  expect((await db.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  expect(demo.gmaild.connectionCount).toBe(0)
})

test('ConnectOnOpen=true logs in at once and fails at once', async () => {
  await using demo = await startDemo()
  await demo.open('ConnectOnOpen=true')
  expect(demo.gmaild.connectionCount).toBe(1)
  const wrong = `Server=127.0.0.1;Port=${demo.gmaild.port};TLS=None;User=${demo.gmaild.user};Password=wrong;ConnectOnOpen=true`
  await expect(connect(wrong)).rejects.toMatchObject({ code: 'AUTH_REFUSED' })
})

test('queries queue, and a failed one does not fail the next', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const results = await Promise.allSettled([
    db.query('SELECT ? AS a', [1]),
    db.query('SELECT Subjct FROM Inbox'),
    db.query('SELECT ? AS a', [3]),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('a stream waits for the queries that were begun before it', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const queries = [
    db.query('SELECT MAX(Subject) AS s FROM Inbox'),
    db.query('SELECT MAX(Size) AS s FROM Messages'),
  ]
  const streamed = []
  for await (const row of db.stream('SELECT Subject FROM Inbox LIMIT 3')) streamed.push(row)
  expect(streamed).toHaveLength(3)
  expect((await Promise.all(queries)).map(({ rowCount }) => rowCount)).toEqual([1, 1])
})

test('while a stream is open another statement is BUSY; after it the connection is free', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const stream = db.stream('SELECT Subject FROM Inbox')
  await stream.next()
  await expect(db.query('SELECT 1')).rejects.toMatchObject({
    code: 'BUSY',
    hint: expect.stringContaining('second connection'),
  })
  await expect(db.stream('SELECT 1').next()).rejects.toMatchObject({ code: 'BUSY' })
  await stream.return?.()
  expect((await db.query('SELECT 1 AS one')).rowCount).toBe(1)
})

test('a stream that nobody reads blocks nobody', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  db.stream('SELECT Subject FROM Inbox')
  expect((await db.query('SELECT 1 AS one')).rowCount).toBe(1)
})

test('a stream knows its columns before its rows and takes an AbortSignal as options', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const stream = db.streamArrays('SELECT Subject, Size, COUNT(*) OVER () AS n FROM Inbox', {
    signal: AbortSignal.timeout(20_000),
  })
  expect(await stream.columns()).toEqual([
    { name: 'Subject', type: 'TEXT', table: 'INBOX' },
    { name: 'Size', type: 'INTEGER', table: 'INBOX' },
    { name: 'n', type: 'INTEGER', table: null },
  ])
  let rows = 0
  for await (const row of stream) rows += row.length === 3 ? 1 : 0
  expect(rows).toBeGreaterThan(10)
})

test('close() ends a running statement, is idempotent, and later statements say so', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const running = db.query('SELECT COUNT(*) FROM Messages a, Messages b, Messages c, Messages d')
  running.catch(() => {})
  await new Promise(resolve => setTimeout(resolve, 300))
  await Promise.all([db.close(), db.close()])
  await expect(running).rejects.toMatchObject({ code: 'CANCELLED' })
  await expect(db.query('SELECT 1')).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
})

test('the store is a private file that only its owner can read, and it is gone after close()', async () => {
  await using demo = await startDemo()
  // Of its own: other tests come and go in the common one.
  const temporary = mkdtempSync(join(tmpdir(), 'gmailsql-test-'))
  vi.stubEnv('TMPDIR', temporary)
  const db = await demo.open()
  await db.query('SELECT Subject FROM Inbox ORDER BY 1')
  vi.unstubAllEnvs()
  const [folder, ...others] = readdirSync(temporary)
  expect(others).toEqual([])
  const path = join(temporary, folder!)
  expect(statSync(path).mode & 0o777).toBe(0o700)
  for (const name of readdirSync(path)) expect(statSync(join(path, name)).mode & 0o777).toBe(0o600)
  await db.close()
  expect(existsSync(path)).toBe(false)
  rmSync(temporary, { recursive: true })
})
