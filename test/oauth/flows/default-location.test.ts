import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { inProcess } from './process.ts'
import { ANNA, readsMail, startStage } from './stage.ts'

test('four properties are enough: the default location serves a second process with the same string', async () => {
  await using stage = await startStage({ isRotating: true })
  const environment = { XDG_CONFIG_HOME: stage.directory, HOME: stage.directory }
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  const { id, secret } = stage.oauth.clients.desktop
  const four = `InitiateOAuth=GETANDREFRESH;OAuthClientId=${id};OAuthClientSecret=${secret};User=${ANNA}`
  const { db, urls } = await stage.openWithBrowser(four)
  expect(urls).toHaveLength(1)
  expect(await readsMail(db)).toBe(true)
  await db.close()
  expect(existsSync(join(stage.directory, 'gmailsql', 'oauth-settings.db'))).toBe(true)
  stage.tokenPosts()

  const count = () => inProcess(stage, four, 'SELECT COUNT(*) AS n FROM Inbox', [], environment)
  expect(Number((await count())['n'])).toBeGreaterThan(0)
  expect(stage.oauth.log).toEqual([])

  stage.oauth.expireAll()
  expect(Number((await count())['n'])).toBeGreaterThan(0)
  expect(stage.tokenPosts().map(({ form }) => form['grant_type'])).toEqual(['refresh_token'])
  vi.unstubAllEnvs()
})
