import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Keychain } from '../../../src/oauth/settings/keychain.ts'
import { Secret } from '../../../src/util/secret.ts'
import {
  errorOf,
  fakeKeychain,
  grant,
  makeDirectory,
  modeOf,
  type OpenOptions,
  open,
  pending,
  refreshTokenIn,
} from './support.ts'

async function saved(path: string, options: OpenOptions = {}) {
  const opened = await open(path, options)
  await opened.store.save(grant())
  return opened
}

/** The file was not changed by the failed call, and says that nothing was lost. */
async function lockedOut(path: string, options: OpenOptions, message: RegExp): Promise<void> {
  const bytes = readFileSync(path)
  const { store } = await open(path, options)
  for (const call of [
    () => store.find('me@example.com', null),
    () => store.save(grant()),
    () => store.list(),
  ]) {
    const error = await errorOf(call())
    expect([error.code, error.message]).toEqual(['FILE_DAMAGED', expect.stringMatching(message)])
    expect(error.hint).toMatch(/^Nothing was lost or changed/)
  }
  expect(readFileSync(path)).toEqual(bytes)
}

function path(): string {
  return join(makeDirectory(), 's.db')
}

describe('GMAILSQL_KEY', () => {
  const hex = randomBytes(32).toString('hex')
  const base64 = Buffer.alloc(32, 0xfb).toString('base64')

  test.each([
    ['64 hex digits', hex, hex.toUpperCase()],
    ['base64', base64, Buffer.from(base64, 'base64').toString('hex')],
    ['base64 without padding', base64.slice(0, -1), base64],
    ['base64url', Buffer.from(base64, 'base64').toString('base64url'), base64],
    ['a passphrase', 'correct horse battery staple', 'correct horse battery staple'],
    ['a passphrase of 64 letters', 'x'.repeat(64), 'x'.repeat(64)],
    ['a passphrase with an accent in either form', 'caf\u00e9', 'cafe\u0301'],
  ])('may be %s', async (_, first, second) => {
    const file = path()
    const { store, notices } = await saved(file, { env: { GMAILSQL_KEY: first } })
    expect(store.protection).toBe('GMAILSQL_KEY')
    expect(notices).toEqual([])
    expect(existsSync(`${file}.key`)).toBe(false)
    expect(await refreshTokenIn(file, { env: { GMAILSQL_KEY: second } })).toBe('CANARY-refresh-token')
    expect((await open(file, { env: { GMAILSQL_KEY: second } })).store.protection).toBe('GMAILSQL_KEY')
  })

  test('is taken before the keychain', async () => {
    const keychain = fakeKeychain()
    await saved(path(), { env: { GMAILSQL_KEY: hex }, keychain })
    expect(keychain.entries.size).toBe(0)
  })

  test('derives another key in every file from one passphrase', async () => {
    const env = { GMAILSQL_KEY: 'one passphrase' }
    const [a, b] = [path(), path()]
    await saved(a, { env })
    await saved(b, { env })
    const salts = [a, b].map(file => readFileSync(file).includes(Buffer.from('one passphrase')))
    expect(salts).toEqual([false, false])
    rmSync(a)
    copyFileSync(b, a)
    expect(await refreshTokenIn(a, { env })).toBe('CANARY-refresh-token')
  })

  test('that is another one opens nothing and destroys nothing', async () => {
    const file = path()
    await saved(file, { env: { GMAILSQL_KEY: hex } })
    await lockedOut(file, { env: { GMAILSQL_KEY: 'another' } }, /another key than the one of GMAILSQL_KEY/)
    await lockedOut(file, {}, /need GMAILSQL_KEY, which is not set/)
    await lockedOut(file, { env: { GMAILSQL_KEY: '' } }, /need GMAILSQL_KEY, which is not set/)
    expect(await refreshTokenIn(file, { env: { GMAILSQL_KEY: hex } })).toBe('CANARY-refresh-token')
  })

  test('given for a file with a key file becomes its key, with a notice, and the key file opens it no longer', async () => {
    const file = path()
    const { store: former } = await saved(file)
    await former.addPending(pending())
    await former.saveNamed({ name: 'work', connection: new Secret('CANARY-named'), savedAt: 1 })
    const { store, notices } = await open(file, { env: { GMAILSQL_KEY: hex } })
    expect((await store.find('me@example.com', null))?.refreshToken?.reveal()).toBe('CANARY-refresh-token')
    expect((await store.listPending('client-1'))[0]?.state.reveal()).toBe('CANARY-state')
    expect((await store.listNamed())[0]?.connection.reveal()).toBe('CANARY-named')
    expect(notices.map(notice => notice.code)).toEqual(['KEY_CHANGED'])
    expect(store.protection).toBe('GMAILSQL_KEY')
    expect((await errorOf(former.find('me@example.com', null))).message).toMatch(/GMAILSQL_KEY/)
    expect((await errorOf(former.save(grant()))).message).toMatch(/GMAILSQL_KEY/)
    rmSync(`${file}.key`)
    expect(await refreshTokenIn(file, { env: { GMAILSQL_KEY: hex } })).toBe('CANARY-refresh-token')
  })

  test('given for a file whose key is lost does not hide that', async () => {
    const file = path()
    await saved(file)
    rmSync(`${file}.key`)
    await lockedOut(file, { env: { GMAILSQL_KEY: hex } }, /key file .* is missing/)
  })
})

describe('the keychain', () => {
  test('keeps the key under the id of the file, and nothing is beside it', async () => {
    const keychain = fakeKeychain()
    const file = path()
    const { store, notices } = await saved(file, { keychain })
    expect(store.protection).toBe('keychain')
    expect(notices).toEqual([])
    expect(existsSync(`${file}.key`)).toBe(false)
    expect([...keychain.entries.keys()]).toEqual([expect.stringMatching(/^[\da-f-]{36}$/)])
    expect(await refreshTokenIn(file, { keychain })).toBe('CANARY-refresh-token')
  })

  test('still fits when the file was moved', async () => {
    const keychain = fakeKeychain()
    const [from, to] = [path(), path()]
    await saved(from, { keychain })
    copyFileSync(from, to)
    expect(await refreshTokenIn(to, { keychain })).toBe('CANARY-refresh-token')
  })

  test('is not asked before a secret is read or saved', async () => {
    const file = path()
    const keychain = fakeKeychain()
    await saved(file, { keychain })
    const asked: string[] = []
    const watched: Keychain = {
      read: account => {
        asked.push('read')
        return keychain.read(account)
      },
      write: async () => void asked.push('write'),
    }
    const { store } = await open(file, { keychain: watched })
    expect(await store.find('somebody@else.com', null)).toBeNull()
    expect(await store.listPending('client-1')).toEqual([])
    expect(await store.remove('somebody@else.com', 'x')).toBe(false)
    await store.exclusively('refresh', async () => {})
    expect(asked).toEqual([])
    await store.find('me@example.com', null)
    await store.find('me@example.com', null)
    expect(asked).toEqual(['read'])
  })

  const failures: readonly (readonly [string, Keychain | null, RegExp])[] = [
    ['is not there', null, /@napi-rs\/keyring/],
    [
      'has no storage',
      { read: async () => null, write: () => Promise.reject(new Error('no storage')) },
      /no storage/,
    ],
    ['forgets', { read: async () => null, write: async () => {} }, /does not give back/],
    ['mixes up', { read: async () => 'bm90IGEga2V5', write: async () => {} }, /does not give back/],
  ]

  test.each(failures)('that %s is replaced by a key file, told once', async (_, keychain, reason) => {
    const file = path()
    const { store, notices } = await saved(file, { keychain })
    await store.save(grant())
    expect(store.protection).toBe('key file')
    expect(notices).toEqual([{ code: 'KEY_FILE', message: expect.stringMatching(reason) }])
    expect(notices[0]!.message).toContain(`${file}.key`)
    expect(modeOf(`${file}.key`)).toBe('600')
    const again = await open(file, { keychain })
    expect(await again.store.list()).toHaveLength(1)
    expect(again.store.protection).toBe('key file')
    expect(again.notices).toEqual([])
  })

  test('that is gone, locked or of another user opens nothing and destroys nothing', async () => {
    const file = path()
    await saved(file, { keychain: fakeKeychain() })
    await lockedOut(file, { keychain: null }, /no keychain can be used here/)
    await lockedOut(file, { keychain: fakeKeychain() }, /not in the one of this user and machine/)
    const locked = { read: () => Promise.reject(new Error('it is locked')), write: async () => {} }
    await lockedOut(file, { keychain: locked }, /cannot be read: it is locked/)
    expect(existsSync(`${file}.key`)).toBe(false)
  })

  test('lets a file go to another machine when it is opened once with GMAILSQL_KEY', async () => {
    const env = { GMAILSQL_KEY: 'on both machines' }
    const file = path()
    const keychain = fakeKeychain()
    await saved(file, { keychain })
    expect(await refreshTokenIn(file, { keychain, env })).toBe('CANARY-refresh-token')
    const copy = path()
    copyFileSync(file, copy)
    expect(await refreshTokenIn(copy, { env })).toBe('CANARY-refresh-token')
  })
})

describe('the key file', () => {
  test('that is lost or of another file opens nothing and destroys nothing', async () => {
    const file = path()
    await saved(file)
    const key = readFileSync(`${file}.key`)
    rmSync(`${file}.key`)
    await lockedOut(file, {}, /key file .*\.key is missing/)
    writeFileSync(`${file}.key`, `${'0'.repeat(64)}\n`, { mode: 0o600 })
    await lockedOut(file, {}, /another key than the one of the key file/)
    writeFileSync(`${file}.key`, key)
    expect(await refreshTokenIn(file)).toBe('CANARY-refresh-token')
  })

  test.each(['', '12', 'x'.repeat(64), `${'0'.repeat(66)}\n`])('with %j in it is no key', async text => {
    const file = path()
    await saved(file)
    writeFileSync(`${file}.key`, text)
    const error = await errorOf((await open(file)).store.list())
    expect([error.code, error.message]).toEqual(['FILE_DAMAGED', expect.stringMatching(/no key is in it/)])
    expect(readFileSync(`${file}.key`, 'utf8')).toBe(text)
  })

  test('is taken up again, silently, when the settings file was deleted', async () => {
    const file = path()
    await saved(file)
    const key = readFileSync(`${file}.key`)
    rmSync(file)
    const { notices } = await saved(file)
    expect(notices).toEqual([])
    expect(readFileSync(`${file}.key`)).toEqual(key)
    expect(await refreshTokenIn(file)).toBe('CANARY-refresh-token')
  })

  test('is made once by connections that save at the same time', async () => {
    const directory = makeDirectory()
    const file = join(directory, 's.db')
    const opened = await Promise.all(Array.from({ length: 6 }, () => open(file)))
    await Promise.all(
      opened.map(({ store }, i) => store.save(grant({ user: `${i}@x`, accessToken: new Secret(`${i}`) }))),
    )
    expect(opened.flatMap(({ notices }) => notices.map(notice => notice.code))).toEqual(['KEY_FILE'])
    expect((await opened[0]!.store.list()).map(one => one.accessToken?.reveal()).sort()).toEqual([
      ...'012345',
    ])
    expect(readdirSync(directory).filter(name => name.endsWith('.key'))).toHaveLength(1)
  })

  test('follows the file when both are moved', async () => {
    const [from, to] = [path(), path()]
    await saved(from)
    copyFileSync(from, to)
    copyFileSync(`${from}.key`, `${to}.key`)
    chmodSync(`${to}.key`, 0o600)
    expect(await refreshTokenIn(to)).toBe('CANARY-refresh-token')
  })
})
