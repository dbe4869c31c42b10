import { describe, expect, test } from 'vitest'
import { refreshTokens } from '../../../src/oauth/token/refresh.ts'
import { retryAfterMs } from '../../../src/oauth/token/retry.ts'
import { Secret } from '../../../src/util/secret.ts'
import { type ScriptedEndpoint, scriptedEndpoint } from '../http/scripted-endpoint.ts'
import { CANARY, CLIENT, failureOf, portsOf, TOKENS } from './support.ts'

const DAY_MS = 86_400_000
const DEAD = {
  status: 400,
  json: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
}

function refresh(endpoint: ScriptedEndpoint, more: Partial<Parameters<typeof refreshTokens>[0]> = {}) {
  return refreshTokens({
    ...CLIENT,
    refreshToken: new Secret(CANARY.refreshToken),
    ...portsOf(endpoint),
    ...more,
  })
}

test('one POST with the fields of RFC 6749 §6; without a new refresh token the answer has none', async () => {
  await using endpoint = await scriptedEndpoint({ json: TOKENS })
  const answer = await refresh(endpoint)
  expect(answer.accessToken.reveal()).toBe(CANARY.accessToken)
  expect(answer.refreshToken).toBeNull()
  expect(endpoint.received.map(({ form }) => form)).toEqual([
    {
      grant_type: 'refresh_token',
      client_id: 'client-1',
      client_secret: CANARY.clientSecret,
      refresh_token: CANARY.refreshToken,
    },
  ])
})

test('a rotated refresh token is handed back', async () => {
  await using endpoint = await scriptedEndpoint({ json: { ...TOKENS, refresh_token: CANARY.rotatedToken } })
  expect((await refresh(endpoint)).refreshToken?.reveal()).toBe(CANARY.rotatedToken)
})

describe('what may pass is tried three times at most', () => {
  test.each([
    ['500', { status: 500 }],
    ['a dropped connection', 'drop'],
    ['429', { status: 429, headers: { 'retry-after': '0' } }],
  ] as const)('%s, then tokens', async (_, step) => {
    await using endpoint = await scriptedEndpoint(step, step, { json: TOKENS })
    expect((await refresh(endpoint)).accessToken.reveal()).toBe(CANARY.accessToken)
    expect(endpoint.received).toHaveLength(3)
  })

  test.each([
    ['500', { status: 500, body: 'Backend Error' }],
    ['a dropped connection', 'drop'],
  ] as const)('%s for ever', async (_, step) => {
    await using endpoint = await scriptedEndpoint(step)
    expect(await failureOf(refresh(endpoint))).toMatchObject({ code: 'OAUTH_ENDPOINT', retryable: true })
    expect(endpoint.received).toHaveLength(3)
  })

  test('Retry-After is waited for', async () => {
    await using endpoint = await scriptedEndpoint(
      { status: 429, headers: { 'retry-after': '1' } },
      { json: TOKENS },
    )
    const start = performance.now()
    await refresh(endpoint)
    expect(performance.now() - start).toBeGreaterThan(950)
  })

  test('one that asks for minutes is not waited for, and not asked again', async () => {
    await using endpoint = await scriptedEndpoint({ status: 429, headers: { 'retry-after': '120' } })
    const start = performance.now()
    expect((await failureOf(refresh(endpoint))).message).toContain('HTTP 429')
    expect(performance.now() - start).toBeLessThan(2000)
    expect(endpoint.received).toHaveLength(1)
  })

  test('the signal ends the pause between two tries', async () => {
    await using endpoint = await scriptedEndpoint({ status: 503, headers: { 'retry-after': '5' } })
    const start = performance.now()
    const error = await failureOf(refresh(endpoint, { signal: AbortSignal.timeout(300) }))
    expect(error.code).toBe('CANCELLED')
    expect(performance.now() - start).toBeLessThan(2000)
    expect(endpoint.received).toHaveLength(1)
  })

  test('the signal ends a post on its way', async () => {
    await using endpoint = await scriptedEndpoint('hang')
    const error = await failureOf(refresh(endpoint, { signal: AbortSignal.timeout(200) }))
    expect(error.code).toBe('CANCELLED')
    expect(endpoint.received).toHaveLength(1)
  })

  test('Retry-After is seconds or a date', () => {
    const now = Date.parse('2026-11-22T10:00:00Z')
    expect(retryAfterMs('7', now)).toBe(7000)
    expect(retryAfterMs('Sun, 22 Nov 2026 10:00:05 GMT', now)).toBe(5000)
    expect(retryAfterMs('Sun, 22 Nov 2026 09:00:00 GMT', now)).toBe(0)
    expect(retryAfterMs('soon', now)).toBe(0)
    expect(retryAfterMs(undefined, now)).toBe(0)
  })
})

describe('what does not pass is tried once', () => {
  test('silence is OAUTH_TIMEOUT at the limit', async () => {
    await using endpoint = await scriptedEndpoint('hang')
    const error = await failureOf(refresh(endpoint, { transport: portsOf(endpoint, 200).transport }))
    expect(error.code).toBe('OAUTH_TIMEOUT')
    expect(endpoint.received).toHaveLength(1)
  })

  test.each([
    ['invalid_grant', 'OAUTH_GRANT_DEAD'],
    ['invalid_client', 'OAUTH_CLIENT'],
    ['unauthorized_client', 'OAUTH_CLIENT'],
    ['invalid_scope', 'OAUTH_SCOPE'],
  ])('%s is %s', async (error, code) => {
    await using endpoint = await scriptedEndpoint({ status: 400, json: { error } })
    expect(await failureOf(refresh(endpoint))).toMatchObject({ code, retryable: false })
    expect(endpoint.received).toHaveLength(1)
  })

  test('a 307 elsewhere', async () => {
    await using other = await scriptedEndpoint({ json: TOKENS })
    await using endpoint = await scriptedEndpoint({ status: 307, headers: { location: other.url } })
    expect((await failureOf(refresh(endpoint))).code).toBe('OAUTH_ENDPOINT')
    expect(endpoint.received).toHaveLength(1)
    expect(other.connections).toBe(0)
  })
})

describe('a dead grant tells the six causes', () => {
  const order = (hint: string) => [...hint.matchAll(/\((\d)\) (\w+ \w+)/g)].map(match => match[2])
  const USUAL = ['access was', 'it was', 'the password', 'too many', 'a session', 'the Google']

  test.each([undefined, 0, 3 * DAY_MS, 30 * DAY_MS])(
    'likeliest first, at an age of %s ms',
    async grantAgeMs => {
      await using endpoint = await scriptedEndpoint(DEAD)
      const error = await failureOf(refresh(endpoint, { grantAgeMs }))
      expect(error.code).toBe('OAUTH_GRANT_DEAD')
      expect(error.message).toContain('Token has been expired or revoked.')
      expect(order(error.hint ?? '')).toEqual(USUAL)
    },
  )

  test.each([6.5, 7, 7.5])('after %d days a project in Testing comes first', async days => {
    await using endpoint = await scriptedEndpoint(DEAD)
    const error = await failureOf(refresh(endpoint, { grantAgeMs: days * DAY_MS }))
    expect(order(error.hint ?? '')).toEqual(['the Google', ...USUAL.slice(0, 5)])
  })

  test('Google’s invalid_rapt is the session policy', async () => {
    const json = {
      error: 'invalid_grant',
      error_subtype: 'invalid_rapt',
      error_description: 'reauth related error',
    }
    await using endpoint = await scriptedEndpoint({ status: 400, json })
    const error = await failureOf(refresh(endpoint, { grantAgeMs: 7 * DAY_MS }))
    expect(order(error.hint ?? '')[0]).toBe('a session')
  })
})
