import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { namedConnections } from '../../src/shell/config-files.ts'
import { main } from '../../src/shell/main.ts'
import { FakeConnection, loaderOf } from './support/fake-connection.ts'
import { FakeTerminal } from './support/fake-terminal.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

let env: Record<string, string>

beforeEach(() => {
  env = { XDG_STATE_HOME: temporaryFolder(), XDG_CONFIG_HOME: temporaryFolder(), HOME: temporaryFolder() }
  mkdirSync(join(env['XDG_CONFIG_HOME']!, 'gmailsql'))
})

function configure(name: 'gmailsqlrc' | 'connections', text: string): string {
  const path = join(env['XDG_CONFIG_HOME']!, 'gmailsql', name)
  writeFileSync(path, text, { mode: 0o600 })
  return path
}

async function session(argv: readonly string[], ...lines: readonly string[]) {
  const logins: string[] = []
  const connection = new FakeConnection(() => ({ columns: ['n'], rows: [[1]] }))
  const terminal = new FakeTerminal({ screen: true, columns: 80, env })
  const exit = main(argv, terminal.io, loaderOf(connection, logins))
  for (const line of [...lines, '.quit']) terminal.type(`${line}\r`)
  const exitCode = await exit
  const { stdout, stderr } = terminal
  return { exitCode, logins, stdout, stderr, asked: connection.asked.map(({ sql }) => sql) }
}

describe('the start file', () => {
  test('of the configuration is run before the first prompt, to its end', async () => {
    configure('gmailsqlrc', '-- mine\n.mode csv\n.xyzzy\n.set n 5\n.prompt mail%%>\n')
    const { stdout, stderr } = await session([], 'SELECT :n;', '.bail')
    expect(stdout).toContain('\nn\n1\n')
    expect(stdout).toContain('mail%> ')
    expect(stderr).toContain('there is no command ".xyzzy"')
    expect(stdout).toContain('\non\n')
  })

  test('may be ~/.gmailsqlrc; --no-rc and scripts do without it', async () => {
    writeFileSync(join(env['HOME']!, '.gmailsqlrc'), '.print hello from home')
    expect((await session([])).stdout).toContain('hello from home')
    expect((await session(['--no-rc'])).stdout).not.toContain('hello')
    expect((await session(['-c', 'SELECT 1'])).stdout).not.toContain('hello')
  })
})

describe('a named connection', () => {
  test('stands in place of a connection string, on the command line and in .open', async () => {
    configure(
      'connections',
      '# mine\nwork = User=me@work.example;AutoCache=true\nhome=User=me@home.example\n',
    )
    const { logins, exitCode } = await session(
      ['work'],
      'SELECT 1;',
      '.open home',
      '\\c User=other',
      'SELECT 2;',
    )
    expect(logins).toEqual(['User=me@work.example;AutoCache=true', 'User=me@home.example', 'User=other'])
    expect(exitCode).toBe(0)
  })

  test('that is not there is taken for a connection string, and .open needs one', async () => {
    expect((await session(['nothing'], 'SELECT 1;')).logins).toEqual(['nothing'])
    expect((await session([], '.open')).stderr).toContain('.open needs a connection string or a name')
  })

  test.runIf(process.platform !== 'win32')('with a secret is refused where others can read the file', () => {
    const path = configure('connections', 'work = User=me;Password=hunter2')
    expect(namedConnections(env).get('work')).toBe('User=me;Password=hunter2')
    chmodSync(path, 0o644)
    expect(() => namedConnections(env)).toThrow(/others can read it/)
  })

  test('is listed without its secrets', async () => {
    configure('connections', 'work = User=me;Password="a;b";Port=1\nurl = gmail://me:hunter2@gmail.com')
    const { stdout } = await session([], '.connections')
    expect(stdout).toContain('work = User=me;Password=********;Port=1\nurl = gmail://me:********@gmail.com\n')
  })
})

test('a connection that cannot be opened leaves the one that is open', async () => {
  const connection = new FakeConnection(() => ({ columns: ['n'], rows: [[1]] }))
  const load = loaderOf(connection)
  const library = await load.library()
  const connect = async (target: string) => {
    if (target === 'User=bad') throw new Error('no such account')
    return connection
  }
  const terminal = new FakeTerminal({ screen: true, env })
  const exit = main([], terminal.io, { ...load, library: async () => ({ ...library, connect }) })
  terminal.type('SELECT 1;\r.open User=bad\rSELECT 2;\r.quit\r')
  expect(await exit).toBe(0)
  expect(terminal.stderr).toBe('gmailsql: no such account\n')
  expect(connection.asked).toHaveLength(2)
})

test('.theme and .syntax know what there is', async () => {
  const { stdout, stderr } = await session(
    [],
    '.theme light',
    '.theme',
    '.theme pink',
    '\\h select',
    '\\h selct',
    '.prompt 日本',
  )
  expect(stdout).toContain('\nlight\n')
  expect(stderr).toContain('there is no theme "pink"')
  expect(stdout).toContain('SELECT [DISTINCT] columns FROM table')
  expect(stderr).toContain('Did you mean SELECT?')
  expect(stdout).toContain('日本 .quit')
})

test.runIf(process.platform !== 'win32')('.shell runs a program and tells how it ended', async () => {
  const { stderr } = await session([], '.shell true', '\\! exit 3', '.shell')
  expect(stderr).toContain('"exit 3" ended with 3')
  expect(stderr).toContain('.shell needs a command')
})
