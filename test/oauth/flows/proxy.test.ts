import { expect, test } from 'vitest'
import { connectProxy } from '../../support/proxies.ts'
import { ANNA, readsMail, startStage } from './stage.ts'

test('the exchange goes through the proxy, and the rows come', async () => {
  await using proxy = await connectProxy()
  await using stage = await startStage()
  const { id, secret } = stage.oauth.clients.desktop
  const { db } = await stage.openWithBrowser(
    `InitiateOAuth=GETANDREFRESH;OAuthClientId=${id};OAuthClientSecret=${secret};User=${ANNA};OAuthSettingsLocation=${stage.directory}/o.db;ProxyServer=127.0.0.1;ProxyPort=${proxy.port}`,
  )
  expect(await readsMail(db)).toBe(true)
  expect(proxy.asked).toEqual([`CONNECT ${new URL(stage.oauth.issuer).host} HTTP/1.1`])
})

test('a proxy that refuses ends the exchange with CONNECT, and nothing goes directly', async () => {
  await using proxy = await connectProxy({ refusal: 'HTTP/1.1 403 Forbidden\r\n\r\n' })
  await using stage = await startStage()
  const { id, secret } = stage.oauth.clients.desktop
  const refused = stage.openWithBrowser(
    `InitiateOAuth=GETANDREFRESH;OAuthClientId=${id};OAuthClientSecret=${secret};User=${ANNA};OAuthSettingsLocation=${stage.directory}/o.db;ProxyServer=127.0.0.1;ProxyPort=${proxy.port}`,
  )
  await expect(refused).rejects.toMatchObject({ code: 'CONNECT' })
  expect(proxy.asked).toHaveLength(1)
  expect(stage.tokenPosts()).toEqual([])
})
