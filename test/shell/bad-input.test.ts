import { expect, test } from 'vitest'
import { main } from '../../src/shell/main.ts'
import { GOOD, KEY } from '../imap/certificates.ts'
import { startDemo } from '../support/demo.ts'
import { FakeTerminal } from './support/fake-terminal.ts'

async function shell(...argv: string[]) {
  const terminal = new FakeTerminal({ piped: '' })
  const exitCode = await main(argv, terminal.io)
  return { exitCode, stdout: terminal.stdout, stderr: terminal.stderr }
}

const ACCOUNT = 'Server=127.0.0.1;TLS=None;User=demo@gmail.example'

test.each([
  ['a wrong property', 'Usr=a@b.example', 2, 'BAD_PROPERTY', 'User'],
  ['a wrong value', 'User=a@b.example;TLS=Sometimes', 2, 'BAD_PROPERTY', 'Implicit'],
  ['a repeated property', 'User=a@b.example;user=c@d.example', 2, 'BAD_PROPERTY', 'given twice'],
  ['bad quoting', 'User=a@b.example;Password="open sesame', 2, 'BAD_PROPERTY', 'column'],
  ['no login', `${ACCOUNT};Port=9`, 2, 'MISSING_PROPERTY', 'Password'],
  ['no server', `${ACCOUNT};Port=9;Password=x`, 3, 'CONNECT', '127.0.0.1'],
])('%s: exit code, code and what to do', async (_what, connection, code, word, text) => {
  const { exitCode, stdout, stderr } = await shell(connection, '-c', 'SELECT Subject FROM Inbox')
  expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' })
  expect(stderr).toContain(`gmailsql: ${word} (`)
  expect(stderr).toContain(text)
  expect(stderr).not.toContain('sesame')
  expect(stderr).not.toMatch(/^\s+at /m)
})

test.each([
  ['an unknown table', 'SELECT * FROM Inbix', 'NO_TABLE', /Did you mean "INBOX"/i],
  ['an unknown column', 'SELECT Subjct FROM Inbox', 'NO_COLUMN', /Did you mean Subject/],
  ['an unterminated string', "SELECT 1,\n  'abc", 'SYNTAX', /line 2, column 3/],
  ['a syntax error', 'SELECT Subject FRM Inbox', 'SYNTAX', /Inbox/],
  ['a bare From', 'SELECT From FROM Inbox', 'SYNTAX', /\[From\]/],
  ['a statement that cannot run', 'DELETE FROM Inbox', 'NEEDS_WHERE', /without WHERE/],
])('%s: exit code 1, place and hint', async (_what, sql, word, text) => {
  const { exitCode, stdout, stderr } = await shell('--demo', '-c', sql)
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
  expect(stderr).toContain(`gmailsql: ${word} (`)
  expect(stderr).toMatch(text)
})

test('a wrong password and a refused token: exit code 3, what Google said, no secret', async () => {
  await using demo = await startDemo({ messages: 20, accessTokens: ['ya29.good'] })
  const account = `${ACCOUNT};Port=${demo.gmaild.port}`
  const password = await shell(`${account};Password=hunter22`, '-c', 'SELECT Subject FROM Inbox')
  expect(password).toMatchObject({ exitCode: 3, stdout: '', stderr: expect.stringContaining('AUTH_REFUSED') })
  expect(password.stderr).toMatch(/app password/i)
  const token = await shell(`${account};OAuthAccessToken=ya29.stale`, '-c', 'SELECT Subject FROM Inbox')
  expect(token).toMatchObject({ exitCode: 3, stdout: '', stderr: expect.stringContaining('AUTH_REFUSED') })
  expect(token.stderr).toMatch(/40[01]/)
  expect(password.stderr + token.stderr).not.toMatch(/hunter22|ya29/)
})

test('IMAP switched off in Gmail: the steps that switch it on', async () => {
  await using demo = await startDemo({ messages: 20, imapDisabled: true })
  const { exitCode, stderr } = await shell(
    `${ACCOUNT};Port=${demo.gmaild.port};Password=demo`,
    '-c',
    'SELECT Subject FROM Inbox',
  )
  expect(exitCode).toBe(3)
  expect(stderr).toMatch(/Forwarding and POP\/IMAP/)
})

test('a certificate that nobody vouches for: exit code 3 and the reason', async () => {
  await using demo = await startDemo({ messages: 20, tls: { key: KEY, cert: GOOD } })
  const connection = `Server=localhost;Port=${demo.gmaild.port};User=demo@gmail.example;Password=demo`
  const { exitCode, stderr } = await shell(connection, '-c', 'SELECT Subject FROM Inbox')
  expect(exitCode).toBe(3)
  expect(stderr).toContain('TLS_REFUSED')
})

test.each(['json', 'csv', 'table', 'jsonl', 'markdown', 'vertical'])(
  'a server that goes away in mid-FETCH: %s does not look whole',
  async format => {
    let fetches = 0
    const intercept = ({ name }: { name: string }) =>
      name === 'UID FETCH' && ++fetches > 1 ? { dropAfter: 500 } : undefined
    await using demo = await startDemo({ messages: 400, intercept: intercept as never })
    const connection = `${ACCOUNT};Port=${demo.gmaild.port};Password=demo`
    const { exitCode, stdout, stderr } = await shell(
      connection,
      '--format',
      format,
      '-c',
      'SELECT Subject FROM [Gmail/All Mail]',
    )
    expect(exitCode).toBe(3)
    expect(stderr).toContain('CONNECTION_LOST')
    if (format === 'json') expect(() => JSON.parse(stdout)).toThrow()
    else expect(stdout).not.toMatch(/\d+ rows\s*$/)
  },
)
