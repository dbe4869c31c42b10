import { expect, test } from 'vitest'
import { readsMail, startStage } from '../../oauth/flows/stage.ts'
import { consentFailure, expectKept, expectNothingStored, failureOf, kept, logIn } from './support.ts'

const BAD: [string, Record<string, unknown>][] = [
  ['token_type mac', { token_type: 'mac' }],
  ['token_type DPoP', { token_type: 'DPoP' }],
  ['no token_type', { token_type: undefined }],
  ['a token with CR LF', { access_token: 'ya29.canary\r\nA1 LOGOUT' }],
  ['a token with ^A', { access_token: 'ya29.canary\u0001user=other' }],
  ['a token with a space', { access_token: 'ya29.canary x' }],
  ['a token of 20 KB', { access_token: `ya29.canary${'x'.repeat(20_480)}` }],
  ['a refresh token with CR LF', { refresh_token: '1//canary\r\nx' }],
]

test.each(BAD)('a code exchange with %s is OAUTH_ENDPOINT, and nothing is stored', async (_, members) => {
  await using stage = await startStage()
  stage.oauth.faults.add({ rewrite: answer => ({ ...answer, ...members }), times: 9 })
  const error = await consentFailure(stage)
  expect(error.code).toBe('OAUTH_ENDPOINT')
  expect(`${error.message}${error.hint}`).not.toContain('canary')
  expect(stage.tokenPosts()).toHaveLength(1)
  await expectNothingStored(stage)
})

test.each(BAD)('a refresh with %s is OAUTH_ENDPOINT; the mail server never sees it', async (_, members) => {
  await using stage = await startStage()
  const secrets = await logIn(stage)
  stage.oauth.expireAll()
  stage.oauth.faults.add({ rewrite: answer => ({ ...answer, ...members }), times: 9 })
  const error = await failureOf(readsMail(await stage.open(kept(stage))), [...secrets, 'canary'])
  expect(error.code).toBe('OAUTH_ENDPOINT')
  expect(JSON.stringify(stage.gmaild.record)).not.toContain('canary')
  expect(stage.tokenPosts()).toHaveLength(1)
  await expectKept(stage)
})
