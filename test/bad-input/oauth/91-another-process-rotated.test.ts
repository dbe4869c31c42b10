import { expect, test } from 'vitest'
import { readsMail, startStage } from '../../oauth/flows/stage.ts'
import { kept, logIn } from './support.ts'

test('a connection whose refresh token another one has just rotated reads the new one and succeeds', async () => {
  await using stage = await startStage({ isRotating: true })
  await logIn(stage)
  const [first, second] = [await stage.open(kept(stage)), await stage.open(kept(stage))]
  // Both hold the same tokens now.
  expect([await readsMail(first), await readsMail(second)]).toEqual([true, true])
  expect(stage.tokenPosts()).toEqual([])
  stage.oauth.expireAll()
  await first.call('RefreshOAuthAccessToken')
  expect(stage.tokenPosts()).toHaveLength(1)
  const rows = await second.call('RefreshOAuthAccessToken')
  expect(rows).toHaveLength(1)
  expect(await readsMail(second)).toBe(true)
  expect(stage.tokenPosts().map(({ status }) => status)).toEqual([200])
})

test('a statement with the stale token takes up the new one without a refresh of its own', async () => {
  await using stage = await startStage({ isRotating: true })
  await logIn(stage)
  const [first, second] = [await stage.open(kept(stage)), await stage.open(kept(stage))]
  stage.oauth.expireAll()
  await first.call('RefreshOAuthAccessToken')
  expect(stage.tokenPosts()).toHaveLength(1)
  expect(await readsMail(second)).toBe(true)
  expect(stage.tokenPosts()).toEqual([])
})
