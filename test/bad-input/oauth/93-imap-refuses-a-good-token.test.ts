import { expect, test } from 'vitest'
import { readsMail, startStage } from '../../oauth/flows/stage.ts'
import { asking, failureOf } from './support.ts'

test('a token that is good at the token server but refused by IMAP: AUTH_REFUSED says that it may be of another account than User', async () => {
  await using stage = await startStage({ mail: { user: 'other@example.com' } })
  const secrets = [stage.oauth.clients.desktop.secret]
  const rewrite = (answer: Record<string, unknown>) => {
    secrets.push(String(answer['access_token']), String(answer['refresh_token']))
    return answer
  }
  stage.oauth.faults.add({ rewrite, times: 9 })
  const { db } = await stage.openWithBrowser(asking(stage))
  expect(stage.tokenPosts()).toHaveLength(1)
  const error = await failureOf(readsMail(db), secrets)
  expect(error.code).toBe('AUTH_REFUSED')
  expect(error.message).toContain('anna@example.com')
  expect(error.message).toContain('400')
  expect(error.hint).toContain('of another account than User')
  // One renewal, in case the token had been revoked; no more.
  expect(stage.tokenPosts().map(({ status }) => status)).toEqual([200])
  expect(secrets).toHaveLength(5)
})
