import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Connection, type ConnectOptions, connect } from '../../src/index.ts'
import { StoreMaker } from '../oauth/keys/stores.ts'
import { freePort } from '../support/free-port.ts'
import { type OAuthServer, startOAuthServer } from '../support/oauth-server.ts'

/* Every flow against a real IMAP server that takes only the tokens of a real authorization server. */

const ANNA = 'anna@example.com'
const ROBOT = 'robot@project.iam.gserviceaccount.com'
const SCRIPT = join(import.meta.dirname, '../../scripts/dovecot.sh')

const stores = new StoreMaker()
let oauth: OAuthServer
let base: string
let port: number

beforeAll(async () => {
  stores.pair('robot', `/CN=${ROBOT}`)
  const account = { email: ROBOT, publicKey: stores.publicKey('robot'), subjects: [ANNA] }
  oauth = await startOAuthServer({ user: ANNA, isRotating: true, serviceAccounts: [account] })
  base = mkdtempSync(join(tmpdir(), 'gmailsql-dovecot-'))
  chmodSync(base, 0o755)
  port = await freePort()
  const env = {
    ...process.env,
    BASE: join(base, 'd'),
    PORT: String(port),
    OAUTH_URL: `${oauth.tokenInfo}?access_token=`,
  }
  execFileSync(SCRIPT, ['start'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
})

afterAll(async () => {
  execFileSync(SCRIPT, ['stop'], { env: { ...process.env, BASE: join(base, 'd') }, stdio: 'ignore' })
  rmSync(base, { recursive: true, force: true })
  await oauth.close()
  stores[Symbol.dispose]()
})

async function open(properties: string, options: ConnectOptions = {}): Promise<Connection> {
  const { authorize, token, revoke } = oauth.endpoints
  const servers = `Server=127.0.0.1;Port=${port};TLS=None;OAuthAuthorizationURL=${authorize};OAuthAccessTokenURL=${token};OAuthRevokeURL=${revoke}`
  return await connect(`${servers};${properties}`, {
    openBrowser: null,
    onAuthorizationUrl: () => {},
    ...options,
  })
}

async function answers(db: Connection): Promise<boolean> {
  try {
    return (await db.query<{ n: number }>('SELECT COUNT(*) AS n FROM INBOX')).rows[0]?.n === 0
  } finally {
    await db.close()
  }
}

function settings(name: string): string {
  return `OAuthSettingsLocation=${join(base, name)}/o.db`
}

test('a token that was not issued is refused', async () => {
  const db = await open(`User=${ANNA};OAuthAccessToken=ya29.invented`)
  await expect(db.query('SELECT Subject FROM INBOX')).rejects.toMatchObject({ code: 'AUTH_REFUSED' })
  await db.close()
})

test('a token of somebody else is refused', async () => {
  const { id, secret } = oauth.clients.desktop
  const client = `OAuthClientId=${id};OAuthClientSecret=${secret};InitiateOAuth=GETANDREFRESH;${settings('other')}`
  const openBrowser = async (url: string) => void oauth.agree(url).then(callback => fetch(callback))
  const db = await open(`${client};User=${ANNA};Scope=https://mail.google.com/`, { openBrowser })
  expect(await answers(db)).toBe(true)
  const wrong = await open(`User=bert@example.com;OAuthAccessToken=ya29.invented`)
  await expect(wrong.query('SELECT Subject FROM INBOX')).rejects.toMatchObject({ code: 'AUTH_REFUSED' })
  await wrong.close()
})

test('flow A: the desktop flow, and a second connection without a browser after the token has ended', async () => {
  const { id, secret } = oauth.clients.desktop
  const client = `OAuthClientId=${id};OAuthClientSecret=${secret};InitiateOAuth=GETANDREFRESH;User=${ANNA};${settings('a')}`
  let browsers = 0
  const openBrowser = async (url: string) => {
    browsers++
    void oauth.agree(url).then(callback => fetch(callback))
  }
  expect(await answers(await open(client, { openBrowser }))).toBe(true)
  oauth.expireAll()
  expect(await answers(await open(client, { openBrowser }))).toBe(true)
  expect(browsers).toBe(1)
})

test('flow B: the web flow, automatic refresh with rotation, manual refresh', async () => {
  const { id, secret, callbackUrls } = oauth.clients.web
  const client = `OAuthClientId=${id};OAuthClientSecret=${secret};${settings('b')}`
  const web = await open(client)
  const [asked] = await web.call<{ URL: string }>('GetOAuthAuthorizationURL', {
    AuthMode: 'WEB',
    CallbackURL: callbackUrls[0]!,
  })
  const callback = await oauth.agree(asked!.URL)
  const [tokens] = await web.call<Record<string, string>>('GetOAuthAccessToken', {
    AuthMode: 'WEB',
    Verifier: callback,
  })
  expect(await answers(web)).toBe(true)
  const given = `OAuthAccessToken=${tokens!['OAuthAccessToken']};OAuthRefreshToken=${tokens!['OAuthRefreshToken']}`
  for (let round = 0; round < 3; round++) {
    expect(await answers(await open(`${client};InitiateOAuth=REFRESH;User=${ANNA};${given}`))).toBe(true)
    oauth.expireAll()
  }
  expect(await answers(await open(`InitiateOAuth=REFRESH;User=${ANNA};${settings('b')}`))).toBe(true)
  const manual = await open(`${client};User=${ANNA}`)
  oauth.expireAll()
  await manual.query('EXEC RefreshOAuthAccessToken')
  expect(await answers(manual)).toBe(true)
})

test('flow C: a service account with its seven properties', async () => {
  const p12 = stores.pfx('robot', 'robot', 'notasecret', '-legacy')
  const seven = `InitiateOAuth=GETANDREFRESH;OAuthJWTCertType=PFXFILE;OAuthJWTCert=${p12};OAuthJWTCertPassword=notasecret;OAuthJWTCertSubject=*;OAuthJWTSubject=${ANNA};User=${ANNA}`
  expect(await answers(await open(`${seven};${settings('c')}`))).toBe(true)
  oauth.expireAll()
  expect(await answers(await open(`${seven};${settings('c')}`))).toBe(true)
})
