import { expect, test } from 'vitest'
import { StoreMaker } from '../keys/stores.ts'
import { ANNA, readsMail, startStage } from './stage.ts'

const EMAIL = 'robot@project.iam.gserviceaccount.com'

test('exactly the seven properties: rows, a second connection posts nothing, an ended token one new assertion', async () => {
  using stores = new StoreMaker()
  stores.pair('robot', `/CN=${EMAIL}`)
  const p12 = stores.pfx('robot', 'robot', 'notasecret', '-legacy')
  const account = { email: EMAIL, publicKey: stores.publicKey('robot'), subjects: [ANNA] }
  await using stage = await startStage({ serviceAccounts: [account] })
  const seven = [
    'InitiateOAuth=GETANDREFRESH;OAuthJWTCertType=PFXFILE',
    `OAuthJWTCert=${p12};OAuthJWTCertPassword=notasecret;OAuthJWTCertSubject=*`,
    `OAuthJWTSubject=${ANNA};User=${ANNA}`,
  ].join(';')
  const place = `OAuthSettingsLocation=${stage.directory}/o.db`
  const first = await stage.open(`${seven};${place}`)
  expect(await readsMail(first)).toBe(true)
  const notices = await first.query<{ Code: string }>('SELECT Code FROM sys_warnings')
  expect(notices.rows.map(row => row.Code)).toContain('JWT_ISSUER')
  expect(stage.tokenPosts()).toHaveLength(1)
  const second = await stage.open(`${seven};${place}`)
  expect(await readsMail(second)).toBe(true)
  expect(stage.tokenPosts()).toEqual([])
  stage.oauth.expireAll()
  const third = await stage.open(`${seven};${place}`)
  expect(await readsMail(third)).toBe(true)
  expect(stage.tokenPosts()).toHaveLength(1)
})

test('a token that ends in mid-session costs one new assertion, and every row comes once', async () => {
  using stores = new StoreMaker()
  stores.pair('robot', `/CN=${EMAIL}`)
  const p12 = stores.pfx('robot', 'robot', 'notasecret', '-legacy')
  const account = { email: EMAIL, publicKey: stores.publicKey('robot'), subjects: [ANNA] }
  await using stage = await startStage({
    serviceAccounts: [account],
    mail: { messages: 4_000, tokenExpiry: 3_000 },
  })
  const db = await stage.open(
    `InitiateOAuth=GETANDREFRESH;OAuthJWTCert=${p12};OAuthJWTCertPassword=notasecret;OAuthJWTSubject=${ANNA};User=${ANNA};OAuthSettingsLocation=${stage.directory}/o.db`,
  )
  const seen: unknown[] = []
  for await (const [msgId] of db.streamArrays('SELECT MsgId, Subject FROM [Gmail/All Mail]')) {
    seen.push(msgId)
    if (seen.length === 100) stage.oauth.expireAll()
    // Of 4,000 rows no more than 2,500 are asked for before 800 are read, which takes 4 seconds: the session is over then.
    if (seen.length % 100 === 0 && seen.length <= 800) await new Promise(resolve => setTimeout(resolve, 500))
  }
  const assertions = stage.tokenPosts().map(({ form }) => form['assertion'])
  expect(assertions).toHaveLength(2)
  // Nothing but iat and exp can differ.
  expect(new Set(assertions).size).toBe(2)
  const { rows } = await db.queryArrays('SELECT MsgId FROM [Gmail/All Mail]')
  expect(seen).toEqual(rows.map(([msgId]) => msgId))
})

test('a service account and a desktop client of one user, in one settings file, keep out of each other’s way', async () => {
  using stores = new StoreMaker()
  stores.pair('robot', `/CN=${EMAIL}`)
  const p12 = stores.pfx('robot', 'robot', 'notasecret', '-legacy')
  const account = { email: EMAIL, publicKey: stores.publicKey('robot'), subjects: [ANNA] }
  await using stage = await startStage({ serviceAccounts: [account] })
  const place = `InitiateOAuth=GETANDREFRESH;OAuthSettingsLocation=${stage.directory}/o.db;User=${ANNA}`
  const { id, secret } = stage.oauth.clients.desktop
  const desktop = `${place};OAuthClientId=${id};OAuthClientSecret=${secret}`
  const service = `${place};OAuthJWTCert=${p12};OAuthJWTCertPassword=notasecret;OAuthJWTSubject=${ANNA}`
  for (const properties of [desktop, service, desktop, service]) {
    stage.oauth.expireAll()
    expect(await readsMail((await stage.openWithBrowser(properties)).db)).toBe(true)
  }
  const grants = stage.tokenPosts().map(({ form }) => form['grant_type'])
  const jwt = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
  expect(grants).toEqual(['authorization_code', jwt, 'refresh_token', jwt])
})
