import { expect, test } from 'vitest'
import { revokeToken } from '../../../src/oauth/token/revoke.ts'
import { Secret } from '../../../src/util/secret.ts'
import { type Step, scriptedEndpoint } from '../http/scripted-endpoint.ts'
import { CANARY, CLIENT, failureOf, portsOf } from './support.ts'

const token = new Secret(CANARY.refreshToken)

test('the token is posted in the body, not in the URL', async () => {
  await using endpoint = await scriptedEndpoint({ json: {} })
  await revokeToken({ ...CLIENT, token, ...portsOf(endpoint) })
  expect(endpoint.received).toHaveLength(1)
  expect(endpoint.received[0]).toMatchObject({
    url: '/token',
    form: { token: CANARY.refreshToken, client_id: 'client-1', client_secret: CANARY.clientSecret },
  })
})

test('without a client only the token is posted', async () => {
  await using endpoint = await scriptedEndpoint({ status: 200 })
  await revokeToken({ clientId: null, clientSecret: null, token, ...portsOf(endpoint) })
  expect(endpoint.received[0]?.form).toEqual({ token: CANARY.refreshToken })
})

test.each<[string, Step]>([
  [
    'that is dead already',
    { status: 400, json: { error: 'invalid_token', error_description: 'Token expired or revoked' } },
  ],
  ['of a server that answers 204', { status: 204 }],
])('a token %s is a success', async (_, step) => {
  await using endpoint = await scriptedEndpoint(step)
  await revokeToken({ ...CLIENT, token, ...portsOf(endpoint) })
  expect(endpoint.received).toHaveLength(1)
})

test('a server that stumbles is asked again; one that keeps failing is OAUTH_ENDPOINT', async () => {
  await using endpoint = await scriptedEndpoint({ status: 503 }, { status: 200 })
  await revokeToken({ ...CLIENT, token, ...portsOf(endpoint) })
  expect(endpoint.received).toHaveLength(2)
  await using broken = await scriptedEndpoint({ status: 500, body: CANARY.refreshToken })
  expect((await failureOf(revokeToken({ ...CLIENT, token, ...portsOf(broken) }))).code).toBe('OAUTH_ENDPOINT')
})

test('a client that is not accepted is OAUTH_CLIENT, a redirect OAUTH_ENDPOINT', async () => {
  await using refusing = await scriptedEndpoint({ status: 401, json: { error: 'invalid_client' } })
  expect((await failureOf(revokeToken({ ...CLIENT, token, ...portsOf(refusing) }))).code).toBe('OAUTH_CLIENT')
  await using other = await scriptedEndpoint({ status: 200 })
  await using moved = await scriptedEndpoint({ status: 307, headers: { location: other.url } })
  expect((await failureOf(revokeToken({ ...CLIENT, token, ...portsOf(moved) }))).code).toBe('OAUTH_ENDPOINT')
  expect(other.connections).toBe(0)
})
