import { expect, test } from 'vitest'
import { startStage } from '../../oauth/flows/stage.ts'
import type { Fault } from '../../support/oauth/faults.ts'
import { consentFailure, expectNothingStored } from './support.ts'

test.each<[string, Fault]>([
  ['answers 500', { status: 500, body: 'Internal Server Error' }],
  ['is dropped before the server does anything', { drop: 'before' }],
  ['is dropped after the server did everything', { drop: 'after' }],
])('a code exchange that %s is posted once and is OAUTH_ENDPOINT', async (_, fault) => {
  await using stage = await startStage()
  stage.oauth.faults.add({ ...fault, times: 9 })
  const error = await consentFailure(stage)
  expect(error).toMatchObject({ code: 'OAUTH_ENDPOINT', retryable: false })
  expect(error.hint).toContain('Start the authorization again')
  expect(stage.tokenPosts()).toHaveLength(1)
  await expectNothingStored(stage)
})
