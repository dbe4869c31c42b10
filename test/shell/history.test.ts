import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { historyPath } from '../../src/shell/history.ts'
import { main } from '../../src/shell/main.ts'
import { FakeConnection, loaderOf } from './support/fake-connection.ts'
import { FakeTerminal } from './support/fake-terminal.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const UP = '\x1b[A'
let env: Record<string, string>
let file: string

beforeEach(() => {
  env = { XDG_STATE_HOME: temporaryFolder() }
  file = historyPath(env)
})

/** One shell, from start to .quit. */
async function session(...keys: readonly string[]) {
  const connection = new FakeConnection(() => ({ columns: ['n'] }))
  const terminal = new FakeTerminal({ screen: true, columns: 80, env })
  const exit = main([], terminal.io, loaderOf(connection))
  for (const key of keys) terminal.type(key)
  terminal.type('.quit\r')
  expect(await exit).toBe(0)
  return { asked: connection.asked.map(({ sql }) => sql), stderr: terminal.stderr }
}

function stored(): string[] {
  return readFileSync(file, 'utf8').split('\n').slice(0, -1)
}

test('the file is in the state folder, by XDG or below the home', () => {
  expect(file).toBe(join(env['XDG_STATE_HOME']!, 'gmailsql', 'history'))
  expect(historyPath({ HOME: '/home/me' })).toBe('/home/me/.local/state/gmailsql/history')
})

test('without a home directory the shell works, says so once, and writes nowhere', async () => {
  vi.stubEnv('HOME', '')
  env = {}
  const { asked, stderr } = await session('SELECT 1;\r')
  vi.unstubAllEnvs()
  expect(asked).toEqual(['SELECT 1'])
  expect(stderr.match(/notice: no history is kept: no home directory is known/g)).toHaveLength(1)
})

test('a line is there again in the next shell, and a repeated one is stored once', async () => {
  await session('SELECT 1;\r', 'SELECT 1;\r')
  expect(stored()).toEqual(['SELECT 1;', '.quit'])
  const { asked } = await session(UP, UP, '\r')
  expect(asked).toEqual(['SELECT 1'])
})

describe.runIf(process.platform !== 'win32')('the file', () => {
  test('can be read by its owner only, also when it was wider before', async () => {
    await session('SELECT 1;\r')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700)
    chmodSync(file, 0o644)
    await session('SELECT 2;\r')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(stored()).toContain('SELECT 2;')
  })

  test('that is a symbolic link is not written, and the shell works without it', async () => {
    const target = join(env['XDG_STATE_HOME']!, 'target')
    writeFileSync(target, '')
    mkdirSync(join(file, '..'))
    symlinkSync(target, file)
    const { asked, stderr } = await session('SELECT 1;\r')
    expect(asked).toEqual(['SELECT 1'])
    expect(stderr.match(/notice: no history is kept/g)).toHaveLength(1)
    expect(readFileSync(target, 'utf8')).toBe('')
  })
})

test('a file that has grown long is cut to its newest lines', async () => {
  mkdirSync(join(file, '..'))
  writeFileSync(file, Array.from({ length: 6000 }, (_, i) => `SELECT ${i};\n`).join(''))
  await session()
  expect(stored()).toHaveLength(1001)
  expect(stored()[0]).toBe('SELECT 5000;')
})

test.each([
  ["EXEC SetUp @Password = 'hunter2';\r"],
  ["EXEC SetUp @OAuthClientSecret='hunter2';\r"],
  ["EXEC SetUp @OAuthRefreshToken =\r'hunter2';\r"],
  ["EXEC SetUp [Password] =\r\r  'hunter2'\r;\r"],
  ['.open User=me;OAuth Access Token=hunter2\r'],
  ['.open gmail://me:hunter2@gmail.com\r'],
  ['\\set MyPassword hunter2\r'],
  ["SELECT 7; EXEC SetUp @Password =\r'hunter2';\r"],
])('a secret is not stored, nor offered by the arrow keys: %j', async typed => {
  const { asked } = await session('SELECT 1;\r', typed, UP, '\r')
  expect(readFileSync(file, 'utf8')).not.toContain('hunter2')
  expect(asked.filter(sql => sql === 'SELECT 1')).toHaveLength(2)
})

test('a statement of several lines is one entry', async () => {
  await session('SELECT 1\r, 2;\r')
  expect(stored()).toEqual(['SELECT 1\x01, 2;', '.quit'])
  const { asked } = await session(UP, UP, '\r')
  expect(asked).toEqual(['SELECT 1\n, 2'])
})

test('lines after a secret statement are stored again', async () => {
  await session("EXEC SetUp @Password = 'x';\r", 'SELECT 2;\r')
  expect(stored()).toEqual(['SELECT 2;', '.quit'])
})

test('a line that only speaks of passwords is stored', async () => {
  const line = "SELECT * FROM Inbox WHERE Subject LIKE '%password%' AND IsRead = 0;"
  await session(`${line}\r`)
  expect(stored()[0]).toBe(line)
})
