import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorOf, grant, makeDirectory, modeOf, open, refreshTokenIn } from '../../oauth/settings/support.ts'
import { openDoor } from './door.ts'

const NAMES = ['a?mode=memory', 'a#b', 'a%20b', 'a%00b', 'file:a?b', '\u{1f4ec}', ' a', 'a"b;c=d']

test.each(NAMES)('settings path with %j: that file exactly', async name => {
  await using door = await openDoor()
  const directory = makeDirectory()
  const path = join(directory, name)
  await door.save(path)
  expect(await door.reads(path)).toBe(true)
  const names = readdirSync(directory)
  expect(names).toContain(name)
  expect(names.filter(one => !one.startsWith(name))).toEqual([])
  expect(names.map(one => modeOf(join(directory, one)))).toEqual(names.map(() => '600'))
})

test.each([
  ['of 300 characters', 'a'.repeat(300), /longer than 200 bytes/],
  ['of 60 emoji', '\u{1f4ec}'.repeat(60), /longer than 200 bytes/],
  ['with a trailing space', 'a ', /ends with a space/],
])('settings path %s: BAD_PROPERTY, nothing is written', async (_, name, message) => {
  await using door = await openDoor()
  const directory = makeDirectory()
  const error = await errorOf(door.save(`${directory}/${name}`))
  expect([error.code, error.message]).toEqual(['BAD_PROPERTY', expect.stringMatching(message)])
  expect(error.message).toContain(JSON.stringify(`${directory}/${name}`))
  expect(readdirSync(directory)).toEqual([])
})

test('settings path with a newline: a clear error in a connection string, that file exactly below it', async () => {
  await using door = await openDoor()
  const directory = makeDirectory()
  const path = join(directory, 'a\nb')
  const error = await errorOf(door.save(path))
  expect([error.code, error.message]).toEqual(['BAD_VALUE', expect.stringContaining('U+000A')])
  expect(readdirSync(directory)).toEqual([])
  await (await open(path)).store.save(grant())
  expect(await refreshTokenIn(path)).toBe('CANARY-refresh-token')
  expect(readdirSync(directory).sort()).toContain('a\nb')
  expect(modeOf(path)).toBe('600')
})
