import { CodeChallengeMethod, OAuth2Client } from 'google-auth-library'
import { importPKCS8, SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  createServiceAccount,
  hashed,
  type OAuthServer,
  startOAuthServer,
} from '../../support/oauth-server.ts'

const REDIRECT = 'http://127.0.0.1:5000/callback'
const SCOPE = ['https://mail.google.com/', 'openid', 'email']
const { account, privateKey } = createServiceAccount({
  email: 'mail@project.iam.gserviceaccount.com',
  subjects: ['boss@example.com'],
})

let server: OAuthServer
beforeEach(async () => {
  server = await startOAuthServer({ serviceAccounts: [account] })
})
afterEach(() => server.close())

/** Google's own client, pointed at the test server. */
function googleClient(of = server): OAuth2Client {
  const { id: clientId, secret: clientSecret } = of.clients.desktop
  return new OAuth2Client({
    ...{ clientId, clientSecret, redirectUri: REDIRECT },
    endpoints: {
      oauth2AuthBaseUrl: of.endpoints.authorize,
      oauth2TokenUrl: of.endpoints.token,
      oauth2RevokeUrl: of.endpoints.revoke,
    },
  })
}

async function signIn(client: OAuth2Client, options: Record<string, string> = {}) {
  const { codeVerifier, codeChallenge } = await client.generateCodeVerifierAsync()
  const url = client.generateAuthUrl({
    ...{ scope: SCOPE, access_type: 'offline', prompt: 'consent', state: 's', ...options },
    code_challenge_method: CodeChallengeMethod.S256,
    code_challenge: codeChallenge!,
  })
  const code = new URL(await server.agree(url)).searchParams.get('code')!
  const { tokens } = await client.getToken({ code, codeVerifier })
  client.setCredentials(tokens)
  return { tokens, code, codeVerifier }
}

async function post(form: Record<string, string>, url = server.endpoints.token) {
  const response = await fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams(form) })
  const text = await response.text()
  const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : null
  return { status: response.status, headers: response.headers, text, json }
}

function clientForm(): Record<string, string> {
  return { client_id: server.clients.desktop.id, client_secret: server.clients.desktop.secret }
}

describe('Google’s own client', () => {
  test('signs in, refreshes and revokes', async () => {
    const client = googleClient()
    const { tokens } = await signIn(client)
    expect(tokens.scope?.split(' ').sort()).toEqual([...SCOPE].sort())
    expect(server.userOf(tokens.access_token!)).toBe('anna@example.com')
    const claims = JSON.parse(Buffer.from(tokens.id_token!.split('.')[1]!, 'base64url').toString())
    expect(claims).toMatchObject({ email: 'anna@example.com', email_verified: true, iss: server.issuer })
    server.expireAll()
    expect(server.userOf(tokens.access_token!)).toBeUndefined()
    const { credentials } = await client.refreshAccessToken()
    expect(server.userOf(credentials.access_token!)).toBe('anna@example.com')
    await client.revokeToken(credentials.access_token!)
    expect(server.userOf(credentials.access_token!)).toBeUndefined()
    await expect(client.refreshAccessToken()).rejects.toThrow('invalid_grant')
  })

  test('gets a refresh token offline only, and with a consent only', async () => {
    const gets = async (options: Record<string, string>) =>
      (await signIn(googleClient(), options)).tokens.refresh_token !== undefined
    expect(await gets({ access_type: 'online' })).toBe(false)
    expect(await gets({ prompt: 'select_account', login_hint: 'new@example.com' })).toBe(true)
    expect(await gets({ prompt: 'select_account', login_hint: 'new@example.com' })).toBe(false)
    expect(await gets({ prompt: 'select_account consent', login_hint: 'new@example.com' })).toBe(true)
  })

  test('is refused a code twice, and a code without its proof', async () => {
    const client = googleClient()
    const { code, codeVerifier } = await signIn(client)
    await expect(client.getToken({ code, codeVerifier })).rejects.toThrow('invalid_grant')
    const other = await client.generateCodeVerifierAsync()
    const url = client.generateAuthUrl({
      scope: SCOPE,
      code_challenge_method: CodeChallengeMethod.S256,
      code_challenge: other.codeChallenge!,
    })
    const fresh = new URL(await server.agree(url)).searchParams.get('code')!
    await expect(client.getToken({ code: fresh, codeVerifier })).rejects.toThrow('invalid_grant')
  })
})

describe('the user', () => {
  test('refuses as deny@, and unticks Gmail as partial@', async () => {
    await expect(signIn(googleClient(), { login_hint: 'deny@example.com' })).rejects.toThrow()
    const { tokens } = await signIn(googleClient(), { login_hint: 'partial@example.com' })
    expect(tokens.scope?.split(' ').sort()).toEqual(['email', 'openid'])
  })

  test('may be another one than was hinted at', async () => {
    server.settings.userInstead = 'other@example.com'
    const { tokens } = await signIn(googleClient(), { login_hint: 'anna@example.com' })
    expect(server.userOf(tokens.access_token!)).toBe('other@example.com')
  })

  test('is not sent to an address that was not registered', async () => {
    const client = googleClient()
    const { codeChallenge } = await client.generateCodeVerifierAsync()
    const url = client.generateAuthUrl({
      ...{ scope: SCOPE, redirect_uri: 'https://evil.example/' },
      code_challenge_method: CodeChallengeMethod.S256,
      code_challenge: codeChallenge!,
    })
    await expect(server.agree(url)).rejects.toThrow('400')
  })
})

describe('a token', () => {
  test('ends after its time, and tokeninfo says so', async () => {
    server.settings.accessTokenSeconds = 1
    const { tokens } = await signIn(googleClient())
    const info = () => fetch(`${server.tokenInfo}?access_token=${encodeURIComponent(tokens.access_token!)}`)
    const answer = await info()
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ email: 'anna@example.com' })
    await new Promise(resolve => setTimeout(resolve, 2_000))
    expect((await info()).status).toBe(400)
    expect(server.userOf(tokens.access_token!)).toBeUndefined()
  })

  test('of refreshing rotates when it is wanted, and used twice the whole grant is dead', async () => {
    server.settings.isRotating = true
    const { tokens } = await signIn(googleClient())
    const refresh = (token: unknown) =>
      post({ ...clientForm(), grant_type: 'refresh_token', refresh_token: String(token) })
    const first = await refresh(tokens.refresh_token)
    expect(first.json).toMatchObject({ refresh_token: expect.stringMatching(/^1\/\//) })
    expect(first.json?.['refresh_token']).not.toBe(tokens.refresh_token)
    expect(await refresh(tokens.refresh_token)).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant' },
    })
    expect(await refresh(first.json?.['refresh_token'])).toMatchObject({ status: 400 })
  })

  test('is given to nobody with a wrong secret', async () => {
    const form = { ...clientForm(), client_secret: 'wrong', grant_type: 'refresh_token', refresh_token: 'x' }
    expect(await post(form)).toMatchObject({ status: 401, json: { error: 'invalid_client' } })
  })
})

describe('a service account', () => {
  const now = Math.floor(Date.now() / 1000)
  const good = {
    iss: account.email,
    sub: 'boss@example.com',
    scope: 'https://mail.google.com/',
    aud: 'https://oauth2.googleapis.com/token',
    iat: now,
    exp: now + 3600,
  }

  async function ask(changes: Record<string, unknown> = {}, pem = privateKey) {
    const jwt = new SignJWT({ ...good, ...changes }).setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    const assertion = await jwt.sign(await importPKCS8(pem, 'RS256'))
    return await post({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })
  }

  test('gets a token for a user whom it may act for, without a client id', async () => {
    const { json } = await ask()
    expect(json).toEqual({ access_token: expect.any(String), expires_in: 3599, token_type: 'Bearer' })
    expect(server.userOf(String(json?.['access_token']))).toBe('boss@example.com')
    expect(server.log.at(-1)?.form).not.toHaveProperty('client_id')
  })

  test('may name this server as the audience', async () => {
    expect((await ask({ aud: server.endpoints.token })).status).toBe(200)
  })

  test.each([
    [{ sub: 'eve@example.com' }, 401, 'unauthorized_client', 'Client is unauthorized'],
    [{ scope: 'https://www.googleapis.com/auth/drive' }, 401, 'unauthorized_client', 'any of the scopes'],
    [{ scope: '' }, 400, 'invalid_scope', 'Invalid OAuth scope'],
    [{ exp: now + 7_200 }, 400, 'invalid_grant', 'short-lived token'],
    [{ iat: now + 7_200, exp: now + 9_000 }, 400, 'invalid_grant', 'reasonable timeframe'],
    [{ iat: now - 9_000, exp: now - 7_200 }, 400, 'invalid_grant', 'reasonable timeframe'],
    [{ aud: 'https://evil.example/token' }, 400, 'invalid_grant', 'audience'],
    [{ iss: 'unknown@project.iam.gserviceaccount.com' }, 400, 'invalid_grant', 'account not found'],
  ])('is refused %j in Google’s words', async (changes, status, error, description) => {
    expect(await ask(changes)).toMatchObject({
      status,
      json: { error, error_description: expect.stringContaining(description) },
    })
  })

  test('is refused the key of another account', async () => {
    const other = createServiceAccount({ email: account.email, subjects: [] })
    expect(await ask({}, other.privateKey)).toMatchObject({
      json: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' },
    })
  })

  test('is refused when the clocks differ, which the Date header shows', async () => {
    server.settings.clockOffset = 7_200_000
    const { status, headers } = await ask()
    expect(status).toBe(400)
    expect(Date.parse(headers.get('date')!) - Date.now()).toBeGreaterThan(7_100_000)
  })
})

describe('the log and the faults', () => {
  test('the log has every form, its secrets hashed', async () => {
    await signIn(googleClient())
    const { form } = server.log.find(({ endpoint }) => endpoint === 'token')!
    expect(form).toMatchObject({
      grant_type: 'authorization_code',
      client_secret: hashed(server.clients.desktop.secret),
      code: expect.stringMatching(/^sha256:/),
      code_verifier: expect.stringMatching(/^sha256:/),
    })
    expect(JSON.stringify(server.log)).not.toContain(server.clients.desktop.secret)
  })

  test('faults strike in their order, each as often as it says', async () => {
    const { tokens } = await signIn(googleClient())
    const refresh = () =>
      post({ ...clientForm(), grant_type: 'refresh_token', refresh_token: tokens.refresh_token! })
    server.faults.add(
      { status: 500, body: 'broken', times: 2 },
      { status: 307, headers: { location: 'https://evil.example/' } },
      { body: {} },
      { rewrite: answer => ({ ...answer, expires_in: -5 }) },
      { rewrite: () => '{"access_tok' },
      { delay: 300 },
    )
    for (let i = 0; i < 2; i++) expect(await refresh()).toMatchObject({ status: 500, text: 'broken' })
    const moved = await refresh()
    expect([moved.status, moved.headers.get('location')]).toEqual([307, 'https://evil.example/'])
    expect(await refresh()).toMatchObject({ status: 200, text: '{}' })
    expect(await refresh()).toMatchObject({ json: { expires_in: -5, token_type: 'Bearer' } })
    await expect(refresh()).rejects.toThrow(SyntaxError)
    const started = performance.now()
    expect((await refresh()).status).toBe(200)
    expect(performance.now() - started).toBeGreaterThan(290)
  })

  test('a dropped request did nothing, a dropped answer did everything', async () => {
    server.settings.isRotating = true
    const { tokens } = await signIn(googleClient())
    const refresh = () =>
      post({ ...clientForm(), grant_type: 'refresh_token', refresh_token: tokens.refresh_token! })
    server.faults.add({ drop: 'before' })
    await expect(refresh()).rejects.toThrow('fetch failed')
    server.faults.add({ drop: 'after' })
    await expect(refresh()).rejects.toThrow('fetch failed')
    expect((await refresh()).json).toMatchObject({ error: 'invalid_grant' })
  })
})
