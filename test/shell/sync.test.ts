import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { main } from '../../src/shell/main.ts'
import { SyncProgress } from '../../src/shell/sync-progress.ts'
import { makeDirectory } from '../oauth/settings/support.ts'
import { type Demo, startDemo } from '../support/demo.ts'
import { FakeTerminal, type FakeTerminalOptions } from './support/fake-terminal.ts'

let demo: Demo

beforeAll(async () => {
  demo = await startDemo({ messages: 400 })
})
afterAll(async () => {
  await demo[Symbol.asyncDispose]()
})

async function shell(argv: readonly string[], options: FakeTerminalOptions = { piped: '' }) {
  const terminal = new FakeTerminal(options)
  const exitCode = await main(argv, terminal.io)
  return { exitCode, stdout: terminal.stdout, stderr: terminal.stderr }
}

const lasting = () => `${demo.connectionString};CacheLocation="${join(makeDirectory(), 'mail.db')}"`

test('gmailsql sync brings all mailboxes, and the next run has nothing to bring', async () => {
  const connection = lasting()
  const first = await shell(['sync', connection, '--format', 'csv'])
  expect(first.exitCode).toBe(0)
  const lines = first.stdout.trim().split('\r\n')
  expect(lines[0]).toBe('Mailbox,New,Changed,Expunged,Bytes,Milliseconds')
  expect(lines[1]).toMatch(/^\[Gmail\]\/All Mail,3\d\d,0,0,/)
  const second = await shell(['sync', connection, '--format', 'json'])
  const rows = JSON.parse(second.stdout) as { Mailbox: string; New: number; Changed: number }[]
  expect(rows).toHaveLength(lines.length - 1)
  expect(rows.every(({ New, Changed }) => New === 0 && Changed === 0)).toBe(true)
  await using offline = await demo.open(`${connection.slice(demo.connectionString.length + 1)};Offline=true`)
  const { rows: counts } = await offline.query(
    'SELECT COUNT(m.Subject) AS n FROM Messages m JOIN Inbox i USING (MsgId)',
  )
  expect(counts[0]!['n']).toBeGreaterThan(100)
})

test('--mailbox names some, and --bodies brings their texts', async () => {
  const connection = lasting()
  const argv = [
    'sync',
    connection,
    '--mailbox',
    'Inbox',
    '--mailbox',
    'Gmail/Drafts',
    '--bodies',
    '--format',
    'json',
  ]
  const { exitCode, stdout } = await shell(argv)
  expect(exitCode).toBe(0)
  const rows = JSON.parse(stdout) as { Mailbox: string; Bytes: number }[]
  expect(rows.map(({ Mailbox }) => Mailbox)).toEqual(['INBOX', '[Gmail]/Drafts'])
  demo.commands()
  await using db = await demo.open(`${connection.slice(demo.connectionString.length + 1)}`)
  const { stats } = await db.query('SELECT BodyText FROM Inbox')
  expect(demo.commands().filter(({ name }) => name.includes('FETCH'))).toEqual([])
  expect(stats.bytesReceived).toBeLessThan(rows[0]!.Bytes / 10)
})

test('progress is a line now and then in a pipe, and one line drawn again on a terminal', async () => {
  const piped = await shell(['sync', lasting(), '--mailbox', 'Inbox'])
  expect(piped.stderr).toMatch(/^INBOX \(1 of 1\): \d+ of \d+ messages, \d+(\.\d)? [kM]?B/m)
  expect(piped.stderr).not.toContain('\r')
  const drawn = await shell(['sync', lasting(), '--mailbox', 'Inbox'], {
    piped: '',
    screen: true,
    columns: 30,
  })
  const shown = drawn.stderr.split('\r\u001b[K')
  expect(shown.length).toBeGreaterThan(2)
  expect(shown.at(-1)).toBe('')
  expect(shown.slice(1).every(text => text.length < 30 && !text.includes('\n'))).toBe(true)
})

test('progress tells messages, bytes and how long it will take, and no name says more than a name', () => {
  const terminal = new FakeTerminal({ piped: '' })
  let now = 0
  const progress = new SyncProgress(terminal.io, () => now)
  const told = {
    mailbox: 'Wo\u001b[2Jrk',
    done: 1_200,
    total: 5_000,
    bytesReceived: 3_450_000,
    secondsLeft: 754.2,
  }
  progress.tell('2 of 12', told)
  now = 1_999
  progress.tell('2 of 12', told)
  now = 2_000
  progress.tell('2 of 12', { ...told, done: 0, bytesReceived: 12, secondsLeft: null })
  const [first, second, ...rest] = terminal.stderr.split('\n')
  expect(first).toMatch(/^Wo\S*\[2Jrk \(2 of 12\): 1,200 of 5,000 messages, 3\.5 MB, 12:35 left$/)
  expect(first).not.toContain('\u001b')
  expect(second).toMatch(/: 0 of 5,000 messages, 12 B$/)
  expect(rest).toEqual([''])
})

test('a connection whose store does not last is refused, with what to add', async () => {
  const { exitCode, stdout, stderr } = await shell(['sync', demo.connectionString])
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/MISSING_PROPERTY.*\nhint: Add AutoCache=true or CacheLocation/)
  const offline = await shell(['sync', `${lasting()};Offline=true`])
  expect(offline.exitCode).toBe(2)
  expect(offline.stderr).toContain('BAD_PROPERTY')
})

test('what cannot be is told by the exit code', async () => {
  expect((await shell(['sync', lasting(), '--mailbox', 'Nowhere'])).exitCode).toBe(1)
  expect((await shell(['sync', '--demo', 'User=x'])).exitCode).toBe(2)
  expect((await shell(['sync', '--nothing'])).exitCode).toBe(2)
  const wrong = lasting().replace(/Password=[^;]*/, 'Password=wrong')
  expect((await shell(['sync', wrong])).exitCode).toBe(3)
  const help = await shell(['sync', '--help'])
  expect([help.exitCode, help.stdout]).toEqual([0, expect.stringContaining('--bodies')])
})

test('Ctrl-C ends it with 130 and what was done, and the next run goes on from there', async () => {
  let left = Number.POSITIVE_INFINITY
  await using slow = await startDemo({
    messages: 1_200,
    intercept: ({ name }) => (name.endsWith('FETCH') && left-- <= 0 ? { delay: 60_000 } : undefined),
  })
  const store = () => `${slow.connectionString};CacheLocation="${join(makeDirectory(), 'mail.db')}"`
  const bytesOf = (csv: string) => Number(/All Mail,\d+,\d+,\d+,(\d+),/.exec(csv)?.[1])
  const argv = (connection: string) => [
    'sync',
    connection,
    '--mailbox',
    'Newsletters',
    '--mailbox',
    'AllMail',
    '--format',
    'csv',
  ]
  const whole = await shell(argv(store()))
  const connection = store()
  await shell(['sync', connection, '--mailbox', 'Newsletters'])
  left = 2
  const terminal = new FakeTerminal({ piped: '' })
  const running = main(argv(connection), terminal.io)
  await expect.poll(() => left, { timeout: 20_000 }).toBeLessThan(0)
  terminal.interrupt()
  expect(await running).toBe(130)
  expect(terminal.stdout).toMatch(/^Mailbox,.*\r\nNewsletters,0,0,0,/)
  expect(terminal.stderr).toContain('CANCELLED')
  left = Number.POSITIVE_INFINITY
  const resumed = await shell(argv(connection))
  expect(resumed.exitCode).toBe(0)
  expect(bytesOf(resumed.stdout)).toBeGreaterThan(0)
  expect(bytesOf(resumed.stdout)).toBeLessThan(bytesOf(whole.stdout) * 0.95)
})

test('--demo tries it, and leaves nothing behind', async () => {
  const before = readdirSync(tmpdir())
  const { exitCode, stdout, stderr } = await shell(['sync', '--demo', '--mailbox', 'Newsletters'])
  expect(exitCode).toBe(0)
  expect(stdout).toContain('Newsletters')
  expect(stderr).toContain('its store is removed again')
  const left = readdirSync(tmpdir()).filter(name => name.startsWith('gmailsql-') && !before.includes(name))
  expect(left.filter(name => existsSync(join(tmpdir(), name, 'demo@gmail.example')))).toEqual([])
})
