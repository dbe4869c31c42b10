import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../../oauth/settings/processes.ts'
import { errorOf, makeDirectory, modeOf, open } from '../../oauth/settings/support.ts'

/** The empty file that is locked; and what stands beside it. */
function lockOf(directory: string): string {
  return join(directory, readdirSync(directory).find(name => /\.lock-[^.]*$/.test(name))!)
}

test('holder SIGKILLed: taken over at once, and of two who waited each rotates once', async () => {
  const directory = makeDirectory()
  const path = join(directory, 's.db')
  const holder = run('hold', path)
  await holder.next()
  const waiting = [run('rotate', path), run('rotate', path)]
  holder.process.kill('SIGKILL')
  await holder.ended()
  const start = performance.now()
  expect(await Promise.all(waiting.map(one => one.next()))).toEqual(['done', 'done'])
  expect(performance.now() - start).toBeLessThan(10_000)
  expect((await (await open(path)).store.find('me@example.com', null))?.usedAt).toBe(2)
  expect([modeOf(lockOf(directory)), readFileSync(lockOf(directory)).length]).toEqual(['600', 0])
})

test('holder stopped: waits with a message that names it, OAUTH_TIMEOUT; goes on when it is dead', async () => {
  const path = join(makeDirectory(), 's.db')
  const { store, notices } = await open(path)
  const holder = run('hold', path)
  await holder.next()
  holder.process.kill('SIGSTOP')
  const error = await errorOf(store.exclusively('refresh', async () => {}, { timeoutMs: 3500 }))
  expect([error.code, error.retryable]).toEqual(['OAUTH_TIMEOUT', true])
  expect(error.message).toContain(`${holder.process.pid}`)
  expect(notices).toEqual([{ code: 'OAUTH_LOCK', message: expect.stringContaining(`${holder.process.pid}`) }])
  holder.process.kill('SIGKILL')
  await holder.ended()
  expect(await store.exclusively('refresh', async () => 'mine', { timeoutMs: 1000 })).toBe('mine')
})

test('pid reused: what a dead holder left with the pid of a living process holds nobody up', async () => {
  const directory = makeDirectory()
  const { store } = await open(join(directory, 's.db'))
  await store.exclusively('refresh', async () => {})
  writeFileSync(`${lockOf(directory)}.holder`, `${process.ppid}\n`, { mode: 0o600 })
  expect(await store.exclusively('refresh', async () => 'mine', { timeoutMs: 1000 })).toBe('mine')
})

test.each([-1, 1])(
  'clock jump: a lock dated %i year from now is free when free, held when held',
  async years => {
    const directory = makeDirectory()
    const path = join(directory, 's.db')
    const { store } = await open(path)
    await store.exclusively('refresh', async () => {})
    const time = Date.now() / 1000 + years * 365 * 86_400
    utimesSync(lockOf(directory), time, time)
    expect(await store.exclusively('refresh', async () => 'mine', { timeoutMs: 1000 })).toBe('mine')
    const holder = run('hold', path)
    await holder.next()
    utimesSync(lockOf(directory), time, time)
    const error = await errorOf(store.exclusively('refresh', async () => {}, { timeoutMs: 100 }))
    expect(error.code).toBe('OAUTH_TIMEOUT')
  },
)
