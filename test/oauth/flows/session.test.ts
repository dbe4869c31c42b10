import { expect, test } from 'vitest'
import { ANNA, startStage } from './stage.ts'

test('a long streaming query outlives its tokens: every row once', async () => {
  await using stage = await startStage({
    accessTokenSeconds: 63,
    mail: { messages: 1500, tokenExpiry: 1_500 },
  })
  const { id, secret } = stage.oauth.clients.desktop
  const { db } = await stage.openWithBrowser(
    `InitiateOAuth=GETANDREFRESH;OAuthClientId=${id};OAuthClientSecret=${secret};OAuthSettingsLocation=${stage.directory}/o.db;User=${ANNA}`,
  )
  const all = await db.queryArrays('SELECT MsgId FROM [Gmail/All Mail]')
  const seen: unknown[] = []
  for await (const [msgId] of db.streamArrays('SELECT MsgId, Subject FROM [Gmail/All Mail]')) {
    seen.push(msgId)
    if (seen.length % 100 === 0) await new Promise(resolve => setTimeout(resolve, 350))
  }
  expect(seen).toEqual(all.rows.map(([msgId]) => msgId))
  expect(
    stage.tokenPosts().filter(({ form }) => form['grant_type'] === 'refresh_token').length,
  ).toBeGreaterThan(1)
})

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
