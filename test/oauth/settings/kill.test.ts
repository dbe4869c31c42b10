import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { run } from './processes.ts'
import { asides, makeDirectory, modeOf, open } from './support.ts'

const KILLS = 30

test('a process that is killed at any moment of a save leaves the old grant or the new one, whole', async () => {
  const directory = makeDirectory()
  const path = join(directory, 's.db')
  let last = 0
  let journals = 0
  for (let round = 0; round < KILLS; round++) {
    const child = run('save', path, `${last + 1}`)
    await child.next()
    await sleep(Math.random() * 40)
    child.process.kill('SIGKILL')
    await child.ended()
    if (readdirSync(directory).includes('s.db-journal')) journals++
    const told = Number(child.lines.at(-1))
    const { store, notices } = await open(path)
    const found = await store.find('me@example.com', null)
    expect(notices).toEqual([])
    const n = found!.usedAt
    // What was told is on the disk; the one after it may be.
    expect([told, told + 1]).toContain(n)
    expect(found!.accessToken?.reveal()).toBe(`access ${n}`)
    expect(found!.refreshToken?.reveal().startsWith(`refresh ${n} `)).toBe(true)
    expect(await store.list()).toHaveLength(1)
    last = n
  }
  expect(journals, 'some kills came in the middle of a transaction').toBeGreaterThan(0)
  expect(asides(directory)).toEqual([])
}, 120_000)

test('a process that is killed while it makes the file leaves none or a whole one', async () => {
  for (let round = 0; round < 10; round++) {
    const directory = makeDirectory()
    const path = join(directory, 'new', 's.db')
    const child = run('save', path, '1')
    const until = performance.now() + 5000
    while (performance.now() < until && !exists(join(directory, 'new'))) await sleep(1)
    await sleep(round * 3)
    child.process.kill('SIGKILL')
    await child.ended()
    const { store, notices } = await open(path)
    const told = Number(child.lines.at(-1) ?? 0)
    expect((await store.find('me@example.com', null))?.usedAt ?? 0).toBeGreaterThanOrEqual(told)
    expect(notices).toEqual([])
    for (const name of readdirSync(join(directory, 'new'))) {
      expect([name, modeOf(join(directory, 'new', name))]).toEqual([name, '600'])
    }
  }
}, 60_000)

function exists(directory: string): boolean {
  try {
    return readdirSync(directory).length > 0
  } catch {
    return false
  }
}
