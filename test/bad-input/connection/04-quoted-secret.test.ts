import { expect, test } from 'vitest'
import { startStage } from '../../oauth/flows/stage.ts'
import { hashed } from '../../support/oauth-server.ts'
import { expectRefused } from '../support.ts'

test('OAuthClientSecret="a;b=c""d" is the secret a;b=c"d, and so it is sent', async () => {
  await using stage = await startStage()
  const { id } = stage.oauth.clients.desktop
  const place = `InitiateOAuth=OFF;OAuthSettingsLocation=${stage.directory}/o.db`
  const db = await stage.open(`OAuthClientSecret="a;b=c""d";OAuthClientId=${id};${place}`)
  await expectRefused(db.call('RefreshOAuthAccessToken', { OAuthRefreshToken: '1//canary' }), {
    code: 'OAUTH_CLIENT',
    names: ['client'],
    hint: 'OAuthClientSecret',
    hidden: ['a;b=c', '1//canary'],
  })
  const secrets = stage.tokenPosts().map(({ form }) => form['client_secret'])
  expect(secrets).toEqual([hashed('a;b=c"d')])
})
