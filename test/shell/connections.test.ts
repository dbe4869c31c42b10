import { expect, test } from 'vitest'
import { main } from '../../src/shell/main.ts'
import { ANNA, startStage } from '../oauth/flows/stage.ts'
import { FakeTerminal } from './support/fake-terminal.ts'

async function shell(...argv: string[]) {
  const terminal = new FakeTerminal({ piped: '' })
  const exitCode = await main(argv, terminal.io)
  return { exitCode, stdout: terminal.stdout, stderr: terminal.stderr }
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
