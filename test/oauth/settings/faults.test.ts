import { spawnSync } from 'node:child_process'
import fs, { chmodSync, mkdirSync, readdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { GmailSqlError } from '../../../src/util/errors.ts'
import { Secret } from '../../../src/util/secret.ts'
import { NthCall, systemError, withFsFault, withSqliteFault } from '../../support/nth-call.ts'
import { errorOf, grant, isRoot, makeDirectory, makeFastDirectory, open, refreshTokenIn } from './support.ts'

const surfaces = [
  ['file system call', withFsFault, systemError('ENOSPC')],
  ['SQLite call', withSqliteFault, systemError('SQLITE_IOERR_WRITE')],
] as const

/** For n = 1, 2, 3 … until the work gets through without meeting the fault. */
async function untilUnharmed(round: (n: number) => Promise<NthCall>): Promise<number> {
  for (let n = 1; n < 500; n++) {
    const fault = await round(n)
    if (fault.calls < n) return n - 1
  }
  throw new Error('the fault is met for ever')
}

async function outcome(work: Promise<void>): Promise<'done' | 'failed'> {
  try {
    await work
    return 'done'
  } catch (error) {
    if (!(error instanceof GmailSqlError)) throw error
    expect(error.code).toMatch(/^FILE_(?:UNSAFE|DAMAGED)$/)
    expect(error.message).not.toMatch(/CANARY/)
    return 'failed'
  }
}

describe.each([
  ['once', false],
  ['from then on', true],
] as const)('when, %s, the n-th', (_, isLasting) => {
  test.each(surfaces)(
    '%s fails, a save is done or refused with a code, and the old tokens stay',
    async (__, inject, error) => {
      const path = join(makeFastDirectory(), 's.db')
      const old = grant({ refreshToken: new Secret('CANARY old') })
      await (await open(path)).store.save(old)
      const met = await untilUnharmed(async n => {
        await (await open(path)).store.save(old)
        const fault = new NthCall(n, isLasting, error)
        const save = async () =>
          (await open(path)).store.save(grant({ refreshToken: new Secret('CANARY new') }))
        const how = await inject(fault, () => outcome(save()))
        expect([how, await refreshTokenIn(path)]).toEqual(
          how === 'done' ? ['done', 'CANARY new'] : ['failed', expect.stringMatching(/^CANARY (?:old|new)$/)],
        )
        return fault
      })
      expect(met).toBeGreaterThan(8)
    },
  )

  test.each(surfaces)(
    '%s fails, a first save can be tried again',
    async (__, inject, error) => {
      const met = await untilUnharmed(async n => {
        const path = join(makeFastDirectory(), 'inner', 's.db')
        const fault = new NthCall(n, isLasting, error)
        const save = async () => (await open(path)).store.save(grant())
        await inject(fault, () => outcome(save()))
        const { store, notices } = await open(path)
        await store.save(grant())
        expect(await refreshTokenIn(path)).toBe('CANARY-refresh-token')
        expect(notices.filter(notice => notice.code !== 'KEY_FILE')).toEqual([])
        return fault
      })
      expect(met).toBeGreaterThan(20)
    },
    60_000,
  )

  test.each(surfaces)(
    '%s fails, a damaged file is there still or kept aside',
    async (__, inject, error) => {
      const met = await untilUnharmed(async n => {
        const directory = makeFastDirectory()
        const path = join(directory, 's.db')
        writeFileSync(path, 'precious', { mode: 0o600 })
        const fault = new NthCall(n, isLasting, error)
        await inject(fault, () => outcome(open(path).then(() => {})))
        const texts = readdirSync(directory).map(name => readFileSync(join(directory, name), 'latin1'))
        expect(texts).toContain('precious')
        await (await open(path)).store.save(grant())
        expect(await refreshTokenIn(path)).toBe('CANARY-refresh-token')
        return fault
      })
      expect(met).toBeGreaterThan(20)
    },
    60_000,
  )
})

/** A file system of its own in memory, unmounted with the test; undefined where we may not mount one. */
function mountSmall(size: string): string | undefined {
  const directory = makeDirectory()
  const made = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'none', directory])
  if (made.status !== 0) return undefined
  onTestFinished(() => void spawnSync('umount', ['-l', directory]))
  return directory
}

const canMount = isRoot && process.platform === 'linux' && spawnSync('unshare', ['-m', 'true']).status === 0

describe.runIf(canMount)('on a file system of its own', () => {
  test('that gets full, a save is refused, the old tokens stay, and it works again when there is room', async () => {
    const directory = mountSmall('160k')!
    const path = join(directory, 's.db')
    const { store } = await open(path)
    await store.save(grant())
    const filler = join(directory, 'filler')
    writeFileSync(filler, '')
    while (statfsSync(directory).bavail > 0) fs.appendFileSync(filler, Buffer.alloc(4096))
    const big = grant({ accessToken: new Secret('x'.repeat(50_000)), refreshToken: new Secret('CANARY new') })
    const error = await errorOf(store.save(big))
    expect([error.code, error.message]).toEqual(['FILE_UNSAFE', expect.stringMatching(/disk is full/)])
    expect(await refreshTokenIn(path)).toBe('CANARY-refresh-token')
    fs.rmSync(filler)
    await store.save(big)
    expect(await refreshTokenIn(path)).toBe('CANARY new')
  })

  test('that is full from the start, the first save says so', async () => {
    const directory = mountSmall('16k')!
    fs.writeFileSync(join(directory, 'filler'), Buffer.alloc(12_288))
    const { store } = await open(join(directory, 's.db'))
    const error = await errorOf(store.save(grant()))
    expect([error.code, error.message]).toEqual(['FILE_UNSAFE', expect.stringMatching(/disk is full/)])
  })

  test('that is read-only, tokens can be read, and a save or a lock says why it cannot be', async () => {
    const directory = mountSmall('1m')!
    const path = join(directory, 's.db')
    await (await open(path)).store.save(grant())
    expect(spawnSync('mount', ['-o', 'remount,ro', directory]).status).toBe(0)
    const { store, notices } = await open(path)
    expect((await store.find('me@example.com', null))?.refreshToken?.reveal()).toBe('CANARY-refresh-token')
    for (const call of [store.save(grant()), store.exclusively('refresh', async () => {})]) {
      const error = await errorOf(call)
      expect([error.code, error.message]).toEqual(['FILE_UNSAFE', expect.stringMatching(/read-only/)])
    }
    expect(notices).toEqual([])
  })

  test('that is read-only, a damaged file is told and left as it is', async () => {
    const directory = mountSmall('1m')!
    const path = join(directory, 's.db')
    writeFileSync(path, 'precious', { mode: 0o600 })
    expect(spawnSync('mount', ['-o', 'remount,ro', directory]).status).toBe(0)
    const error = await errorOf(open(path))
    expect(error.code).toBe('FILE_DAMAGED')
    expect(error.message).toMatch(/is damaged, and no new one can be put in its place: .*read-only/)
    expect(readFileSync(path, 'utf8')).toBe('precious')
  })

  test('that is read-only, a file that others can read is refused', async () => {
    const directory = mountSmall('1m')!
    const path = join(directory, 's.db')
    await (await open(path)).store.save(grant())
    chmodSync(path, 0o644)
    expect(spawnSync('mount', ['-o', 'remount,ro', directory]).status).toBe(0)
    const error = await errorOf(open(path))
    expect([error.code, error.message]).toEqual(['FILE_UNSAFE', expect.stringMatching(/read-only/)])
  })
})

test.each(['ENOSPC', 'EIO', 'EMFILE', 'EDQUOT', 'EROFS', 'EACCES', 'EINTR'])(
  '%s is told in words',
  async code => {
    const path = join(makeFastDirectory(), 's.db')
    const save = async () => (await open(path)).store.save(grant())
    const error = await withFsFault(new NthCall(8, true, systemError(code)), () => errorOf(save()))
    expect(error.code).toBe('FILE_UNSAFE')
    expect(error.message).toContain(`cannot be used: `)
    expect(error.message).toContain(code)
    expect(error.message).not.toContain('injected')
  },
)

test.runIf(!isRoot)('a directory that may not be written is told', async () => {
  const directory = join(makeDirectory(), 'closed')
  mkdirSync(directory, { mode: 0o500 })
  const { store } = await open(join(directory, 's.db'))
  const error = await errorOf(store.save(grant()))
  expect([error.code, error.message]).toEqual(['FILE_UNSAFE', expect.stringMatching(/permission is denied/)])
})
