import { describe, expect, test } from 'vitest'
import { exchangeCode } from '../../../src/oauth/token/exchange.ts'
import { Secret } from '../../../src/util/secret.ts'
import { type ScriptedEndpoint, type Step, scriptedEndpoint } from '../http/scripted-endpoint.ts'
import { CANARY, CLIENT, failureOf, portsOf, TOKENS } from './support.ts'

const redirectUri = 'http://127.0.0.1:5000/callback'

function exchange(endpoint: ScriptedEndpoint, more: Partial<Parameters<typeof exchangeCode>[0]> = {}) {
  const code = new Secret(CANARY.code)
  const codeVerifier = new Secret(CANARY.codeVerifier)
  return exchangeCode({ ...CLIENT, code, codeVerifier, redirectUri, ...portsOf(endpoint), ...more })
}

test('a code is exchanged for tokens by one POST with the fields of RFC 6749 and 7636', async () => {
  await using endpoint = await scriptedEndpoint({ json: { ...TOKENS, refresh_token: CANARY.refreshToken } })
  const answer = await exchange(endpoint)
  expect(answer.accessToken.reveal()).toBe(CANARY.accessToken)
  expect(answer.refreshToken?.reveal()).toBe(CANARY.refreshToken)
  expect(answer).toMatchObject({ expiresIn: 3599, scope: TOKENS.scope, email: null })
  expect(endpoint.received.map(({ form }) => form)).toEqual([
    {
      grant_type: 'authorization_code',
      client_id: 'client-1',
      client_secret: CANARY.clientSecret,
      code: CANARY.code,
      code_verifier: CANARY.codeVerifier,
      redirect_uri: redirectUri,
    },
  ])
})

test('a public client sends no secret, and a code without PKCE no verifier', async () => {
  await using endpoint = await scriptedEndpoint({ json: TOKENS })
  await exchange(endpoint, { clientSecret: null, codeVerifier: null })
  const form = endpoint.received[0]!.form
  expect(Object.keys(form).sort()).toEqual(['client_id', 'code', 'grant_type', 'redirect_uri'])
})

describe('whatever happens, the code is posted once', () => {
  const steps: [name: string, step: Step, code: string][] = [
    ['500', { status: 500, body: 'oops' }, 'OAUTH_ENDPOINT'],
    ['503 with Retry-After', { status: 503, headers: { 'retry-after': '0' } }, 'OAUTH_ENDPOINT'],
    ['429', { status: 429, headers: { 'retry-after': '0' }, json: { error: 'slow_down' } }, 'OAUTH_ENDPOINT'],
    ['a dropped connection', 'drop', 'OAUTH_ENDPOINT'],
    ['silence', 'hang', 'OAUTH_TIMEOUT'],
    ['a redirect', { status: 307, headers: { location: '/again' } }, 'OAUTH_ENDPOINT'],
    ['an answer that is no token', { json: {} }, 'OAUTH_ENDPOINT'],
  ]
  test.each(steps)('%s', async (_, step, code) => {
    await using endpoint = await scriptedEndpoint(step)
    const error = await failureOf(exchange(endpoint, { transport: portsOf(endpoint, 700).transport }))
    expect(error).toMatchObject({ code, retryable: false })
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(endpoint.received).toHaveLength(1)
    expect(endpoint.connections).toBe(1)
  })
})

describe('refusals', () => {
  test('invalid_grant says that the code is used or expired, and to start again', async () => {
    const json = { error: 'invalid_grant', error_description: `Bad Request ${CANARY.code}` }
    await using endpoint = await scriptedEndpoint({ status: 400, json })
    const error = await failureOf(exchange(endpoint))
    expect(error).toMatchObject({ code: 'OAUTH_GRANT_DEAD', retryable: false })
    expect(error.message).toContain('used or is expired')
    expect(error.hint).toMatch(/Start the authorization again/)
  })

  test('redirect_uri_mismatch is BAD_PROPERTY naming both URIs where both are known', async () => {
    await using endpoint = await scriptedEndpoint({ status: 400, json: { error: 'redirect_uri_mismatch' } })
    const askedRedirectUri = 'https://app.example/oauth'
    const error = await failureOf(exchange(endpoint, { askedRedirectUri }))
    expect(error.code).toBe('BAD_PROPERTY')
    expect(error.message).toContain(redirectUri)
    expect(error.message).toContain(askedRedirectUri)
    expect((await failureOf(exchange(endpoint))).message).toContain('not one of those registered')
  })

  test('an invalid_grant that is about the redirect URI too', async () => {
    const json = { error: 'invalid_grant', error_description: 'authorization code redirect_uri mismatch' }
    await using endpoint = await scriptedEndpoint({ status: 400, json })
    expect((await failureOf(exchange(endpoint))).code).toBe('BAD_PROPERTY')
  })

  test.each([
    ['invalid_client', 401, 'OAUTH_CLIENT'],
    ['unauthorized_client', 400, 'OAUTH_CLIENT'],
    ['deleted_client', 401, 'OAUTH_CLIENT'],
    ['org_internal', 403, 'OAUTH_CLIENT'],
    ['invalid_scope', 400, 'OAUTH_SCOPE'],
    ['access_denied', 400, 'OAUTH_DENIED'],
    ['admin_policy_enforced', 400, 'OAUTH_DENIED'],
    ['invalid_request', 400, 'OAUTH_ENDPOINT'],
    ['unsupported_grant_type', 400, 'OAUTH_ENDPOINT'],
  ])('%s with HTTP %i is %s', async (error, status, code) => {
    const json = { error, error_description: `told ${CANARY.clientSecret} ${CANARY.codeVerifier}` }
    await using endpoint = await scriptedEndpoint({ status, json })
    const failure = await failureOf(exchange(endpoint))
    expect(failure.code).toBe(code)
    expect(failure.message).toContain(`${error}: told ******** ********`)
  })

  test('an error that arrives with HTTP 200 is one as well', async () => {
    await using endpoint = await scriptedEndpoint({ json: { error: 'invalid_client' } })
    expect((await failureOf(exchange(endpoint))).code).toBe('OAUTH_CLIENT')
  })
})

test('the library logs nothing of the exchange, even when it is asked to', async () => {
  await using endpoint = await scriptedEndpoint({ json: TOKENS })
  const before = process.env['GOOGLE_SDK_NODE_LOGGING']
  process.env['GOOGLE_SDK_NODE_LOGGING'] = '*'
  const write = process.stderr.write
  let told = ''
  process.stderr.write = ((text: string) => {
    told += text
    return true
  }) as typeof write
  try {
    await exchange(endpoint)
  } finally {
    process.stderr.write = write
    if (before === undefined) delete process.env['GOOGLE_SDK_NODE_LOGGING']
    else process.env['GOOGLE_SDK_NODE_LOGGING'] = before
  }
  expect(told).toBe('')
})
