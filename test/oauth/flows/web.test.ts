import { expect, test } from 'vitest'
import { ANNA, readsMail, type Stage, startStage } from './stage.ts'

function client({ oauth, directory }: Stage, file = 'oauth.db'): string {
  const { id, secret } = oauth.clients.web
  return `OAuthClientId=${id};OAuthClientSecret=${secret};OAuthSettingsLocation=${directory}/${file}`
}

interface Tokens {
  readonly OAuthAccessToken: string
  readonly OAuthRefreshToken: string
  readonly ExpiresIn: number
  readonly User: string
}

/** The web flow as the reference writes it, each step on a connection of its own. */
async function getTokens(stage: Stage): Promise<Tokens> {
  const callbackUrl = stage.oauth.clients.web.callbackUrls[0]!
  const first = await stage.open(client(stage))
  const asked = await first.query<{ URL: string }>(
    `EXEC GetOAuthAuthorizationURL AuthMode = 'WEB', CallbackURL = '${callbackUrl}'`,
  )
  const callback = new URL(await stage.oauth.agree(asked.rows[0]!.URL))
  const second = await stage.open(client(stage))
  const sql = "EXEC GetOAuthAccessToken @AuthMode='WEB', @Verifier=?"
  return (await second.query<Tokens>(sql, [callback.searchParams.get('code')])).rows[0]!
}

test('two calls give tokens, in two connections, with AuthMode and Verifier only in the second', async () => {
  await using stage = await startStage()
  const tokens = await getTokens(stage)
  expect(tokens).toMatchObject({ User: ANNA, ExpiresIn: expect.any(Number) })
  expect(tokens.OAuthRefreshToken).toMatch(/\S+/)
  const db = await stage.open(`User=${ANNA};OAuthAccessToken=${tokens.OAuthAccessToken}`)
  expect(await readsMail(db)).toBe(true)
})

test('nothing is asked of the mail server before a statement needs it', async () => {
  await using stage = await startStage()
  await getTokens(stage)
  expect(stage.gmaild.record).toEqual([])
})

test('the connection that got the tokens uses them', async () => {
  await using stage = await startStage()
  const db = await stage.open(client(stage))
  await expect(db.query('SELECT Subject FROM Inbox')).rejects.toMatchObject({ code: 'MISSING_PROPERTY' })
  const callbackUrl = stage.oauth.clients.web.callbackUrls[0]!
  const [{ URL: url, State }] = (await db.call<{ URL: string; State: string }>('GetOAuthAuthorizationURL', {
    CallbackURL: callbackUrl,
  })) as [{ URL: string; State: string }]
  const callback = await stage.oauth.agree(url)
  expect(callback).toContain(State)
  await db.query('{call GetOAuthAccessToken(?, ?)}', ['WEB', callback])
  expect(await readsMail(db)).toBe(true)
})

test('two users of one application overlap, and are exchanged in reverse order', async () => {
  await using stage = await startStage()
  const callbackUrl = stage.oauth.clients.web.callbackUrls[0]!
  const db = await stage.open(client(stage))
  const ask = async () =>
    (await db.call<{ URL: string }>('GetOAuthAuthorizationURL', { CallbackURL: callbackUrl }))[0]!.URL
  const [one, two] = [await ask(), await ask()]
  const codes = []
  for (const [url, user] of [
    [one, ANNA],
    [two, 'bert@example.com'],
  ] as const) {
    stage.oauth.settings.userInstead = user
    codes.push({ user, code: new URL(await stage.oauth.agree(url)).searchParams.get('code')! })
  }
  const other = await stage.open(client(stage))
  for (const { user, code } of codes.reverse()) {
    const rows = await other.call<Tokens>('GetOAuthAccessToken', {
      AuthMode: 'WEB',
      Verifier: encodeURIComponent(code),
    })
    expect(rows[0]!.User).toBe(user)
    expect(stage.oauth.userOf(rows[0]!.OAuthAccessToken)).toBe(user)
  }
})

test('callbacks of two URLs under way: the code alone does not tell, and nothing is posted', async () => {
  await using stage = await startStage({
    webCallbackUrls: ['https://app.example.com/one', 'https://app.example.com/two'],
  })
  const db = await stage.open(client(stage))
  for (const path of ['one', 'two'])
    await db.call('GetOAuthAuthorizationURL', { CallbackURL: `https://app.example.com/${path}` })
  stage.tokenPosts()
  await expect(db.call('GetOAuthAccessToken', { Verifier: 'abc' })).rejects.toMatchObject({
    code: 'OAUTH_STATE',
    hint: expect.stringContaining('CallbackURL'),
  })
  expect(stage.tokenPosts()).toEqual([])
})

test('a code without an authorization under way is OAUTH_STATE; a missing Verifier is told', async () => {
  await using stage = await startStage()
  const db = await stage.open(client(stage))
  await expect(db.call('GetOAuthAccessToken', { Verifier: 'abc' })).rejects.toMatchObject({
    code: 'OAUTH_STATE',
  })
  await expect(db.call('GetOAuthAccessToken')).rejects.toMatchObject({
    code: 'MISSING_INPUT',
    message: expect.stringContaining('Verifier'),
  })
  await expect(db.call('GetOAuthAccesToken')).rejects.toMatchObject({
    code: 'NO_PROCEDURE',
    hint: expect.stringContaining('GetOAuthAccessToken'),
  })
  await expect(db.call('GetOAuthAccessToken', { Verifer: 'abc' })).rejects.toMatchObject({
    code: 'BAD_INPUT',
  })
})

test('automatic refresh: the first connection string may be used for ever, with expiry and rotation between', async () => {
  await using stage = await startStage({ isRotating: true })
  const tokens = await getTokens(stage)
  const all = `${client(stage, 'b.db')};InitiateOAuth=REFRESH;OAuthAccessToken=${tokens.OAuthAccessToken};OAuthRefreshToken=${tokens.OAuthRefreshToken};User=${ANNA}`
  for (let round = 0; round < 3; round++) {
    const db = await stage.open(all)
    expect(await readsMail(db)).toBe(true)
    await db.close()
    stage.oauth.expireAll()
  }
  const three = await stage.open(
    `InitiateOAuth=REFRESH;OAuthSettingsLocation=${stage.directory}/b.db;User=${ANNA}`,
  )
  expect(await readsMail(three)).toBe(true)
})

test('REFRESH keeps the given values at once: opening and closing is enough', async () => {
  await using stage = await startStage()
  const tokens = await getTokens(stage)
  const first = await stage.open(
    `${client(stage, 'b.db')};InitiateOAuth=REFRESH;OAuthAccessToken=${tokens.OAuthAccessToken};OAuthRefreshToken=${tokens.OAuthRefreshToken};User=${ANNA}`,
  )
  await first.close()
  const later = await stage.open(
    `InitiateOAuth=REFRESH;OAuthSettingsLocation=${stage.directory}/b.db;User=${ANNA}`,
  )
  expect(await readsMail(later)).toBe(true)
})

test('manual refresh: three values, and the connection goes on with them', async () => {
  await using stage = await startStage()
  const tokens = await getTokens(stage)
  stage.oauth.expireAll()
  const db = await stage.open(`${client(stage)};User=${ANNA}`)
  const { rows, columns } = await db.query<Tokens>(
    `EXECUTE RefreshOAuthAccessToken @OAuthRefreshToken = '${tokens.OAuthRefreshToken}'`,
  )
  expect(columns.map(({ name }) => name)).toEqual(['OAuthAccessToken', 'OAuthRefreshToken', 'ExpiresIn'])
  expect(await readsMail(db)).toBe(true)
  const off = await stage.open(`InitiateOAuth=OFF;User=${ANNA};OAuthAccessToken=${rows[0]!.OAuthAccessToken}`)
  expect(await readsMail(off)).toBe(true)
})

test('manual refresh after ExpiresIn has passed, for the same connection and for a new one', async () => {
  await using stage = await startStage({ accessTokenSeconds: 5 })
  const tokens = await getTokens(stage)
  expect(tokens.ExpiresIn).toBeLessThanOrEqual(5)
  const { id, secret } = stage.oauth.clients.web
  const db = await stage.open(`OAuthClientId=${id};OAuthClientSecret=${secret};User=${ANNA}`)
  await new Promise(resolve => setTimeout(resolve, 5500))
  const off = `InitiateOAuth=OFF;User=${ANNA}`
  await expect(
    stage.open(`${off};OAuthAccessToken=${tokens.OAuthAccessToken}`).then(readsMail),
  ).rejects.toMatchObject({ code: 'AUTH_REFUSED' })
  const { rows } = await db.query<Tokens>(
    `EXEC RefreshOAuthAccessToken @OAuthRefreshToken = '${tokens.OAuthRefreshToken}'`,
  )
  const renewed = await stage.open(`${off};OAuthAccessToken=${rows[0]!.OAuthAccessToken}`)
  expect([await readsMail(db), await readsMail(renewed)]).toEqual([true, true])
})

test('revoking ends the grant and forgets it here', async () => {
  await using stage = await startStage()
  const tokens = await getTokens(stage)
  const all = `${client(stage, 'b.db')};InitiateOAuth=REFRESH;OAuthAccessToken=${tokens.OAuthAccessToken};OAuthRefreshToken=${tokens.OAuthRefreshToken};User=${ANNA}`
  const db = await stage.open(all)
  expect(await db.call('RevokeOAuthAccessToken')).toEqual([{ Success: 'true' }])
  await expect(
    stage.open(`InitiateOAuth=REFRESH;OAuthSettingsLocation=${stage.directory}/b.db;User=${ANNA}`),
  ).rejects.toMatchObject({ code: 'MISSING_PROPERTY' })
})

test('no token anywhere: MISSING_PROPERTY names the ways to get one, and no mail server is touched', async () => {
  await using stage = await startStage()
  const db = await stage.open(`${client(stage)};User=${ANNA}`)
  await expect(db.query('SELECT Subject FROM Inbox')).rejects.toMatchObject({
    code: 'MISSING_PROPERTY',
    hint: expect.stringMatching(/Password.*OAuthAccessToken.*GETANDREFRESH.*GetOAuthAccessToken/),
  })
  expect(stage.gmaild.connectionCount).toBe(0)
  expect(stage.gmaild.record).toEqual([])
})

test('AuthMode=APP needs no CallbackURL, and takes one of this machine only', async () => {
  await using stage = await startStage()
  const { id, secret } = stage.oauth.clients.desktop
  const db = await stage.open(
    `OAuthClientId=${id};OAuthClientSecret=${secret};OAuthSettingsLocation=${stage.directory}/o.db`,
  )
  const [asked] = await db.call<{ URL: string }>('GetOAuthAuthorizationURL', { AuthMode: 'APP' })
  const callback = await stage.oauth.agree(asked!.URL)
  await db.call('GetOAuthAccessToken', { Verifier: callback })
  expect(await readsMail(db)).toBe(true)
  const elsewhere = db.call('GetOAuthAuthorizationURL', {
    AuthMode: 'APP',
    CallbackURL: 'http://evil.example/',
  })
  await expect(elsewhere).rejects.toMatchObject({ code: 'BAD_PROPERTY' })
  const plain = db.call('GetOAuthAuthorizationURL', {
    AuthMode: 'WEB',
    CallbackURL: 'http://app.example.com/',
  })
  await expect(plain).rejects.toMatchObject({ code: 'BAD_PROPERTY' })
})
