import { expect, test } from 'vitest'
import { readsMail, startStage } from '../../oauth/flows/stage.ts'
import { asking, consentFailure, expectNothingStored, failureOf } from './support.ts'

test('consent of another account than User is AUTH_REFUSED naming both, and nothing is stored', async () => {
  await using stage = await startStage()
  stage.oauth.settings.userInstead = 'bert@example.com'
  const error = await consentFailure(stage)
  expect(error.code).toBe('AUTH_REFUSED')
  expect(error.message).toMatch(/bert@example\.com.*anna@example\.com/)
  expect(stage.tokenPosts()).toHaveLength(1)
  await expectNothingStored(stage)
  const asBert = `InitiateOAuth=REFRESH;OAuthSettingsLocation=${stage.directory}/o.db;User=bert@example.com`
  await expect(stage.open(asBert)).rejects.toMatchObject({ code: 'MISSING_PROPERTY' })
})

test('without an id_token the mail server decides: its refusal stores nothing under User', async () => {
  await using stage = await startStage()
  stage.oauth.settings.userInstead = 'bert@example.com'
  stage.oauth.faults.add({ rewrite: answer => ({ ...answer, id_token: undefined }), times: 9 })
  const { db } = await stage.openWithBrowser(asking(stage))
  const error = await failureOf(readsMail(db), [stage.oauth.clients.desktop.secret])
  expect(error).toMatchObject({
    code: 'AUTH_REFUSED',
    hint: expect.stringContaining('of another account than User'),
  })
  await expectNothingStored(stage)
})
