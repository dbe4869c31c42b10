import { expect, test } from 'vitest'
import { ANNA, startStage } from './stage.ts'

test('thirty seconds of rows with tokens of five seconds: every row once', async () => {
  await using stage = await startStage({
    accessTokenSeconds: 5,
    mail: { messages: 1500, tokenExpiry: 5_000 },
  })
  const { id, secret } = stage.oauth.clients.desktop
  const settings = `OAuthSettingsLocation=${stage.directory}/o.db;User=${ANNA}`
  await stage.openWithBrowser(
    `InitiateOAuth=GETANDREFRESH;OAuthClientId=${id};OAuthClientSecret=${secret};${settings}`,
  )
  const db = await stage.open(`InitiateOAuth=REFRESH;${settings}`)
  const began = performance.now()
  const seen: unknown[] = []
  for await (const [msgId] of db.streamArrays('SELECT MsgId, Subject FROM [Gmail/All Mail]')) {
    seen.push(msgId)
    if (seen.length % 100 === 0) await new Promise(resolve => setTimeout(resolve, 2000))
  }
  expect(performance.now() - began).toBeGreaterThan(25_000)
  const all = await db.queryArrays('SELECT MsgId FROM [Gmail/All Mail]')
  expect(seen).toEqual(all.rows.map(([msgId]) => msgId))
  const renewals = stage.tokenPosts().filter(({ form }) => form['grant_type'] === 'refresh_token')
  expect(renewals.length).toBeGreaterThan(3)
}, 90_000)

test('a token that IMAP refuses is renewed once; a second refusal is told', async () => {
  await using stage = await startStage({ mail: { user: 'other@example.com' } })
  const { id, secret } = stage.oauth.clients.desktop
  const { db } = await stage.openWithBrowser(
    `InitiateOAuth=GETANDREFRESH;OAuthClientId=${id};OAuthClientSecret=${secret};OAuthSettingsLocation=${stage.directory}/o.db;User=${ANNA}`,
  )
  stage.tokenPosts()
  await expect(db.query('SELECT Subject FROM Inbox')).rejects.toMatchObject({ code: 'AUTH_REFUSED' })
  expect(stage.tokenPosts()).toHaveLength(1)
})
