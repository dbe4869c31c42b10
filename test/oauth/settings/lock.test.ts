import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { NthCall, systemError, withSqliteFault } from '../../support/nth-call.ts'
import { openHandles } from '../../support/open-files.ts'
import { run } from './processes.ts'
import { errorOf, makeDirectory, open } from './support.ts'

test('a lock whose holder was killed is taken over at once', async () => {
  const path = join(makeDirectory(), 's.db')
  const { store } = await open(path)
  for (let i = 0; i < 3; i++) {
    const holder = run('hold', path)
    await holder.next()
    const waiting = store.exclusively('refresh', async () => performance.now())
    holder.process.kill('SIGKILL')
    await holder.ended()
    const began = performance.now()
    expect((await waiting) - began).toBeLessThan(1000)
  }
}, 30_000)

test('a holder that is stopped keeps the lock; the wait tells its pid, and ends in time with OAUTH_TIMEOUT', async () => {
  const path = join(makeDirectory(), 's.db')
  const { store, notices } = await open(path)
  const holder = run('hold', path)
  await holder.next()
  holder.process.kill('SIGSTOP')
  let ticks = 0
  const ticking = setInterval(() => ticks++, 10)
  const error = await errorOf(store.exclusively('refresh', async () => {}, { timeoutMs: 4000 }))
  clearInterval(ticking)
  const who =
    process.platform === 'linux' ? `process ${holder.process.pid} (stopped)` : `${holder.process.pid}`
  expect([error.code, error.retryable]).toEqual(['OAUTH_TIMEOUT', true])
  expect(error.message).toContain(who)
  expect(error.message).toContain('4 s')
  expect(notices).toEqual([{ code: 'OAUTH_LOCK', message: expect.stringContaining(who) }])
  expect(ticks, 'the event loop was not blocked').toBeGreaterThan(200)
  holder.process.kill('SIGCONT')
  expect((await errorOf(store.exclusively('refresh', async () => {}, { timeoutMs: 0 }))).code).toBe(
    'OAUTH_TIMEOUT',
  )
  expect(await store.exclusively('something else', async () => 'free')).toBe('free')
}, 30_000)

test('a wait for another process stops when the signal says so', async () => {
  const path = join(makeDirectory(), 's.db')
  const { store } = await open(path)
  const holder = run('hold', path)
  await holder.next()
  const signal = AbortSignal.timeout(100)
  const began = performance.now()
  expect((await errorOf(store.exclusively('refresh', async () => {}, { signal }))).code).toBe('CANCELLED')
  expect(performance.now() - began).toBeLessThan(1000)
})

test('a pid that a killed holder left is of no weight', async () => {
  const directory = makeDirectory()
  const path = join(directory, 's.db')
  const { store } = await open(path)
  await store.exclusively('refresh', async () => {})
  const lock = readdirSync(directory).find(name => name.includes('.lock-'))!
  for (const text of [`${process.pid}\n`, '1\n', 'nonsense', '']) {
    writeFileSync(join(directory, `${lock}.holder`), text)
    expect(await store.exclusively('refresh', async () => 1, { timeoutMs: 1000 })).toBe(1)
    expect(readdirSync(directory).filter(name => name.endsWith('.holder'))).toEqual([])
  }
})

test('eight processes that count under the lock count right', async () => {
  const directory = makeDirectory()
  const counter = join(directory, 'counter')
  writeFileSync(counter, '0')
  const children = Array.from({ length: 8 }, () => run('count', join(directory, 's.db'), counter))
  expect(await Promise.all(children.map(child => child.next()))).toEqual(Array(8).fill('done'))
  expect(readFileSync(counter, 'utf8')).toBe('80')
}, 60_000)

test('eight processes that rotate one grant from nothing, each once, lose no rotation', async () => {
  const path = join(makeDirectory(), 's.db')
  const children = Array.from({ length: 8 }, () => run('rotate', path))
  expect(await Promise.all(children.map(child => child.next()))).toEqual(Array(8).fill('done'))
  const { store } = await open(path)
  expect((await store.find('me@example.com', null))?.usedAt).toBe(8)
}, 60_000)

test('eight processes that save at the same time without a lock of their own all succeed', async () => {
  const path = join(makeDirectory(), 's.db')
  const children = Array.from({ length: 8 }, (_, i) => run('save', path, `${i * 1000 + 1}`))
  const hasSaved = async (child: (typeof children)[number]) => {
    while (child.lines.length < 3) await child.next()
  }
  await Promise.all(children.map(hasSaved))
}, 60_000)

test.runIf(process.platform === 'linux')('a lock file that cannot be used is not left open', async () => {
  const { store } = await open(join(makeDirectory(), 's.db'))
  const before = openHandles()
  for (const n of [1, 2]) {
    const fault = new NthCall(n, true, systemError('SQLITE_IOERR_READ'))
    const error = await withSqliteFault(fault, () => errorOf(store.exclusively('refresh', async () => {})))
    expect(error.code).toBe('FILE_UNSAFE')
    expect(openHandles()).toBe(before)
  }
})
