import { expect, test } from 'vitest'
import { startStage } from '../../oauth/flows/stage.ts'
import { consentFailure, expectNothingStored } from './support.ts'

const BOX = 'Read, compose, send and permanently delete all your email from Gmail'

test('an answer whose scope lacks Gmail is OAUTH_SCOPE, tells which box, and nothing is stored', async () => {
  await using stage = await startStage()
  stage.oauth.faults.add({ rewrite: answer => ({ ...answer, scope: 'openid email' }) })
  const error = await consentFailure(stage)
  expect(error.code).toBe('OAUTH_SCOPE')
  expect(error.message).toContain('https://mail.google.com/')
  expect(error.hint).toContain(BOX)
  expect(stage.tokenPosts()).toHaveLength(1)
  await expectNothingStored(stage)
})

test('so is that of a user who unticked the box', async () => {
  await using stage = await startStage({ user: 'partial@example.com' })
  const error = await consentFailure(stage, 'partial@example.com')
  expect(error.code).toBe('OAUTH_SCOPE')
  expect(error.hint).toContain(BOX)
  expect(stage.tokenPosts()).toHaveLength(1)
  const later = `InitiateOAuth=REFRESH;OAuthSettingsLocation=${stage.directory}/o.db;User=partial@example.com`
  await expect(stage.open(later)).rejects.toMatchObject({ code: 'MISSING_PROPERTY' })
})
