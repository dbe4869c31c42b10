import { expect, test } from 'vitest'
import { startStage } from '../../oauth/flows/stage.ts'
import { asking, expectNothingStored, failureOf } from './support.ts'

test('access_denied with our state is OAUTH_DENIED, and the listener is closed', async () => {
  await using stage = await startStage({ user: 'deny@example.com' })
  let callback = ''
  const openBrowser = async (url: string) =>
    void stage.oauth.agree(url).then(address => {
      callback = address
      return fetch(address)
    })
  const opening = stage.open(asking(stage, 'deny@example.com'), { openBrowser })
  const error = await failureOf(opening, [stage.oauth.clients.desktop.secret])
  expect(error.code).toBe('OAUTH_DENIED')
  expect(new URL(callback).searchParams.get('error')).toBe('access_denied')
  await expect(fetch(callback)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  expect(stage.tokenPosts()).toEqual([])
  await expectNothingStored(stage)
})
