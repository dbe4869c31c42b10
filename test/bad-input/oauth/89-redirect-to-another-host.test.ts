import { beforeAll, expect, test } from 'vitest'
import { refreshTokens } from '../../../src/oauth/token/refresh.ts'
import { Secret } from '../../../src/util/secret.ts'
import { readsMail, startStage } from '../../oauth/flows/stage.ts'
import { scriptedTlsEndpoint } from '../../oauth/http/scripted-endpoint.ts'
import { trustTestAuthority } from '../../oauth/http/trust.ts'
import { CANARY, CLIENT, failureOf as canaryFailureOf, portsOf } from '../../oauth/token/support.ts'
import {
  consentFailure,
  expectKept,
  expectNothingStored,
  failureOf,
  kept,
  logIn,
  otherHost,
} from './support.ts'

beforeAll(trustTestAuthority)

test.each([301, 302, 303, 307, 308])(
  'a %d of the code exchange to another host is OAUTH_ENDPOINT; that host receives nothing',
  async status => {
    await using stage = await startStage()
    await using other = await otherHost()
    stage.oauth.faults.add({ status, headers: { location: other.url }, times: 9 })
    const error = await consentFailure(stage)
    expect(error.code).toBe('OAUTH_ENDPOINT')
    expect(error.message).toContain(new URL(other.url).host)
    expect(other.received).toBe(0)
    expect(stage.tokenPosts()).toHaveLength(1)
    await expectNothingStored(stage)
  },
)

test('a 307 of a refresh to another host is OAUTH_ENDPOINT; that host receives nothing, the old tokens are kept', async () => {
  await using stage = await startStage()
  await using other = await otherHost()
  const secrets = await logIn(stage)
  stage.oauth.expireAll()
  stage.oauth.faults.add({ status: 307, headers: { location: other.url }, times: 9 })
  const error = await failureOf(readsMail(await stage.open(kept(stage))), secrets)
  expect(error.code).toBe('OAUTH_ENDPOINT')
  expect(other.received).toBe(0)
  expect(stage.tokenPosts()).toHaveLength(1)
  await expectKept(stage)
})

test('a downgrade from https to http is OAUTH_ENDPOINT; the plain address receives nothing', async () => {
  await using other = await otherHost()
  await using endpoint = await scriptedTlsEndpoint({ status: 307, headers: { location: other.url } })
  const refreshToken = new Secret(CANARY.refreshToken)
  const error = await canaryFailureOf(refreshTokens({ ...CLIENT, ...portsOf(endpoint), refreshToken }))
  expect(error.code).toBe('OAUTH_ENDPOINT')
  expect(error.message).toContain('http://127.0.0.1:')
  expect(endpoint.received).toHaveLength(1)
  expect(other.received).toBe(0)
})
