import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { jwtGrant } from '../../../src/oauth/token/jwt-grant.ts'
import { Secret } from '../../../src/util/secret.ts'
import { scriptedEndpoint } from '../../oauth/http/scripted-endpoint.ts'
import { failureOf, portsOf, TOKENS } from '../../oauth/token/support.ts'

const NOW = Date.parse('2026-11-22T10:00:00Z')
const HOURS = 3_600_000
const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
})
const key = { privateKey: new Secret(String(pem)), clientEmail: null, commonName: null, keyId: null }
const ACCOUNT = {
  key,
  issuer: 'svc@project.iam.gserviceaccount.com',
  subject: 'user@example.com',
  scope: 'https://mail.google.com/',
}

const SIGNATURE = 'Invalid JWT Signature.'
const TIMES =
  'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.'
const CLIENT =
  'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.'

const CASES: [string, string, string, number, RegExp][] = [
  ['the key of another account', 'invalid_grant', SIGNATURE, 0, /key is not one of svc@/],
  ['a clock two hours ahead', 'invalid_grant', TIMES, 2 * HOURS, /7200 s ahead of/],
  ['a clock two hours behind', 'invalid_grant', TIMES, -2 * HOURS, /7200 s behind/],
  ['a subject that is not delegated', 'unauthorized_client', CLIENT, 0, /may not act for user@example\.com/],
  [
    'a scope that is not granted',
    'invalid_scope',
    'Invalid OAuth scope or ID token audience provided.',
    0,
    /scope https:\/\/mail\.google\.com\/ is not granted/,
  ],
  ['an exp of more than an hour', 'invalid_grant', TIMES, 0, /clocks agree.*shorter lifetime/],
]

async function refusal(error: string, error_description: string, ahead: number) {
  const headers = { date: new Date(NOW).toUTCString() }
  await using endpoint = await scriptedEndpoint({ status: 400, headers, json: { error, error_description } })
  const thrown = await failureOf(jwtGrant({ ...ACCOUNT, ...portsOf(endpoint), now: () => NOW + ahead }))
  expect(endpoint.received).toHaveLength(1)
  expect(thrown.message).not.toContain(endpoint.received[0]!.form['assertion'])
  return thrown
}

test.each(CASES)(
  'an assertion refused for %s has its own hint',
  async (_, error, description, ahead, hint) => {
    const thrown = await refusal(error, description, ahead)
    expect(thrown.code).toBe(error === 'invalid_scope' ? 'OAUTH_SCOPE' : 'OAUTH_CLIENT')
    expect(thrown.hint).toMatch(hint)
  },
)

test('a missing subject is told before anything is sent, and no two hints are the same', async () => {
  await using endpoint = await scriptedEndpoint({ json: TOKENS })
  const missing = await failureOf(jwtGrant({ ...ACCOUNT, ...portsOf(endpoint), subject: null }))
  expect(missing).toMatchObject({
    code: 'MISSING_PROPERTY',
    message: expect.stringContaining('OAuthJWTSubject'),
  })
  expect(endpoint.connections).toBe(0)
  const hints = [missing.hint]
  for (const [, error, description, ahead] of CASES)
    hints.push((await refusal(error, description, ahead)).hint)
  expect(new Set(hints).size).toBe(CASES.length + 1)
})
