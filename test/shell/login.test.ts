import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openSavedConnections, Secret } from '../../src/index.ts'
import { imapFinding } from '../../src/shell/doctor/server.ts'
import { type Loader, loader } from '../../src/shell/door.ts'
import { main } from '../../src/shell/main.ts'
import { ANNA, type Stage, startStage } from '../oauth/flows/stage.ts'
import { startDemo } from '../support/demo.ts'
import { freePort } from '../support/free-port.ts'
import { agreeing } from './support/agreeing.ts'
import { FakeTerminal } from './support/fake-terminal.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

let home: string
const downloads: string[] = []

beforeEach(() => {
  home = temporaryFolder()
  process.env['GMAILSQL_OAUTHSETTINGSLOCATION'] = join(home, 'o.db')
})

afterEach(() => {
  delete process.env['GMAILSQL_OAUTHSETTINGSLOCATION']
  // What Google gives for download holds a secret; nothing else of these tests may.
  for (const path of downloads.splice(0)) writeFileSync(path, '')
})

function begin(base: string, load: Loader = loader) {
  const terminal = new FakeTerminal({ screen: true, columns: 100, env: { HOME: home } })
  return { terminal, exit: main(['login', base], terminal.io, load) }
}

/** Waits for each question behind the last one, then types. */
async function answer(terminal: FakeTerminal, ...steps: readonly (readonly [string, string])[]) {
  for (const [question, typed] of steps) {
    const from = answered.get(terminal) ?? 0
    await vi.waitUntil(() => terminal.stdout.indexOf(question, from) >= 0, { timeout: 20_000, interval: 5 })
    answered.set(terminal, terminal.stdout.indexOf(question, from) + question.length)
    terminal.type(typed)
  }
}

const answered = new WeakMap<FakeTerminal, number>()

async function savedNames(): Promise<string[]> {
  const saved = await openSavedConnections()
  const names = (await saved.list()).map(({ name }) => name)
  await saved.close()
  return names
}

test('without a terminal it is refused, with what to do instead', async () => {
  const terminal = new FakeTerminal({ piped: 'x' })
  expect(await main(['login'], terminal.io)).toBe(2)
  expect(terminal.stderr).toContain('login asks questions, and this is no terminal')
  expect(terminal.stderr).toContain('GMAILSQL_PASSWORD')
})

test.each(['Password=hunter2', 'OAuthSettingsLocation=x.db', 'InitiateOAuth=REFRESH'])(
  'what it asks or decides itself is not for its command line: %s',
  async base => {
    const { terminal, exit } = begin(base)
    expect(await exit).toBe(2)
    expect(terminal.stderr).toMatch(/login takes no (Password|OAuthSettingsLocation|InitiateOAuth)/)
    expect(terminal.stderr + terminal.stdout).not.toContain('hunter2')
  },
)

test('a server that is not there is the step that failed; once more as it is, then left, nothing is saved', async () => {
  const { terminal, exit } = begin(`Server=127.0.0.1;Port=${await freePort()};TLS=None;User=a@b.example`)
  await answer(terminal, ['Number [1]: ', '1\r'], ['Mail address: ', '\r'], ['not shown): ', 'x\r'])
  await answer(terminal, ['✗ Network', ''], ['(q)? [a] ', 'r\r'], ['✗ Network', ''], ['(q)? [a] ', 'q\r'])
  expect(await exit).toBe(3)
  expect(terminal.stdout).toContain('Check Server, Port and the network')
  expect(terminal.stderr).toContain('nothing was saved')
  expect(await savedNames()).toEqual([])
})

test('without a browser the address that it ended at is pasted; Ctrl-C there leaves nothing behind', async () => {
  await using stage = await startStage()
  mkdirSync(join(home, 'Downloads'))
  writeClient(stage, join('Downloads', 'client.json'), 'installed')
  const toConsent = [
    ['Number [1]: ', '2\r'],
    ['Mail address: ', '\r'],
    ['another one [1]: ', '\r'],
  ] as const
  const load = agreeing(loader, null)
  const left = begin(`${stage.surroundings};User=${ANNA}`, load)
  await answer(left.terminal, ...toConsent, ['paste the address it ends at: ', '\x03'])
  expect(await left.exit).toBe(130)
  const { terminal, exit } = begin(`${stage.surroundings};User=${ANNA}`, load)
  await answer(terminal, ...toConsent, ['paste the address it ends at: ', ''])
  await terminal.shows(/in a browser:\s+\S+\n/)
  const [, url = ''] = /in a browser:\s+(\S+)/.exec(terminal.stderr) ?? []
  terminal.type(`${await stage.oauth.agree(url)}\r`)
  await answer(terminal, ['save it under: ', '\r'])
  expect(await exit).toBe(0)
  expect(await savedNames()).toEqual(['anna'])
})

test('a consent that failed is the step that failed; the file of a client for the web is refused before', async () => {
  await using stage = await startStage()
  stage.oauth.settings.userInstead = 'bert@example.com'
  const web = writeClient(stage, 'web.json', 'web')
  const file = writeClient(stage, 'client.json', 'installed')
  const { terminal, exit } = begin(`${stage.surroundings};User=${ANNA}`, agreeing(loader))
  await answer(terminal, ['Number [1]: ', '2\r'], ['Mail address: ', '\r'], ['the JSON file: ', `${web}\r`])
  await answer(terminal, ['web.json is of a client for web applications', ''], ['"Desktop app"', ''])
  await answer(
    terminal,
    ['the JSON file: ', `'${file}'\r`],
    ['✗ Sign-in    AUTH_REFUSED', ''],
    ['(q)? [a] ', 'q\r'],
  )
  expect(await exit).toBe(3)
  expect(terminal.stdout).toContain('Log in as the account that User names')
  expect(await savedNames()).toEqual([])
})

function writeClient(stage: Stage, name: string, type: 'installed' | 'web'): string {
  const { id, secret } = stage.oauth.clients.desktop
  const path = join(home, name)
  downloads.push(path)
  writeFileSync(path, JSON.stringify({ [type]: { client_id: id, client_secret: secret } }))
  return path
}

test('a name that is there is replaced only when asked', async () => {
  const saved = await openSavedConnections()
  await saved.save('work', new Secret('User=before@b.example'))
  await saved.close()
  await using demo = await startDemo({ messages: 20 })
  const { user, password, port } = demo.gmaild
  const { terminal, exit } = begin(`Server=127.0.0.1;Port=${port};TLS=None;User=${user}`)
  await answer(terminal, ['Number [1]: ', '4\r'], ['Type one of 1, 2, 3', ''], ['Number [1]: ', '1\r'])
  await answer(terminal, ['Mail address: ', '\r'], ['not shown): ', `${password}\r`])
  await answer(terminal, ['save it under: ', '\x15work\r'], ['Replace it? [y/N] ', '\r'])
  await answer(terminal, ['save it under: ', '\x15a b\r'], ['cannot be the name', ''])
  await answer(terminal, ['save it under: ', '\x15work\r'], ['Replace it? [y/N] ', 'y\r'])
  expect(await exit).toBe(0)
  const after = await openSavedConnections()
  expect((await after.find('work'))?.properties).toMatchObject({ User: user, Password: '********' })
  await after.close()
})

test('a server that takes no login of the kind that is wanted is told before one is tried', () => {
  const plain = { capabilities: ['IMAP4REV1', 'LOGINDISABLED', 'STARTTLS'] }
  expect(imapFinding(plain, true)).toMatchObject({
    outcome: 'fail',
    hint: expect.stringContaining('StartTLS'),
  })
  const old = { capabilities: ['IMAP4REV1', 'AUTH=PLAIN'] }
  expect(imapFinding(old, true).outcome).toBe('ok')
  expect(imapFinding(old, false)).toMatchObject({
    outcome: 'fail',
    detail: expect.stringContaining('no login by an access token'),
  })
})
