import { expect, test } from 'vitest'
import { inProcess } from './process.ts'
import { ANNA, startStage } from './stage.ts'

test('the two calls of the web flow may be made by two processes, and a third reads mail', async () => {
  await using stage = await startStage()
  const { id, secret, callbackUrls } = stage.oauth.clients.web
  const client = `OAuthClientId=${id};OAuthClientSecret=${secret};OAuthSettingsLocation=${stage.directory}/o.db`
  const asked = await inProcess(
    stage,
    client,
    "EXEC GetOAuthAuthorizationURL @AuthMode = 'WEB', @CallbackURL = ?",
    [callbackUrls[0]],
  )
  const code = new URL(await stage.oauth.agree(asked['URL']!)).searchParams.get('code')
  const tokens = await inProcess(stage, client, "EXEC GetOAuthAccessToken @AuthMode = 'WEB', @Verifier = ?", [
    code,
  ])
  expect(tokens['User']).toBe(ANNA)
  const given = `OAuthAccessToken=${tokens['OAuthAccessToken']};OAuthRefreshToken=${tokens['OAuthRefreshToken']}`
  const rows = await inProcess(
    stage,
    `${client};${given};InitiateOAuth=REFRESH;User=${ANNA}`,
    'SELECT COUNT(*) AS n FROM Inbox',
    [],
  )
  expect(Number(rows['n'])).toBeGreaterThan(0)
})
