import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { main } from '../../src/shell/main.ts'
import { type ErrorCode, GmailSqlError } from '../../src/util/errors.ts'
import { type FakeAnswer, FakeConnection, loaderOf } from './support/fake-connection.ts'
import { FakeTerminal } from './support/fake-terminal.ts'

const PIPED = { piped: '' }

async function connectFails(code: ErrorCode): Promise<number> {
  return main(['x', '-c', 'SELECT 1'], new FakeTerminal(PIPED).io, loaderOf(new GmailSqlError(code, 'no')))
}

async function statementFails(error: Error): Promise<number> {
  const connection = new FakeConnection(() => ({ refusal: error }))
  return main(['-c', 'SELECT 1'], new FakeTerminal(PIPED).io, loaderOf(connection))
}

test.each<[ErrorCode, number]>([
  ['BAD_PROPERTY', 2],
  ['MISSING_PROPERTY', 2],
  ['AUTH_REFUSED', 3],
  ['CONNECT', 3],
  ['TLS_REFUSED', 3],
  ['OAUTH_GRANT_DEAD', 3],
  ['FILE_UNSAFE', 3],
  ['TIMEOUT', 3],
])('%s while connecting exits with %i', async (code, exitCode) => {
  expect(await connectFails(code)).toBe(exitCode)
})

test.each<[ErrorCode, number]>([
  ['SYNTAX', 1],
  ['NO_TABLE', 1],
  ['TIMEOUT', 1],
  ['INTERNAL', 1],
  ['CONNECTION_LOST', 3],
  ['AUTH_REFUSED', 3],
  ['THROTTLED', 3],
  ['CANCELLED', 130],
])('%s of a statement exits with %i', async (code, exitCode) => {
  expect(await statementFails(new GmailSqlError(code, 'no'))).toBe(exitCode)
})

test('an error that is not ours exits with 1', async () => {
  expect(await statementFails(new TypeError('x'))).toBe(1)
})

test.each([
  [['--fromat', 'csv'], '--format'],
  [['--format', 'xml'], 'Allowed choices are table'],
  [['a', 'b'], 'too many arguments'],
  [['-c'], 'argument missing'],
  [['--demo', 'User=x'], '--demo takes no connection string'],
])('%j is a mistake of usage', async (argv, told) => {
  const terminal = new FakeTerminal(PIPED)
  const never = loaderOf(new Error('nothing may connect'))
  expect(await main(argv, terminal.io, never)).toBe(2)
  expect(terminal.stderr).toContain(told)
  expect(terminal.stderr).toMatch(/^gmailsql: /)
  expect(terminal.stdout).toBe('')
})

test('what was typed is escaped in the message about it', async () => {
  const terminal = new FakeTerminal(PIPED)
  await main(['--\x1b]0;owned\x07'], terminal.io, loaderOf(new Error()))
  expect(terminal.stderr).toContain('\\x1b]0;owned\\x07')
  expect(terminal.stderr).not.toContain('\x1b')
})

test.each([['--help'], ['--version'], ['-h']])('%s answers on stdout and exits with 0', async flag => {
  const terminal = new FakeTerminal(PIPED)
  expect(await main([flag], terminal.io, loaderOf(new Error('nothing may connect')))).toBe(0)
  expect(terminal.stdout).toMatch(flag === '--version' ? /^gmailsql \d+\.\d+\.\d+\n$/ : /^Usage: gmailsql/)
  expect(terminal.stderr).toBe('')
})

describe('Ctrl-C', () => {
  test('during a statement cancels it and exits with 130', async () => {
    const terminal = new FakeTerminal(PIPED)
    const connection = new FakeConnection(() => ({ columns: ['n'], hangs: true }))
    const exit = main(['-c', 'SELECT 1; SELECT 2'], terminal.io, loaderOf(connection))
    while (connection.asked.length === 0) await new Promise(resolve => setImmediate(resolve))
    terminal.interrupt()
    expect(await exit).toBe(130)
    expect(connection.asked).toHaveLength(1)
    expect(connection.isClosed).toBe(true)
  })

  test('during the login exits with 130, and closes what comes of it', async () => {
    const terminal = new FakeTerminal(PIPED)
    const connection = new FakeConnection(() => ({}))
    let logIn: (connection: FakeConnection) => void = () => {}
    const login = new Promise<FakeConnection>(resolve => {
      logIn = resolve
    })
    const { library, demo } = loaderOf(connection)
    const slow = { demo, library: async () => ({ ...(await library()), connect: () => login }) }
    const exit = main(['-c', 'SELECT 1'], terminal.io, slow)
    await new Promise(resolve => setTimeout(resolve, 20))
    terminal.interrupt()
    expect(await exit).toBe(130)
    logIn(connection)
    await new Promise(resolve => setImmediate(resolve))
    expect(connection.isClosed).toBe(true)
    expect(connection.asked).toEqual([])
  })
})

test('a reader that goes away ends the shell quietly, and the statement with it', async () => {
  const rows = (function* () {
    for (let i = 0; ; i++) yield [i]
  })()
  const answer: FakeAnswer = { columns: ['n'], rows }
  const connection = new FakeConnection(() => answer)
  const terminal = new FakeTerminal(PIPED)
  let writes = 0
  const stdout = new Writable({
    write(_chunk, _encoding, done) {
      writes++
      done(writes < 3 ? null : Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
    },
  })
  expect(
    await main(['--format', 'csv', '-c', 'SELECT n'], { ...terminal.io, stdout }, loaderOf(connection)),
  ).toBe(0)
  expect(terminal.stderr).toBe('')
  expect(connection.openStreams).toBe(0)
})

describe('a secret on the command line', () => {
  test.each([
    [['User=me;Password=hunter2', '-c', 'SELECT 1']],
    [['User=me;oauth client secret="x"', '-c', 'SELECT 1']],
    [['-c', "EXEC RefreshOAuthAccessToken @OAuthRefreshToken = 'x'"]],
  ])('works, and is warned of once: %j', async argv => {
    const terminal = new FakeTerminal(PIPED)
    const connection = new FakeConnection(() => ({ columns: ['n'] }))
    expect(await main(argv, terminal.io, loaderOf(connection))).toBe(0)
    expect(terminal.stderr.match(/warning/g)).toHaveLength(1)
    expect(terminal.stderr).toContain('GMAILSQL_PASSWORD')
    expect(terminal.stderr).not.toContain('hunter2')
  })

  test('is not seen where there is none', async () => {
    const terminal = new FakeTerminal(PIPED)
    const argv = ['User=me', '-c', "SELECT * FROM Inbox WHERE Subject LIKE '%password%' AND IsRead = 0"]
    await main(argv, terminal.io, loaderOf(new FakeConnection(() => ({ columns: ['n'] }))))
    expect(terminal.stderr).toBe('')
  })
})
