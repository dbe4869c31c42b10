import fs, { readdirSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../src/sqlite/native.ts'
import { Secret } from '../../../src/util/secret.ts'
import {
  errorOf,
  grant,
  makeFastDirectory,
  modeOf,
  open,
  refreshTokenIn,
} from '../../oauth/settings/support.ts'

type Calls = Record<string, (...args: unknown[]) => unknown>

const FILE_CALLS = ['lstatSync', 'statSync', 'openSync', 'fsyncSync', 'fchmodSync', 'writeSync', 'renameSync']

/** While the work runs, the calls fail from the n-th on. @returns whether one did. */
async function failing(
  holder: object,
  names: string[],
  [n, code]: [number, string],
  work: () => Promise<void>,
) {
  const calls = holder as Calls
  const originals = names.map(name => [name, calls[name]!] as const)
  let count = 0
  for (const [name, original] of originals) {
    calls[name] = function (this: unknown, ...args: unknown[]) {
      if (++count >= n) throw Object.assign(new Error(`${code}: injected`), { code })
      return original.apply(this, args)
    }
  }
  syncBuiltinESMExports()
  try {
    await work()
  } finally {
    for (const [name, original] of originals) calls[name] = original
    syncBuiltinESMExports()
  }
  return count >= n
}

async function savedFile(): Promise<string> {
  const path = join(makeFastDirectory(), 's.db')
  await (await open(path)).store.save(grant({ refreshToken: new Secret('old') }))
  return path
}

async function saveRefused(path: string, code: string): Promise<void> {
  const save = async () => (await open(path)).store.save(grant({ refreshToken: new Secret('new') }))
  const error = await errorOf(save())
  expect([error.code, error.message]).toEqual(['FILE_UNSAFE', expect.stringContaining(code)])
  expect(error.hint).toBeTruthy()
}

async function expectOld(path: string): Promise<void> {
  expect(await refreshTokenIn(path)).toBe('old')
  const directory = join(path, '..')
  const modes = readdirSync(directory).map(name => [name, modeOf(join(directory, name))])
  expect(modes).toEqual(modes.map(([name]) => [name, '600']))
}

test.each(['ENOSPC', 'EIO', 'EROFS', 'EDQUOT', 'EMFILE'])(
  '%s at the first calls of the file system: the old file is intact, and the error says so',
  async code => {
    const path = await savedFile()
    for (const n of [1, 3, 5, 8]) {
      expect(await failing(fs, FILE_CALLS, [n, code], () => saveRefused(path, code))).toBe(true)
      await expectOld(path)
    }
  },
)

test.each(['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_FSYNC', 'SQLITE_CANTOPEN'])(
  '%s at the n-th call of SQLite: the old file is intact, and the error says so',
  async code => {
    const path = await savedFile()
    const db = await openDatabase(':memory:')
    const statement: object = Object.getPrototypeOf(db.prepare('SELECT 1'))
    db.close()
    for (const n of [1, 2, 4, 6]) {
      expect(await failing(statement, ['run', 'get', 'all'], [n, code], () => saveRefused(path, code))).toBe(
        true,
      )
      await expectOld(path)
    }
  },
)
