import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkMailboxes } from '../../src/shell/doctor/account.ts'
import type { Finding } from '../../src/shell/doctor/finding.ts'
import { checkNode } from '../../src/shell/doctor/machine.ts'
import { scopeFinding, tokenFinding } from '../../src/shell/doctor/sign-in.ts'
import { main } from '../../src/shell/main.ts'
import { ANNA, startStage } from '../oauth/flows/stage.ts'
import { makeDirectory } from '../oauth/settings/support.ts'
import { startDemo } from '../support/demo.ts'
import { freePort } from '../support/free-port.ts'
import { FakeTerminal } from './support/fake-terminal.ts'

async function doctor(...argv: string[]) {
  const terminal = new FakeTerminal({ piped: '' })
  const exitCode = await main(['doctor', ...argv, '--format', 'jsonl'], terminal.io)
  const findings = terminal.stdout
    .trim()
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Readonly<Record<'Check' | 'Outcome' | 'Detail' | 'Hint', string>>)
  const outcomes = Object.fromEntries(findings.map(({ Check, Outcome }) => [Check, Outcome]))
  const of = (check: string) => findings.find(({ Check }) => Check === check)!
  return { exitCode, outcomes, of, text: terminal.stdout + terminal.stderr }
}

test('an account that works has nothing but good findings, and nothing in it is changed', async () => {
  await using demo = await startDemo({ messages: 60, smtp: true })
  const sending = `SMTPServer=127.0.0.1;SMTPPort=${demo.gmaild.smtpPort}`
  const { exitCode, outcomes, of, text } = await doctor(`${demo.connectionString};${sending}`)
  expect(outcomes).toEqual({
    ...{ 'Node.js': 'ok', Properties: 'ok', Store: 'ok', 'Sign-in': 'ok', Network: 'ok' },
    ...{ TLS: 'skip', IMAP: 'ok', Sending: 'ok' },
    ...{ Login: 'ok', Mailboxes: 'ok', Reading: 'ok', Limits: 'ok' },
  })
  expect(exitCode).toBe(0)
  expect(of('Store').Hint).toContain('AutoCache=true')
  expect(text).not.toContain(demo.gmaild.password)
  const names = demo.gmaild.record.map(({ name }) => name)
  expect(names.filter(name => /STORE|APPEND|MOVE|COPY|SELECT/.test(name))).toEqual([])
})

test('findings are lines, each with what to do below it', async () => {
  await using demo = await startDemo({ messages: 20 })
  const terminal = new FakeTerminal({ piped: '' })
  const connection = `${demo.connectionString};SMTPServer=127.0.0.1;SMTPPort=${await freePort()};RTK=x`
  expect(await main(['doctor', connection], terminal.io)).toBe(0)
  expect(terminal.stdout).toMatch(/^ok {4}Network {5}127\.0\.0\.1:\d+ answers in \d+ ms$/m)
  expect(terminal.stdout).toMatch(/^warn {2}Sending .* ECONNREFUSED\n {18}→ Check the network/m)
  expect(terminal.stdout).toMatch(/^warn {2}Properties .*RTK/m)
})

test('a property that cannot be ends it, and says which', async () => {
  const { exitCode, outcomes, of } = await doctor('User=a@b.example;Port=oops')
  expect(exitCode).toBe(3)
  expect(outcomes).toEqual({ 'Node.js': 'ok', Properties: 'fail' })
  expect(of('Properties').Detail).toContain('BAD_PROPERTY: Port')
})

test('a server that is not there is told before a login is tried', async () => {
  const { exitCode, outcomes } = await doctor(
    `User=a@b.example;Password=x;Server=127.0.0.1;Port=${await freePort()};SMTPServer=127.0.0.1`,
  )
  expect(exitCode).toBe(3)
  expect(outcomes).toMatchObject({ Network: 'fail' })
  expect(outcomes).not.toHaveProperty('Login')
})

test('a refused login has its code and its hint', async () => {
  await using demo = await startDemo({ messages: 20 })
  const { exitCode, of, text } = await doctor(
    demo.connectionString.replace(/Password=[^;]*/, 'Password=kaputt77'),
  )
  expect(exitCode).toBe(3)
  expect(of('Login')).toMatchObject({ Outcome: 'fail', Detail: expect.stringContaining('AUTH_REFUSED') })
  expect(of('Login').Hint).not.toBe('')
  expect(text).not.toContain('kaputt77')
})

test('settings of Gmail that hide mail are noticed', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const count = async () => {
    const { rows } = await db.query<{ n: number }>('SELECT COUNT(*) AS n FROM [Gmail/All Mail]')
    return rows[0]!.n
  }
  const raw = Buffer.from('Subject: x\r\n\r\n')
  for (let left = 1000 - (await count()); left > 0; left--) demo.gmaild.account.append({ raw })
  const { exitCode, of } = await doctor(demo.connectionString)
  expect(exitCode).toBe(0)
  expect(of('Mailboxes')).toMatchObject({
    Outcome: 'warn',
    Detail: expect.stringContaining('exactly 1000 messages'),
    Hint: expect.stringContaining('Do not limit'),
  })
  await using hidden = await startDemo({
    messages: 20,
    intercept: ({ name, tag }) =>
      name === 'LIST' ? { lines: ['* LIST () "/" INBOX', `${tag} OK done`] } : undefined,
  })
  const finding: Finding = await checkMailboxes(await hidden.open(), new Map([['Server', 'imap.gmail.com']]))
  expect(finding).toMatchObject({ outcome: 'warn', hint: expect.stringContaining('Show in IMAP') })
})

test('a store without a server is looked at alone', async () => {
  const file = join(makeDirectory(), 'mail.db')
  const { exitCode, outcomes, of } = await doctor(
    `User=a@b.example;Password=x;Offline=true;CacheLocation="${file}"`,
  )
  expect(exitCode).toBe(0)
  expect(outcomes).toMatchObject({ Store: 'ok', Network: 'skip' })
  expect(of('Store').Detail).toContain(file)
  expect(of('Store').Detail).toMatch(/: 0\.\d MB, whole, its schema the newest$/)
})

test('a store of somebody else is a finding, and so is what is said of a damaged one', async () => {
  const file = join(makeDirectory(), 'mail.db')
  const offline = `Password=x;Offline=true;CacheLocation="${file}"`
  await doctor(`User=a@b.example;${offline}`)
  const other = await doctor(`User=c@d.example;${offline}`)
  expect([other.exitCode, other.of('Store').Outcome]).toEqual([3, 'fail'])
  expect(other.of('Store').Detail).toContain('holds the mail of a@b.example')
  writeFileSync(file, 'no store')
  const damaged = await doctor(`User=a@b.example;${offline}`)
  expect([damaged.exitCode, damaged.of('Notice').Outcome]).toEqual([0, 'warn'])
  expect(damaged.of('Notice').Detail).toMatch(/damaged/)
})

test('a sign-in that is kept is told with its user and place, one that is missing with how to get it', async () => {
  await using stage = await startStage()
  const { id, secret } = stage.oauth.clients.desktop
  const client = `OAuthClientId=${id};OAuthClientSecret=${secret};OAuthSettingsLocation=${stage.directory}/o.db`
  await stage.openWithBrowser(`InitiateOAuth=GETANDREFRESH;${client};User=${ANNA}`)
  const offline = () => `${client};Offline=true;CacheLocation="${join(makeDirectory(), 'mail.db')}"`
  const kept = await doctor(`User=${ANNA};${offline()}`)
  expect(kept.of('Sign-in')).toMatchObject({
    Outcome: 'ok',
    Detail: expect.stringContaining(`of ${ANNA}, used today`),
  })
  expect(kept.of('Token')).toMatchObject({
    Outcome: 'ok',
    Detail: expect.stringContaining(
      'the refresh token is 0 days old; a client in testing mode loses it after 7',
    ),
  })
  expect(kept.of('Scope')).toMatchObject({
    Outcome: 'ok',
    Detail: expect.stringContaining('mail.google.com'),
  })
  expect(kept.text).not.toContain(secret)
  const other = await doctor(`User=other@b.example;${offline()}`)
  expect(other.of('Sign-in')).toMatchObject({
    Outcome: 'warn',
    Hint: expect.stringContaining('every 7 days'),
  })
})

test.each([
  [4, 'ok', /4 days old; a client in testing mode loses it after 7, on 2026-01-08/],
  [5, 'warn', /5 days old/],
  [7, 'warn', /7 days old/],
  [8, 'ok', /8 days old; those of a client in testing mode live 7/],
] as const)('a refresh token of %i days: %s', (days, outcome, detail) => {
  const consentedAt = Date.UTC(2026, 0, 1)
  const finding = tokenFinding(
    { hasRefreshToken: true, isServiceAccount: false, consentedAt },
    consentedAt + days * 86_400_000,
  )
  expect(finding).toMatchObject({ outcome, detail: expect.stringMatching(detail) })
})

test('a sign-in without a refresh token or without the scope of mail is told with what to do', () => {
  const none = tokenFinding({ hasRefreshToken: false, isServiceAccount: false, consentedAt: 1 }, 2)
  expect(none).toMatchObject({ outcome: 'warn', hint: expect.stringContaining('gmailsql login') })
  const given = tokenFinding({ hasRefreshToken: true, isServiceAccount: false, consentedAt: null }, 2)
  expect(given).toMatchObject({ outcome: 'ok', detail: expect.stringContaining('unknown age') })
  expect(scopeFinding({ scope: 'openid email' })).toMatchObject({
    outcome: 'fail',
    hint: expect.stringContaining('box for Gmail'),
  })
})

test.each([
  ['v22.13.1', 'fail'],
  ['v22.14.0', 'ok'],
  ['v20.19.0', 'fail'],
  ['v24.0.0', 'ok'],
])('Node.js %s: %s', (version, outcome) => expect(checkNode(version).outcome).toBe(outcome))
