import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../../src/sqlite/native.ts'
import { GmailSqlError } from '../../../src/util/errors.ts'
import { Secret } from '../../../src/util/secret.ts'
import {
  asides,
  errorOf,
  grant,
  makeDirectory,
  makeFastDirectory,
  modeOf,
  open,
  refreshTokenIn,
} from './support.ts'

async function savedFile(directory = makeFastDirectory()): Promise<string> {
  const path = join(directory, 's.db')
  const { store } = await open(path)
  for (let i = 0; i < 12; i++) await store.save(grant({ user: `user-${i}@example.com` }))
  await store.save(grant())
  return path
}

async function saveAgain(path: string): Promise<void> {
  const { store } = await open(path)
  await store.save(grant({ refreshToken: new Secret('again') }))
  expect(await refreshTokenIn(path)).toBe('again')
}

describe('a damaged file is set aside when a new one is ready, with one notice:', () => {
  const kinds: readonly (readonly [string, (path: string) => void])[] = [
    ['JSON of another tool', path => writeFileSync(path, JSON.stringify({ access_token: 'x'.repeat(2000) }))],
    ['a short text', path => writeFileSync(path, 'null')],
    ['two bytes', path => writeFileSync(path, '\0\0')],
    ['a file cut in the middle', path => truncateSync(path, 9000)],
    ['a file cut after its header', path => truncateSync(path, 100)],
    ['a file cut after a page', path => truncateSync(path, 4096)],
    ['a header that was overwritten', path => overwrite(path, 0, Buffer.alloc(100, 7))],
    ['a file of zeros', path => writeFileSync(path, Buffer.alloc(8192))],
    ['a page of noise', path => overwrite(path, 4096, Buffer.alloc(4096, 0xa5))],
  ]

  test.each(kinds)('%s', async (_, damage) => {
    const directory = makeFastDirectory()
    const path = await savedFile(directory)
    damage(path)
    const bytes = readFileSync(path)
    const { store, notices } = await open(path)
    expect(notices.map(notice => notice.code)).toEqual(['FILE_DAMAGED'])
    expect(notices[0]!.message).toMatch(/sign in again$/)
    expect(await store.find('me@example.com', null)).toBeNull()
    expect(asides(directory)).toEqual(['s.db.damaged'])
    const aside = readdirSync(directory).find(name => name.includes('.damaged-'))!
    expect(notices[0]!.message).toContain(aside)
    expect(readFileSync(join(directory, aside))).toEqual(bytes)
    expect(modeOf(path)).toBe('600')
    await saveAgain(path)
    expect(notices).toHaveLength(1)
  })
})

function overwrite(path: string, at: number, bytes: Buffer): void {
  const content = readFileSync(path)
  bytes.copy(content, at)
  writeFileSync(path, content)
}

test('no journal, -wal or -shm of the damaged file is left to be played into the new one', async () => {
  const directory = makeFastDirectory()
  const path = await savedFile(directory)
  writeFileSync(path, 'nothing that SQLite knows')
  for (const suffix of ['-journal', '-wal', '-shm']) writeFileSync(path + suffix, suffix, { mode: 0o600 })
  await saveAgain(path)
  expect(asides(directory)).toContain('s.db.damaged')
  expect(readdirSync(directory).filter(name => /^s\.db-/.test(name))).toEqual([])
})

test('a journal that was left without its file does not get into the new one', async () => {
  const directory = makeDirectory()
  const path = join(directory, 's.db')
  writeFileSync(`${path}-journal`, Buffer.alloc(4096, 1), { mode: 0o600 })
  await saveAgain(path)
  expect(asides(directory)).toEqual(['s.db.damaged-journal'])
})

test.each([0, 1])(
  'an empty file (of %i bytes) is "no settings", said aloud, and is not set aside',
  async size => {
    const directory = makeFastDirectory()
    const path = await savedFile(directory)
    truncateSync(path, size)
    const { store, notices } = await open(path)
    expect(notices.map(notice => notice.code)).toEqual(['FILE_EMPTY'])
    expect(await store.list()).toEqual([])
    await saveAgain(path)
    expect(asides(directory)).toEqual([])
  },
)

test('a file that is damaged while it is open heals at the next call', async () => {
  const directory = makeFastDirectory()
  const path = await savedFile(directory)
  const { store, notices } = await open(path)
  writeFileSync(path, 'no database at all')
  expect(await store.find('me@example.com', null)).toBeNull()
  await store.save(grant())
  expect(await refreshTokenIn(path)).toBe('CANARY-refresh-token')
  expect(notices.map(notice => notice.code)).toEqual(['FILE_DAMAGED'])
})

test('of several processes and connections one heals the file, and nothing that another saves is lost', async () => {
  const directory = makeFastDirectory()
  const path = await savedFile(directory)
  writeFileSync(path, 'no database at all')
  const opened = await Promise.all(Array.from({ length: 6 }, () => open(path)))
  await Promise.all(opened.map(({ store }, i) => store.save(grant({ user: `${i}@x` }))))
  expect(asides(directory)).toEqual(['s.db.damaged'])
  expect(
    opened.flatMap(({ notices }) => notices).filter(notice => notice.code === 'FILE_DAMAGED'),
  ).toHaveLength(1)
  expect(await opened[0]!.store.list()).toHaveLength(6)
})

test('a draft that a killed process left is replaced', async () => {
  const directory = makeDirectory()
  const path = join(directory, 's.db')
  writeFileSync(`${path}.new`, 'half', { mode: 0o644 })
  writeFileSync(`${path}.key.new`, 'half', { mode: 0o644 })
  await saveAgain(path)
  expect(readdirSync(directory).filter(name => name.endsWith('.new'))).toEqual([])
})

describe('never written to and never set aside, but refused with FILE_DAMAGED, is', () => {
  async function refused(path: string, message: RegExp): Promise<void> {
    const bytes = readFileSync(path)
    const error = await errorOf(open(path))
    expect([error.code, error.message]).toEqual(['FILE_DAMAGED', expect.stringMatching(message)])
    expect(error.hint).toMatch(/not touched/)
    expect(readFileSync(path)).toEqual(bytes)
    expect(existsSync(`${path}-journal`)).toBe(false)
  }

  test('a file of a newer version', async () => {
    const path = await savedFile()
    const db = await openDatabase(path)
    db.pragma('user_version = 99')
    db.close()
    await refused(path, /version 99, which a newer gmailsql wrote; this one reads up to \d+$/)
  })

  test('an SQLite database of another program', async () => {
    const path = join(makeDirectory(), 'cookies.sqlite')
    const db = await openDatabase(path)
    db.exec('CREATE TABLE moz_cookies (value TEXT); INSERT INTO moz_cookies VALUES (1)')
    db.close()
    await refused(path, /another program/)
  })
})

test('a newer version that another process puts there meanwhile is refused by save and find', async () => {
  const path = await savedFile()
  const { store } = await open(path)
  const db = await openDatabase(path)
  db.pragma('user_version = 98')
  db.close()
  expect((await errorOf(store.save(grant()))).code).toBe('FILE_DAMAGED')
  expect((await errorOf(store.find('me@example.com', null))).code).toBe('FILE_DAMAGED')
})

test('one row whose secrets are damaged counts as absent, with one notice, until it is saved again', async () => {
  const path = await savedFile()
  const db = await openDatabase(path)
  db.exec("UPDATE grants SET sealed = zeroblob(80) WHERE user = 'me@example.com'")
  db.close()
  const { store, notices } = await open(path)
  expect(await store.find('me@example.com', 'client-1')).toBeNull()
  expect(await store.find('me@example.com', null)).toBeNull()
  expect(await store.list()).toHaveLength(12)
  expect(notices).toEqual([{ code: 'FILE_DAMAGED', message: expect.stringContaining('"me@example.com"') }])
  await store.save(grant())
  expect(await refreshTokenIn(path)).toBe('CANARY-refresh-token')
})

describe('whatever byte changes, tokens are right, or gone with a word, or an error has a code:', () => {
  const healthy = async () => {
    const path = await savedFile()
    return { path, bytes: readFileSync(path) }
  }

  async function probe(path: string): Promise<string> {
    try {
      const { store, notices } = await open(path)
      const found = await store.find('me@example.com', 'client-1')
      await store.save(grant({ user: 'new@example.com' }))
      expect((await store.find('new@example.com', null))?.accessToken?.reveal()).toBe('CANARY-access-token')
      if (found === null) expect(notices.length).toBeGreaterThan(0)
      else expect(found.refreshToken?.reveal()).toBe('CANARY-refresh-token')
      return found === null ? 'told' : 'right'
    } catch (error) {
      if (error instanceof GmailSqlError && ['FILE_DAMAGED', 'FILE_UNSAFE'].includes(error.code))
        return 'refused'
      throw error
    }
  }

  async function probeAll(
    positions: readonly number[],
    change: (byte: number) => number,
  ): Promise<Set<string>> {
    const { path, bytes } = await healthy()
    const key = readFileSync(`${path}.key`)
    const outcomes = new Set<string>()
    for (const at of positions) {
      const changed = Buffer.from(bytes)
      changed[at] = change(changed[at]!)
      for (const name of readdirSync(join(path, '..'))) rmSync(join(path, '..', name))
      writeFileSync(path, changed, { mode: 0o600 })
      writeFileSync(`${path}.key`, key, { mode: 0o600 })
      outcomes.add(await probe(path))
    }
    return outcomes
  }

  test.each([0xff, 0x01])('each byte of the header, changed by %o', async mask => {
    const outcomes = await probeAll(
      Array.from({ length: 100 }, (_, i) => i),
      byte => byte ^ mask,
    )
    expect([...outcomes].sort()).toEqual(['refused', 'right', 'told'])
  })

  test('bytes all over the file', async () => {
    const positions = Array.from({ length: 60 }, (_, i) => 100 + i * 389)
    expect(await probeAll(positions, byte => byte ^ 0x55)).toContain('right')
  })
})

test('a copy of the one file, made at any time, is whole', async () => {
  const directory = makeFastDirectory()
  const path = await savedFile(directory)
  const copy = join(makeDirectory(), 'copied.db')
  copyFileSync(path, copy)
  copyFileSync(`${path}.key`, `${copy}.key`)
  expect(await refreshTokenIn(copy)).toBe('CANARY-refresh-token')
})
