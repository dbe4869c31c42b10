import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { run } from '../../oauth/settings/processes.ts'
import { asides, makeDirectory, modeOf, open } from '../../oauth/settings/support.ts'

const CHILD = join(import.meta.dirname, '../../oauth/settings/child.ts')

/** @returns the number of the grant that is there, whole; 0 for none. */
async function wholeGrant(path: string): Promise<number> {
  const { store, notices } = await open(path)
  const found = await store.find('me@example.com', null)
  expect(notices).toEqual([])
  if (found === null) return 0
  expect(found.accessToken?.reveal()).toBe(`access ${found.usedAt}`)
  expect(found.refreshToken?.reveal()).toMatch(new RegExp(`^refresh ${found.usedAt} x*$`))
  return found.usedAt
}

function expectPrivate(directory: string): void {
  const modes = readdirSync(directory).map(name => [name, modeOf(join(directory, name))])
  expect(modes).toEqual(modes.map(([name]) => [name, '600']))
  expect(asides(directory)).toEqual([])
}

test('SIGKILL at some moment of a save: the old grant or the new one, never neither', async () => {
  const directory = makeDirectory()
  const path = join(directory, 's.db')
  let last = 0
  for (let round = 0; round < 6; round++) {
    const child = run('save', path, `${last + 1}`)
    await child.next()
    await sleep(round * 5)
    child.process.kill('SIGKILL')
    await child.ended()
    const told = Number(child.lines.at(-1))
    last = await wholeGrant(path)
    expect([told, told + 1]).toContain(last)
    expectPrivate(directory)
  }
})

const canTrace = process.platform === 'linux' && spawnSync('strace', ['-qq', 'true']).status === 0

test.runIf(canTrace).each(['pwrite64', 'fsync,fdatasync', 'unlink,unlinkat', 'rename,renameat2'])(
  'SIGKILL at the n-th %s of a first save and the ones after it: a whole grant or none',
  async calls => {
    let killed = 0
    for (const n of [1, 2, 3, 5]) {
      const directory = makeDirectory()
      const path = join(directory, 's.db')
      const inject = `inject=${calls}:signal=SIGKILL:when=${n}`
      const trace = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', inject]
      const child = spawnSync('strace', [...trace, process.execPath, CHILD, 'save', path, '1'], {
        timeout: 14_000,
      })
      if (child.error === undefined) killed++
      const told = Number(child.stdout.toString().trim().split('\n').at(-1))
      const found = await wholeGrant(path)
      if (child.error === undefined) expect([told, told + 1]).toContain(found)
      expectPrivate(directory)
    }
    expect(killed).toBeGreaterThan(0)
  },
)
