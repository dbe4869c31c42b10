import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../src/sqlite/native.ts'
import { asides, errorOf, makeDirectory, modeOf } from '../../oauth/settings/support.ts'
import { openDoor } from './door.ts'

const KINDS: readonly (readonly [string, string, (path: string) => void])[] = [
  ['0 bytes', 'FILE_EMPTY', path => truncateSync(path, 0)],
  ['JSON of another tool', 'FILE_DAMAGED', path => writeFileSync(path, '{"access_token":"theirs"}')],
  ['truncated', 'FILE_DAMAGED', path => truncateSync(path, 5000)],
  ['valid but `null`', 'FILE_DAMAGED', path => writeFileSync(path, 'null')],
]

test.each(KINDS)('settings file: %s: %s; set aside when a new one is ready', async (_, code, damage) => {
  await using door = await openDoor()
  const directory = makeDirectory()
  const path = join(directory, 's.db')
  await door.save(path)
  damage(path)
  const bytes = readFileSync(path)
  const notices = await door.save(path)
  expect(notices.map(notice => notice.code)).toContain(code)
  const kept = readdirSync(directory).filter(name => name.includes('.damaged-'))
  expect(kept.map(name => readFileSync(join(directory, name)))).toEqual(bytes.length === 0 ? [] : [bytes])
  expect(modeOf(path)).toBe('600')
  expect(await door.reads(path)).toBe(true)
})

test('a damaged settings file stays where it is while no new one can be made', async () => {
  await using door = await openDoor()
  const directory = makeDirectory()
  const path = join(directory, 's.db')
  writeFileSync(path, 'null', { mode: 0o600 })
  mkdirSync(`${path}.new`)
  expect((await errorOf(door.save(path))).code).toMatch(/^FILE_(?:DAMAGED|UNSAFE)$/)
  expect(readFileSync(path, 'utf8')).toBe('null')
  expect(asides(directory)).toEqual([])
})

test('settings file: version from the future: FILE_DAMAGED, never overwritten', async () => {
  await using door = await openDoor()
  const directory = makeDirectory()
  const path = join(directory, 's.db')
  await door.save(path)
  const db = await openDatabase(path)
  db.pragma('user_version = 99')
  db.close()
  const bytes = readFileSync(path)
  const error = await errorOf(door.save(path))
  expect([error.code, error.message]).toEqual(['FILE_DAMAGED', expect.stringContaining('version 99')])
  expect(readFileSync(path)).toEqual(bytes)
  expect(asides(directory)).toEqual([])
})
