import { expect, test } from 'vitest'
import { exchangeCode } from '../../../src/oauth/token/exchange.ts'
import { Secret } from '../../../src/util/secret.ts'
import { startStage } from '../../oauth/flows/stage.ts'
import { scriptedEndpoint } from '../../oauth/http/scripted-endpoint.ts'
import { CANARY, CLIENT, failureOf, portsOf } from '../../oauth/token/support.ts'
import { consentFailure, expectNothingStored } from './support.ts'

test.each([
  ['invalid_grant', 'OAUTH_GRANT_DEAD', /used or is expired.*Start the authorization again/s],
  ['redirect_uri_mismatch', 'BAD_PROPERTY', /CallbackURL is http:\/\/127\.0\.0\.1:\d+/],
  ['invalid_client', 'OAUTH_CLIENT', /OAuthClientId and OAuthClientSecret/],
])('the code exchange answers 400 %s: %s', async (word, code, text) => {
  await using stage = await startStage()
  stage.oauth.faults.add({ status: 400, body: { error: word, error_description: 'Bad Request' }, times: 9 })
  const error = await consentFailure(stage)
  expect(error.code).toBe(code)
  expect(`${error.message}\n${error.hint}`).toMatch(text)
  expect(stage.tokenPosts()).toHaveLength(1)
  await expectNothingStored(stage)
})

test('redirect_uri_mismatch names both URIs where they differ', async () => {
  await using endpoint = await scriptedEndpoint({ status: 400, json: { error: 'redirect_uri_mismatch' } })
  const exchange = exchangeCode({
    ...{ ...CLIENT, ...portsOf(endpoint) },
    code: new Secret(CANARY.code),
    codeVerifier: new Secret(CANARY.codeVerifier),
    redirectUri: 'https://app.example.com/callback/',
    askedRedirectUri: 'https://app.example.com/callback',
  })
  const error = await failureOf(exchange)
  expect(error.code).toBe('BAD_PROPERTY')
  expect(error.message).toContain('https://app.example.com/callback/,')
  expect(error.message).toContain('asked for with https://app.example.com/callback ')
  expect(endpoint.received).toHaveLength(1)
})
