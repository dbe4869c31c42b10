import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Connection, connect, openSavedConnections } from '../../src/index.ts'
import { ANNA, readsMail, startStage } from '../oauth/flows/stage.ts'
import { startDemo } from '../support/demo.ts'
import { createServiceAccount } from '../support/oauth-server.ts'
import { runInPty } from './support/run-in-pty.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const SHELL = join(import.meta.dirname, 'support', 'login-shell.ts')
const ROBOT = 'robot@project.iam.gserviceaccount.com'
/** Ctrl-U: the proposal is taken away. */
const CLEAR = '\x15'

/** A user whose files nobody else has. */
function newHome() {
  const home = temporaryFolder()
  mkdirSync(join(home, 'Downloads'))
  const settings = join(home, 'settings', 'o.db')
  const login = async (base: string, steps: readonly (readonly [string, string])[]) => {
    const env = {
      ...{ HOME: home, XDG_CONFIG_HOME: join(home, '.config'), XDG_STATE_HOME: join(home, '.state') },
      ...{ GMAILSQL_OAUTHSETTINGSLOCATION: settings, LANG: 'C.UTF-8', TERM: 'xterm' },
    }
    const command = [process.execPath, '--experimental-strip-types', '--no-warnings', SHELL, 'login', base]
    const { screen, status } = await runInPty({ command, columns: 100, env, steps })
    return { screen: screen.replace(/\x1b\[[\d;?]*[A-Za-z]/g, ''), status }
  }
  return { home, settings, login }
}

function bytesUnder(directory: string): string {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map(name => join(directory, name))
    .filter(path => statSync(path).isFile())
    .map(path => readFileSync(path, 'latin1'))
    .join('\n')
}

async function openSaved(location: string, name: string): Promise<Connection> {
  const saved = await openSavedConnections({ location })
  const found = await saved.find(name)
  await saved.close()
  return await connect(`${found?.connection.reveal()};OAuthSettingsLocation="${location}"`)
}

describe.runIf(process.platform !== 'win32')('gmailsql login on a real terminal', () => {
  test('by app password: a wrong one is refused with what to do, a right one is saved, none is shown or in clear', async () => {
    await using demo = await startDemo({ messages: 20, password: 'CANARYright' })
    const { home, settings, login } = newHome()
    const { screen, status } = await login(`Server=127.0.0.1;Port=${demo.gmaild.port};TLS=None`, [
      ['Number [1]: ', '\r'],
      ['Mail address: ', `${demo.gmaild.user}\r`],
      ['not shown): ', 'CANARYwrong\r'],
      ['leave (q)? [a] ', '\r'],
      ['Mail address: ', '\r'],
      ['not shown): ', 'CANARYright\r'],
      ['save it under: ', `${CLEAR}doctor\r`],
      ['take another', ''],
      ['save it under: ', `${CLEAR}work\r`],
    ])
    expect(status, screen).toBe(0)
    expect(screen).toContain('https://myaccount.google.com/apppasswords')
    expect(screen).toMatch(/✗ Login +AUTH_REFUSED.*\r\n {4}→ Gmail takes no account password here/s)
    expect(screen).toMatch(
      /✓ Network .*✓ IMAP .*✓ Login .*✓ First row +the newest of Inbox: .*Saved as work in/s,
    )
    expect(screen).toContain('gmailsql work -c "SELECT')
    expect(screen + bytesUnder(home)).not.toContain('CANARY')
    await using db = await openSaved(settings, 'work')
    expect(await readsMail(db)).toBe(true)
  })

  test('by an OAuth client: its file is found, the browser asks, and the sign-in is saved with the name', async () => {
    await using stage = await startStage()
    const { id, secret } = stage.oauth.clients.desktop
    const { home, settings, login } = newHome()
    const file = join(home, 'Downloads', `client_secret_${id}.json`)
    writeFileSync(file, JSON.stringify({ installed: { client_id: id, client_secret: secret } }))
    const { screen, status } = await login(`${stage.surroundings};User=${ANNA}`, [
      ['Number [1]: ', '2\r'],
      ['Mail address: ', '\r'],
      ['path of another one [1]: ', '\r'],
      ['save it under: ', '\r'],
    ])
    expect(status, screen).toBe(0)
    expect(screen).toMatch(
      /✓ Sign-in +as anna@example\.com.*✓ Scope .*✓ Login .*✓ First row .*Saved as anna in/s,
    )
    expect(screen).toContain('testing mode')
    expect(screen).not.toContain(secret)
    writeFileSync(file, '')
    expect(bytesUnder(home)).not.toContain(secret)
    stage.oauth.expireAll()
    await using db = await openSaved(settings, 'anna')
    expect(await readsMail(db)).toBe(true)
  })

  test('by a service account: the key is kept encrypted, so that its file may go', async () => {
    const { account, privateKey } = createServiceAccount({ email: ROBOT, subjects: [ANNA] })
    await using stage = await startStage({ serviceAccounts: [account] })
    const { home, settings, login } = newHome()
    const file = join(home, 'robot.json')
    const key = {
      type: 'service_account',
      client_email: ROBOT,
      client_id: '1234567',
      private_key: privateKey,
    }
    writeFileSync(file, JSON.stringify(key))
    const { screen, status } = await login(`${stage.surroundings};User=${ANNA}`, [
      ['Number [1]: ', '3\r'],
      ['Mail address: ', '\r'],
      ['Path of the JSON file: ', '~/nothing.json\r'],
      ['nothing.json cannot be read (ENOENT)', ''],
      ['Path of the JSON file: ', '~/robot.json\r'],
      ['save it under: ', `${CLEAR}robot\r`],
    ])
    expect(status, screen).toBe(0)
    expect(screen).toContain('Its number for the delegation is 1234567.')
    writeFileSync(file, '')
    expect(screen + bytesUnder(home)).not.toContain(privateKey.slice(100, 140))
    stage.oauth.expireAll()
    await using db = await openSaved(settings, 'robot')
    expect(await readsMail(db)).toBe(true)
  })

  test('Ctrl-C at the last question leaves nothing behind', async () => {
    await using demo = await startDemo({ messages: 20 })
    const { settings, login } = newHome()
    const { screen, status } = await login(`Server=127.0.0.1;Port=${demo.gmaild.port};TLS=None`, [
      ['Number [1]: ', '1\r'],
      ['Mail address: ', `${demo.gmaild.user}\r`],
      ['not shown): ', `${demo.gmaild.password}\r`],
      ['save it under: ', '\x03'],
    ])
    expect([status, screen]).toEqual([130, expect.stringContaining('nothing was saved')])
    expect(existsSync(settings)).toBe(false)
  })
})
