import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { errorOf, makeDirectory, modeOf } from '../../oauth/settings/support.ts'
import { openDoor } from './door.ts'

async function listen(path: string): Promise<void> {
  const server = createServer().listen(path)
  onTestFinished(() => void server.close())
  await once(server, 'listening')
}

type Make = (path: string, target: string) => unknown

const KINDS: readonly (readonly [string, RegExp, Make])[] = [
  ['symlink to a file', /symbolic link/, (path, target) => symlinkSync(target, path)],
  ['dangling symlink', /symbolic link/, (path, target) => symlinkSync(`${target}-absent`, path)],
  ['hard link', /2 names/, (path, target) => linkSync(target, path)],
  ['FIFO', /FIFO/, path => execFileSync('mkfifo', [path])],
  ['folder', /directory/, path => mkdirSync(path)],
  ['socket', /socket/, path => listen(path)],
]

test.each(KINDS)('settings file: %s: FILE_UNSAFE, target untouched', async (_, message, make) => {
  await using door = await openDoor()
  const directory = makeDirectory()
  const [path, target] = [join(directory, 's.db'), join(directory, 'target')]
  writeFileSync(target, 'precious', { mode: 0o644 })
  await make(path, target)
  const [mode, names] = [lstatSync(path).mode, readdirSync(directory)]
  const error = await errorOf(door.save(path))
  expect([error.code, error.message]).toEqual(['FILE_UNSAFE', expect.stringMatching(message)])
  expect(error.message).toContain(path)
  expect([readFileSync(target, 'utf8'), modeOf(target)]).toEqual(['precious', '644'])
  expect([lstatSync(path).mode, readdirSync(directory)]).toEqual([mode, names])
})

test('settings file: device: FILE_UNSAFE, target untouched', async () => {
  await using door = await openDoor()
  const before = lstatSync('/dev/null')
  const error = await errorOf(door.save('/dev/null'))
  expect([error.code, error.message]).toEqual(['FILE_UNSAFE', expect.stringContaining('is a device')])
  const { mode, ino, rdev } = lstatSync('/dev/null')
  expect({ mode, ino, rdev }).toEqual({ mode: before.mode, ino: before.ino, rdev: before.rdev })
})
