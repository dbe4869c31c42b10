import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { Cipher } from '../../../src/oauth/settings/cipher.ts'
import { openDatabase } from '../../../src/sqlite/native.ts'
import { Secret } from '../../../src/util/secret.ts'
import { errorOf, grant, makeDirectory, open, pending, refreshTokenIn } from './support.ts'

/** Every spelling in which a secret of these tests could stand in a file or an output. */
const CANARIES = [0, 1, 2].map(shift =>
  Buffer.from(`${' '.repeat(shift)}CANARY-`)
    .toString('base64')
    .slice(shift === 0 ? 0 : 4, 8),
)
const SPELLINGS = ['CANARY', Buffer.from('CANARY').toString('hex'), ...CANARIES]

function expectNoSecret(text: string): void {
  for (const spelling of SPELLINGS) expect(text).not.toContain(spelling)
}

function bytesUnder(directory: string): string {
  return readdirSync(directory)
    .map(name => readFileSync(join(directory, name), 'latin1'))
    .join('\n')
}

test('no secret is in the clear in any file, at any time', async () => {
  const directory = makeDirectory()
  const path = join(directory, 's.db')
  const { store } = await open(path)
  await store.save(grant())
  await store.addPending(pending())
  await store.saveNamed({ name: 'work', connection: new Secret('Password=CANARY-password'), savedAt: 1 })
  expectNoSecret(bytesUnder(directory))
  await store.exclusively('x', async () => expectNoSecret(bytesUnder(directory)))
  await store.save(grant({ refreshToken: new Secret('CANARY-rotated') }))
  await store.remove('me@example.com', 'client-1')
  await store.removePending('CANARY-state')
  expectNoSecret(bytesUnder(directory))
})

test('what was deleted or replaced is not in the file any more, as ciphertext neither', async () => {
  const directory = makeDirectory()
  const path = join(directory, 's.db')
  const { store } = await open(path)
  const sealed: Buffer[] = []
  const note = async () => {
    const db = await openDatabase(path)
    const rows = db.prepare('SELECT sealed FROM grants UNION ALL SELECT sealed FROM pending').all()
    for (const row of rows as { sealed: Buffer }[]) sealed.push(row.sealed)
    db.close()
  }
  const long = new Secret('x'.repeat(9000))
  await store.save(grant({ accessToken: long }))
  await store.addPending(pending())
  await note()
  await store.save(grant())
  await note()
  await store.remove('me@example.com', 'client-1')
  await store.removePending('CANARY-state')
  const bytes = readFileSync(path)
  expect(sealed.length).toBe(4)
  // The ends as well as the beginning: a long one goes over several pages.
  for (const one of sealed) {
    expect(bytes.includes(one.subarray(0, 29))).toBe(false)
    expect(bytes.includes(one.subarray(-29))).toBe(false)
  }
})

test('no secret is in what a store, a grant or an error shows of itself', async () => {
  const path = join(makeDirectory(), 's.db')
  const env = { GMAILSQL_KEY: 'CANARY-passphrase' }
  const { store, notices } = await open(path, { env })
  await store.save(grant())
  await store.addPending(pending())
  const shown = [
    store,
    await store.list(),
    await store.find('me@example.com', null),
    await store.listPending('client-1'),
  ]
  const errors = [
    await errorOf((await open(path, { env: { GMAILSQL_KEY: 'CANARY-wrong' } })).store.list()),
    await errorOf(store.save(grant({ usedAt: 0.5 }))),
  ]
  for (const value of [...shown, ...errors, notices]) {
    expectNoSecret(inspect(value, { depth: Infinity, showHidden: true }))
    expectNoSecret(JSON.stringify(value))
  }
})

test('a ciphertext that is put into another row does not open there', async () => {
  const path = join(makeDirectory(), 's.db')
  const { store } = await open(path)
  await store.save(grant())
  await store.save(grant({ user: 'thief@example.com', refreshToken: null }))
  const db = await openDatabase(path)
  db.exec(`UPDATE grants SET sealed = (SELECT sealed FROM grants WHERE user = 'me@example.com')
           WHERE user = 'thief@example.com'`)
  db.close()
  const { store: again, notices } = await open(path)
  expect(await again.find('thief@example.com', null)).toBeNull()
  expect(notices.map(notice => notice.message)).toEqual([expect.stringContaining('thief@example.com')])
  expect(await refreshTokenIn(path)).toBe('CANARY-refresh-token')
})

test('the same grant saved twice gives two ciphertexts', async () => {
  const path = join(makeDirectory(), 's.db')
  const { store } = await open(path)
  const seen = new Set<string>()
  for (let i = 0; i < 4; i++) {
    await store.save(grant())
    seen.add(readFileSync(path, 'latin1'))
  }
  expect(seen.size).toBe(4)
})

describe('the cipher', () => {
  const cipher = new Cipher(Buffer.alloc(32, 1))
  const place = ['grants.sealed', 'a', 'b'] as const

  test('opens what it sealed, of any length', () => {
    for (const text of ['', 'a', 'ü\u{1f511}', 'x'.repeat(100_000)]) {
      expect(cipher.open(cipher.seal(text, place), place)).toBe(text)
    }
  })

  test('does not open with a changed byte anywhere, a cut, another place or another key', () => {
    const sealed = cipher.seal('secret', place)
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed)
      changed[i]! ^= 1
      expect(cipher.open(changed, place)).toBeUndefined()
      expect(cipher.open(sealed.subarray(0, i), place)).toBeUndefined()
    }
    for (const other of [
      ['grants.sealed', 'a,b'],
      ['grants.sealed', 'b', 'a'],
      ['pending.sealed', 'a', 'b'],
    ] as const) {
      expect(cipher.open(sealed, [other[0], ...other.slice(1)])).toBeUndefined()
    }
    expect(new Cipher(Buffer.alloc(32, 2)).open(sealed, place)).toBeUndefined()
  })
})

test('nothing is left open: a store can be deleted and made anew under the same name', async () => {
  const directory = makeDirectory()
  const path = join(directory, 's.db')
  const { store } = await open(path)
  await store.save(grant())
  const isOurs = (name: string) => name.startsWith(directory)
  if (process.platform === 'linux') {
    const open = readdirSync('/proc/self/fd').map(fd => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`)
      } catch {
        return ''
      }
    })
    expect(open.filter(isOurs)).toEqual([])
  }
  rmSync(directory, { recursive: true })
  expect(await store.find('me@example.com', null)).toBeNull()
})
