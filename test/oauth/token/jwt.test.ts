import { createPublicKey, createVerify, generateKeyPairSync, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { jwtGrant } from '../../../src/oauth/token/jwt-grant.ts'
import type { Endpoints, HttpAnswer, HttpTransport, ServiceKey } from '../../../src/oauth/types.ts'
import { Secret } from '../../../src/util/secret.ts'
import { type Received, type ScriptedEndpoint, scriptedEndpoint } from '../http/scripted-endpoint.ts'
import { CANARY, failureOf, portsOf, TOKENS } from './support.ts'

const PEM = { type: 'pkcs8', format: 'pem' } as const
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const key: ServiceKey = {
  privateKey: new Secret(pair.privateKey.export(PEM).toString()),
  clientEmail: null,
  commonName: null,
  keyId: 'key-7',
}
const issuer = 'svc@project.iam.gserviceaccount.com'
const scope = 'https://mail.google.com/'
const NOW = Date.parse('2026-11-22T10:00:00Z')
const ACCOUNT = { key, issuer, subject: 'user@example.com', scope }

function grant(endpoint: ScriptedEndpoint, more: Partial<Parameters<typeof jwtGrant>[0]> = {}) {
  return jwtGrant({ ...ACCOUNT, ...portsOf(endpoint), now: () => NOW, ...more })
}

function decode(received: Pick<Received, 'form'>) {
  const [header = '', payload = '', signature = ''] = received.form['assertion']!.split('.')
  const parse = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
  const isSigned = createVerify('RSA-SHA256')
    .update(`${header}.${payload}`)
    .verify(pair.publicKey, signature, 'base64url')
  return { header: parse(header), payload: parse(payload), isSigned }
}

/** Verifies the assertion as a server does: signature by the account's key, times by its clock, subject by delegation. */
function accountServer({
  publicKey = pair.publicKey,
  serverNow = NOW,
  delegated = [ACCOUNT.subject],
  granted = [scope],
}) {
  return async (): Promise<ScriptedEndpoint> => {
    const endpoint = await scriptedEndpoint(response => {
      const { form } = endpoint.received.at(-1)!
      const [head = '', body = '', signature = ''] = form['assertion']!.split('.')
      const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
      const isSigned = verify(
        'sha256',
        Buffer.from(`${head}.${body}`),
        publicKey,
        Buffer.from(signature, 'base64url'),
      )
      const seconds = serverNow / 1000
      const isTimely = claims.iat <= seconds + 60 && claims.exp > seconds && claims.exp - claims.iat <= 3600
      const answer = refusalFor(
        isSigned,
        isTimely,
        delegated.includes(claims.sub),
        granted.includes(claims.scope),
      )
      response.setHeader('date', new Date(serverNow).toUTCString())
      response.writeHead(answer === null ? 200 : 400, { 'content-type': 'application/json' })
      response.end(JSON.stringify(answer ?? TOKENS))
    })
    return endpoint
  }
}

/** Google's words. */
function refusalFor(isSigned: boolean, isTimely: boolean, isDelegated: boolean, isGranted: boolean) {
  if (!isSigned) return { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }
  const timely =
    'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.'
  if (!isTimely) return { error: 'invalid_grant', error_description: timely }
  const client =
    'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.'
  if (!isDelegated) return { error: 'unauthorized_client', error_description: client }
  return isGranted
    ? null
    : { error: 'invalid_scope', error_description: 'Invalid OAuth scope or ID token audience provided.' }
}

test('the assertion is RS256 over the claims of RFC 7523, for an hour at most', async () => {
  await using endpoint = await accountServer({})()
  const answer = await grant(endpoint)
  expect(answer).toMatchObject({ expiresIn: 3599, refreshToken: null, email: null })
  const [received] = endpoint.received
  expect(received?.form['grant_type']).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
  const { header, payload, isSigned } = decode(received!)
  expect(isSigned).toBe(true)
  expect(header).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-7' })
  expect(payload).toMatchObject({
    iss: issuer,
    sub: 'user@example.com',
    scope,
    aud: endpoint.url,
    iat: NOW / 1000,
  })
  expect(payload.exp - payload.iat).toBeGreaterThan(0)
  expect(payload.exp - payload.iat).toBeLessThanOrEqual(3600)
})

test('a key without an id gives a header without kid', async () => {
  await using endpoint = await scriptedEndpoint({ json: TOKENS })
  await grant(endpoint, { key: { ...key, keyId: null } })
  expect(decode(endpoint.received[0]!).header).toEqual({ alg: 'RS256', typ: 'JWT' })
})

test('for Google the audience is the one constant, whichever of its addresses is used', async () => {
  const forms: Record<string, string>[] = []
  const transport: HttpTransport = {
    async post(_, form): Promise<HttpAnswer> {
      forms.push({ ...form })
      return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(TOKENS) }
    },
  }
  for (const token of ['https://oauth2.googleapis.com/token', 'https://www.googleapis.com/oauth2/v4/token']) {
    const endpoints: Endpoints = { authorize: token, token, revoke: token }
    await jwtGrant({ ...ACCOUNT, endpoints, transport })
  }
  const audiences = forms.map(form => decode({ form }).payload.aud)
  expect(audiences).toEqual(Array(2).fill('https://oauth2.googleapis.com/token'))
})

test('each try has an assertion of its own, three at most', async () => {
  await using endpoint = await scriptedEndpoint('drop', { status: 500 }, { json: TOKENS })
  await grant(endpoint)
  expect(new Set(endpoint.received.map(received => decode(received).payload.jti)).size).toBe(3)
  await using broken = await scriptedEndpoint({ status: 500 })
  expect((await failureOf(grant(broken))).code).toBe('OAUTH_ENDPOINT')
  expect(broken.received).toHaveLength(3)
})

describe('a refusal names its one cause', () => {
  async function refusal(
    server: Parameters<typeof accountServer>[0],
    more: Partial<Parameters<typeof jwtGrant>[0]> = {},
  ) {
    await using endpoint = await accountServer(server)()
    const error = await failureOf(grant(endpoint, more))
    expect(endpoint.received).toHaveLength(1)
    return error
  }

  test('the key of another account', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const error = await refusal({ publicKey: createPublicKey(other.privateKey) })
    expect(error.code).toBe('OAUTH_CLIENT')
    expect(error.hint).toContain(`The key is not one of ${issuer}`)
  })

  test('a clock two hours ahead, and two behind, with the seconds', async () => {
    const ahead = await refusal({}, { now: () => NOW + 7_200_000 })
    expect(ahead.hint).toContain('7200 s ahead of the endpoint’s')
    const behind = await refusal({}, { now: () => NOW - 7_200_000 })
    expect(behind.hint).toContain('7200 s behind the endpoint’s')
    expect(behind.code).toBe('OAUTH_CLIENT')
  })

  test('a subject that is not delegated', async () => {
    const error = await refusal({ delegated: [] })
    expect(error.code).toBe('OAUTH_CLIENT')
    expect(error.hint).toMatch(/may not act for user@example\.com.*Domain-wide delegation/)
  })

  test('a scope that is not granted', async () => {
    const error = await refusal({ granted: [] })
    expect(error.code).toBe('OAUTH_SCOPE')
    expect(error.hint).toContain(`The scope ${scope} is not granted`)
  })

  test.each([null, ''])('a missing subject (%j), before anything is sent', async subject => {
    await using endpoint = await scriptedEndpoint({ json: TOKENS })
    const error = await failureOf(grant(endpoint, { subject }))
    expect(error.code).toBe('MISSING_PROPERTY')
    expect(error.message).toContain('OAuthJWTSubject')
    expect((await failureOf(grant(endpoint, { issuer: '' }))).message).toContain('OAuthJWTIssuer')
    expect(endpoint.connections).toBe(0)
  })

  test.each([
    [
      'a lifetime that is too long although the clocks agree',
      'invalid_grant',
      'exp is too far in the future',
      /shorter lifetime than the \d+ s/,
    ],
    ['a user who does not exist', 'invalid_grant', 'Invalid email or User ID', /no user user@example\.com/],
    [
      'an unknown service account',
      'invalid_grant',
      'Invalid grant: account not found',
      /no service account svc@/,
    ],
    ['a refusal without words', 'invalid_grant', '', /Look at OAuthJWTCert, OAuthJWTIssuer/],
    ['an administrator’s no', 'access_denied', 'Requested client not authorized.', /may not act for/],
  ])('%s', async (_, error, error_description, hint) => {
    const date = new Date(NOW).toUTCString()
    await using endpoint = await scriptedEndpoint({
      status: 400,
      headers: { date },
      json: { error, error_description },
    })
    expect((await failureOf(grant(endpoint))).hint).toMatch(hint)
  })

  test('an endpoint that echoes assertion or key gives nothing of them away', async () => {
    await using endpoint = await scriptedEndpoint(response => {
      const { assertion } = endpoint.received[0]!.form
      response.writeHead(400, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify({ error: 'invalid_grant', error_description: `${assertion} ${CANARY.accessToken}x1` }),
      )
    })
    const error = await failureOf(grant(endpoint))
    expect(error.message).not.toContain(endpoint.received[0]!.form['assertion']!.slice(0, 30))
  })
})
