import { expect, test } from 'vitest'
import { ANNA, readsMail, type Stage, startStage } from './stage.ts'

function client({ oauth, directory }: Stage): string {
  const { id, secret } = oauth.clients.desktop
  return `InitiateOAuth=GETANDREFRESH;OAuthClientId=${id};OAuthClientSecret=${secret};OAuthSettingsLocation=${directory}/oauth.db`
}

test('GETANDREFRESH opens the browser once; the second connection asks for nothing', async () => {
  await using stage = await startStage()
  const first = await stage.openWithBrowser(`${client(stage)};User=${ANNA}`)
  expect(first.urls).toHaveLength(1)
  expect(await readsMail(first.db)).toBe(true)
  expect(stage.tokenPosts()).toHaveLength(1)
  const second = await stage.openWithBrowser(`${client(stage)};User=${ANNA}`)
  expect(second.urls).toEqual([])
  expect(await readsMail(second.db)).toBe(true)
  expect(stage.tokenPosts()).toEqual([])
})

test('later connections need InitiateOAuth, OAuthSettingsLocation and User only', async () => {
  await using stage = await startStage()
  await stage.openWithBrowser(`${client(stage)};User=${ANNA}`)
  const later = await stage.openWithBrowser(
    `InitiateOAuth=REFRESH;OAuthSettingsLocation=${stage.directory}/oauth.db;User=${ANNA}`,
  )
  expect(await readsMail(later.db)).toBe(true)
  expect(later.urls).toEqual([])
})

test('an ended access token costs one refresh and no browser', async () => {
  await using stage = await startStage()
  await stage.openWithBrowser(`${client(stage)};User=${ANNA}`)
  stage.tokenPosts()
  stage.oauth.expireAll()
  const { db, urls } = await stage.openWithBrowser(`${client(stage)};User=${ANNA}`)
  expect(await readsMail(db)).toBe(true)
  expect(urls).toEqual([])
  expect(stage.tokenPosts().map(({ form }) => form['grant_type'])).toEqual(['refresh_token'])
})

test('a dead grant opens one browser a connection, never more', async () => {
  await using stage = await startStage()
  await stage.openWithBrowser(`${client(stage)};User=${ANNA}`)
  stage.oauth.revokeAll()
  const { db, urls } = await stage.openWithBrowser(`${client(stage)};User=${ANNA}`)
  expect(await readsMail(db)).toBe(true)
  expect(urls).toHaveLength(1)
  stage.oauth.revokeAll()
  await expect(db.query('SELECT Subject FROM Trash')).resolves.toBeDefined()
  expect(urls).toHaveLength(1)
})

test('the account that consented is compared with User before anything is stored', async () => {
  await using stage = await startStage()
  stage.oauth.settings.userInstead = 'bert@example.com'
  await expect(stage.openWithBrowser(`${client(stage)};User=${ANNA}`)).rejects.toMatchObject({
    code: 'AUTH_REFUSED',
    message: expect.stringMatching(/bert@example\.com.*anna@example\.com/),
  })
  await expect(
    stage.open(`InitiateOAuth=REFRESH;OAuthSettingsLocation=${stage.directory}/oauth.db;User=${ANNA}`),
  ).rejects.toMatchObject({
    code: 'MISSING_PROPERTY',
  })
})

test('a user who unticks mail is told which box, and nothing is stored', async () => {
  await using stage = await startStage({ user: 'partial@example.com', mail: { user: 'partial@example.com' } })
  await expect(stage.openWithBrowser(`${client(stage)};User=partial@example.com`)).rejects.toMatchObject({
    code: 'OAUTH_SCOPE',
  })
})

test('a user who refuses ends the exchange with OAUTH_DENIED', async () => {
  await using stage = await startStage({ user: 'deny@example.com', mail: { user: 'deny@example.com' } })
  await expect(stage.openWithBrowser(`${client(stage)};User=deny@example.com`)).rejects.toMatchObject({
    code: 'OAUTH_DENIED',
  })
})

test('without a browser the URL is told and the pasted callback URL is taken', async () => {
  await using stage = await startStage()
  let told = ''
  const db = await stage.open(`${client(stage)};User=${ANNA}`, {
    openBrowser: null,
    onAuthorizationUrl: url => {
      told = url
    },
    readCallback: async () => {
      while (told === '') await new Promise(resolve => setTimeout(resolve, 10))
      return await stage.oauth.agree(told)
    },
  })
  expect(await readsMail(db)).toBe(true)
})

test('deferAuthorization waits for the first statement that needs mail', async () => {
  await using stage = await startStage()
  const urls: string[] = []
  const db = await stage.open(`${client(stage)};User=${ANNA}`, {
    deferAuthorization: true,
    openBrowser: async url => {
      urls.push(url)
      void stage.oauth.agree(url).then(callback => fetch(callback))
    },
  })
  await db.query('SELECT 1 AS one')
  expect(urls).toEqual([])
  expect(await readsMail(db)).toBe(true)
  expect(urls).toHaveLength(1)
})
