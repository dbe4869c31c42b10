import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorOf, isRoot, makeDirectory, modeOf, NOBODY } from '../../oauth/settings/support.ts'
import { openDoor } from './door.ts'

test.each([0o644, 0o666])('settings file of mode %o: tightened with a notice', async mode => {
  await using door = await openDoor()
  const path = join(makeDirectory(), 's.db')
  await door.save(path)
  chmodSync(path, mode)
  const notices = await door.save(path)
  expect(notices.filter(({ code }) => code === 'FILE_MODE')).toEqual([
    { code: 'FILE_MODE', message: expect.stringContaining(path) },
  ])
  expect(modeOf(path)).toBe('600')
  expect(await door.reads(path)).toBe(true)
})

test.runIf(isRoot)('settings file owned by another uid: FILE_UNSAFE, and it stays as it was', async () => {
  await using door = await openDoor()
  const path = join(makeDirectory(), 's.db')
  await door.save(path)
  chownSync(path, NOBODY, NOBODY)
  chmodSync(path, 0o644)
  const bytes = readFileSync(path)
  const error = await errorOf(door.save(path))
  expect([error.code, error.message]).toEqual(['FILE_UNSAFE', expect.stringContaining(`uid ${NOBODY}`)])
  expect([modeOf(path), statSync(path).uid]).toEqual(['644', NOBODY])
  expect(readFileSync(path)).toEqual(bytes)
})

test('settings file in a sticky directory that all can write: kept there, with mode 0600', async () => {
  await using door = await openDoor()
  const directory = join(makeDirectory(), 'sticky')
  mkdirSync(directory)
  chmodSync(directory, 0o1777)
  const path = join(directory, 's.db')
  await door.save(path)
  expect(await door.reads(path)).toBe(true)
  const modes = readdirSync(directory).map(name => [name, modeOf(join(directory, name))])
  expect(modes).toEqual(modes.map(([name]) => [name, '600']))
})

test('settings file in a directory of mode 0777: FILE_UNSAFE, nothing is written', async () => {
  await using door = await openDoor()
  const directory = makeDirectory()
  chmodSync(directory, 0o777)
  const error = await errorOf(door.save(join(directory, 's.db')))
  expect([error.code, error.hint]).toEqual([
    'FILE_UNSAFE',
    expect.stringContaining(`chmod go-w ${directory}`),
  ])
  expect(readdirSync(directory)).toEqual([])
  expect(modeOf(directory)).toBe('777')
})
