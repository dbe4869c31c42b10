import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSavedConnections, Secret } from '../../src/index.ts'
import { main } from '../../src/shell/main.ts'
import { ANNA, type Stage, startStage } from '../oauth/flows/stage.ts'
import { makeDirectory } from '../oauth/settings/support.ts'
import { startDemo } from '../support/demo.ts'
import { FakeTerminal } from './support/fake-terminal.ts'

async function shell(...argv: string[]) {
  const terminal = new FakeTerminal({ piped: '' })
  const exitCode = await main(argv, terminal.io)
  return { exitCode, stdout: terminal.stdout, stderr: terminal.stderr }
}

async function save(location: string, named: Readonly<Record<string, string>>): Promise<void> {
  const saved = await openSavedConnections({ location })
  for (const [name, connection] of Object.entries(named)) await saved.save(name, new Secret(connection))
  await saved.close()
}

async function signIn(stage: Stage, location: string): Promise<string> {
  const { id, secret } = stage.oauth.clients.desktop
  await stage.openWithBrowser(
    `InitiateOAuth=GETANDREFRESH;OAuthClientId=${id};OAuthClientSecret=${secret};OAuthSettingsLocation=${location};User=${ANNA}`,
  )
  return id
}

function jsonLines(text: string): Readonly<Record<string, string | null>>[] {
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Readonly<Record<string, string | null>>)
}

test('gmailsql connections lists what is kept, says how it is protected, and shows no secret', async () => {
  await using stage = await startStage()
  const { id, secret } = stage.oauth.clients.desktop
  const file = `${stage.directory}/o.db`
  await stage.openWithBrowser(
    `InitiateOAuth=GETANDREFRESH;OAuthClientId=${id};OAuthClientSecret=${secret};OAuthSettingsLocation=${file};User=${ANNA}`,
  )
  const { exitCode, stdout, stderr } = await shell('connections', '--location', file, '--format', 'jsonl')
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ User: ANNA, Client: id, RefreshToken: 'yes' })
  expect(stderr).toMatch(/secrets are encrypted, the key is in: (keychain|key file|GMAILSQL_KEY)/)
  expect(stdout + stderr).not.toContain(secret)
})

test('gmailsql connections refuses a file that is no settings file', async () => {
  const { exitCode, stderr } = await shell('connections', '--location', '/dev/null')
  expect(exitCode).not.toBe(0)
  expect(stderr).toContain('FILE_UNSAFE')
})

test('what the connection string leaves without effect is a notice on stderr', async () => {
  const { stderr, exitCode } = await shell('User=a@b.example;Password=x;RTK=abc', '-c', 'SELECT 1 AS one')
  expect(exitCode).toBe(0)
  expect(stderr).toMatch(/^notice: .*RTK/m)
})

test('names are listed with the sign-in that they use, and shown with their secrets masked', async () => {
  await using stage = await startStage()
  const file = join(stage.directory, 'o.db')
  const client = await signIn(stage, file)
  await save(file, {
    work: `AuthScheme=OAuth;InitiateOAuth=REFRESH;OAuthClientId=${client};User=${ANNA}`,
    home: 'User=me@home.example;Password="hunter2;x"',
  })
  const listed = await shell('connections', '--location', file, '--format', 'jsonl')
  expect(jsonLines(listed.stdout)).toMatchObject([
    { Name: 'home', User: 'me@home.example', SignIn: 'app password', Client: null },
    { Name: 'work', User: ANNA, SignIn: 'OAuth', Client: client, RefreshToken: 'yes' },
  ])
  expect(jsonLines(listed.stdout)[1]?.['Consented']).toMatch(/^20\d\d-\d\d-\d\d /)
  const shown = await shell('connections', '--location', file, '--format', 'csv', 'show', 'HOME')
  expect(shown.stdout).toBe('Property,Value\r\nUser,me@home.example\r\nPassword,********\r\n')
  expect(listed.stdout + shown.stdout).not.toContain('hunter2')
})

test('a sign-in goes with the last name that uses it, and what was removed is said', async () => {
  await using stage = await startStage()
  const file = join(stage.directory, 'o.db')
  const client = await signIn(stage, file)
  await save(file, { one: `InitiateOAuth=REFRESH;User=${ANNA}`, two: `InitiateOAuth=REFRESH;User=${ANNA}` })
  const connections = (...argv: string[]) => shell('connections', '--location', file, ...argv)
  expect((await connections('remove', 'one', '--yes')).stdout).toBe('removed: one\n')
  expect((await connections('rename', 'two', 'one')).stdout).toBe('renamed: two is one now\n')
  const last = await connections('remove', 'one', '--yes')
  expect(last.stdout).toContain(`removed: one\nforgotten: the sign-in of ${ANNA} with ${client}`)
  expect((await connections('--format', 'csv')).stdout.split('\r\n')).toHaveLength(2)
})

test('remove asks, and a name that is not there or is taken is refused with what to do', async () => {
  const file = join(makeDirectory(), 'o.db')
  await save(file, { one: 'User=a', two: 'User=b' })
  const piped = await shell('connections', '--location', file, 'remove', 'one')
  expect([piped.exitCode, piped.stderr]).toEqual([2, expect.stringContaining('Add --yes')])
  const terminal = new FakeTerminal()
  const removed = main(['connections', '--location', file, 'remove', 'one'], terminal.io)
  await terminal.shows('Remove one (a)? [y/N]')
  terminal.type('n\n')
  expect(await removed).toBe(0)
  expect(terminal.stdout).toBe('nothing was removed\n')
  expect((await shell('connections', '--location', file, 'remove', 'three', '--yes')).exitCode).toBe(2)
  const taken = await shell('connections', '--location', file, 'rename', 'one', 'TWO')
  expect(taken.stderr).toContain('there is a connection "two" already')
  expect((await shell('connections', '--location', file, 'rename', 'one', 'a b')).stderr).toContain(
    'cannot be',
  )
})

test('Ctrl-C at the question removes nothing', async () => {
  const file = join(makeDirectory(), 'o.db')
  await save(file, { one: 'User=a' })
  const terminal = new FakeTerminal()
  const removed = main(['connections', '--location', file, 'remove', 'one'], terminal.io)
  await terminal.shows('[y/N]')
  terminal.interrupt()
  expect(await removed).toBe(130)
  expect((await shell('connections', '--location', file, 'show', 'one')).exitCode).toBe(0)
})

test('a saved name stands in place of a connection string, also for sync and doctor', async () => {
  await using demo = await startDemo({ messages: 20 })
  const directory = makeDirectory()
  const location = join(directory, 'o.db')
  await save(location, { work: `${demo.connectionString};CacheLocation="${join(directory, 'mail.db')}"` })
  process.env['GMAILSQL_OAUTHSETTINGSLOCATION'] = location
  try {
    const rows = await shell('work', '--format', 'csv', '-c', 'SELECT COUNT(*) > 0 AS some FROM Inbox')
    expect([rows.exitCode, rows.stdout]).toEqual([0, 'some\r\n1\r\n'])
    const synced = await shell('sync', 'work', '--mailbox', 'Inbox', '--format', 'jsonl')
    expect(jsonLines(synced.stdout)[0]).toMatchObject({ Mailbox: 'INBOX' })
    expect((await shell('doctor', 'work')).exitCode).toBe(0)
    const odd = await shell('wrok', '-c', 'SELECT 1')
    expect([odd.exitCode, odd.stderr]).toEqual([2, expect.stringContaining('Did you mean work?')])
  } finally {
    delete process.env['GMAILSQL_OAUTHSETTINGSLOCATION']
  }
})
