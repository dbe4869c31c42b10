import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startDemo } from '../support/demo.ts'
import { childrenOf, storeFileOf } from '../support/open-files.ts'

const HEAVY =
  'SELECT COUNT(*) FROM Messages a, Messages b, Messages c, Messages d WHERE a.Size + b.Size = c.Size * 7 + d.Size'

test('a heavy join is cancelled within two seconds and the connection goes on', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  await db.query('SELECT Size FROM Messages ORDER BY 1')
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 300)
  const started = performance.now()
  await expect(db.query(HEAVY, [], { signal: controller.signal })).rejects.toMatchObject({
    code: 'CANCELLED',
  })
  expect(performance.now() - started).toBeLessThan(2_300)
  expect((await db.query('SELECT COUNT(*) AS n FROM Messages WHERE Size > 0')).rowCount).toBe(1)
})

test('what the store held survives the cancelled engine: nothing is fetched again', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  await db.query('SELECT Subject, Size FROM Messages ORDER BY 1')
  await expect(db.query(HEAVY, [], { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({
    code: 'CANCELLED',
  })
  demo.commands()
  await db.query('SELECT Subject, Size FROM Messages ORDER BY 1')
  expect(demo.commands().map(({ name }) => name)).toEqual(['EXAMINE'])
})

test('an already aborted signal sends nothing', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  await expect(
    db.query('SELECT Subject FROM Inbox', [], { signal: AbortSignal.abort() }),
  ).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(demo.commands()).toEqual([])
})

test('aborting while the server is slow ends the statement and the next one works', async () => {
  await using demo = await startDemo({
    messages: 300,
    intercept: ({ name }) => (name === 'UID FETCH' ? { delay: 60_000 } : undefined),
  })
  const db = await demo.open()
  const started = performance.now()
  await expect(
    db.query('SELECT Subject FROM Inbox ORDER BY 1', [], { signal: AbortSignal.timeout(300) }),
  ).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(performance.now() - started).toBeLessThan(2_300)
  expect((await db.query('SELECT COUNT(*) AS n FROM Inbox')).rowCount).toBe(1)
})

test('StatementTimeout ends a statement with TIMEOUT, as a property and as an option', async () => {
  await using demo = await startDemo()
  const db = await demo.open('StatementTimeout=1')
  await expect(db.query(HEAVY)).rejects.toMatchObject({ code: 'TIMEOUT' })
  await expect(db.query(HEAVY, [], { timeout: 0.2 })).rejects.toMatchObject({
    code: 'TIMEOUT',
    message: expect.stringContaining('0.2'),
  })
})

test('a process whose statement runs in SQLite can exit at once', async () => {
  await using demo = await startDemo()
  const script = `
    const { connect } = await import(${JSON.stringify(new URL('../../src/index.ts', import.meta.url).href)})
    const db = await connect(${JSON.stringify(demo.connectionString)})
    await db.query('SELECT Size FROM Messages ORDER BY 1')
    db.query(${JSON.stringify(HEAVY)}).catch(() => {})
    setTimeout(() => { console.log(Date.now()); process.exit(0) }, 500)`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  expect(Date.now() - Number(stdout)).toBeLessThan(2_000)
})

test.runIf(process.platform === 'linux')('a killed process leaves no engine and no mail behind', async () => {
  await using demo = await startDemo()
  const script = `
    const { connect } = await import(${JSON.stringify(new URL('../../src/index.ts', import.meta.url).href)})
    const db = await connect(${JSON.stringify(demo.connectionString)})
    await db.query('SELECT Size FROM Messages ORDER BY 1')
    db.query(${JSON.stringify(HEAVY)}).catch(() => {})
    setTimeout(() => console.log(process.pid), 300)`
  const host = spawn(process.execPath, ['--input-type=module', '-e', script])
  const [pid] = await once(host.stdout, 'data')
  const engines = childrenOf(Number(pid))
  expect(engines).toHaveLength(1)
  const directory = dirname(storeFileOf(engines[0]!)!)
  expect(existsSync(directory)).toBe(true)
  host.kill('SIGKILL')
  await expect.poll(() => existsSync(`/proc/${engines[0]}/exe`), { timeout: 5_000 }).toBe(false)
  expect(existsSync(directory)).toBe(false)
})

test('a process that forgot to close its connection ends by itself', async () => {
  const script = `
    const { connect } = await import(${JSON.stringify(new URL('../../src/index.ts', import.meta.url).href)})
    const db = await connect('User=me@gmail.example;Password=x')
    console.log((await db.query('SELECT 1 AS one')).rows[0].one)`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    timeout: 10_000,
  })
  expect(stdout).toBe('1\n')
})
