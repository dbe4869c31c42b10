import { join } from 'node:path'
import { expect, test } from 'vitest'
import { refreshTokens } from '../../../src/oauth/token/refresh.ts'
import { Secret } from '../../../src/util/secret.ts'
import { readsMail, startStage } from '../../oauth/flows/stage.ts'
import { scriptedEndpoint } from '../../oauth/http/scripted-endpoint.ts'
import { makeDirectory, open } from '../../oauth/settings/support.ts'
import { CANARY, CLIENT, failureOf as canaryFailureOf, portsOf } from '../../oauth/token/support.ts'
import { failureOf, kept, logIn } from './support.ts'

test('a refresh that hangs is OAUTH_TIMEOUT at the limit of the exchange, and its lock is free afterwards', async () => {
  await using endpoint = await scriptedEndpoint('hang')
  const location = join(makeDirectory(), 'o.db')
  const { store } = await open(location)
  const refresh = () =>
    refreshTokens({ ...CLIENT, ...portsOf(endpoint, 300), refreshToken: new Secret(CANARY.refreshToken) })
  const began = performance.now()
  const error = await canaryFailureOf(store.exclusively('me client-1', refresh))
  expect(error.code).toBe('OAUTH_TIMEOUT')
  expect(performance.now() - began).toBeLessThan(3_000)
  expect(endpoint.received).toHaveLength(1)
  const { store: next } = await open(location)
  expect(await next.exclusively('me client-1', async () => 'free', { timeoutMs: 200 })).toBe('free')
})

test('a statement that is cancelled while the refresh hangs leaves the lock free and the tokens as they were', async () => {
  await using stage = await startStage()
  const secrets = await logIn(stage)
  stage.oauth.expireAll()
  stage.oauth.faults.add({ delay: 20_000, drop: 'before' })
  const db = await stage.open(kept(stage))
  const abort = new AbortController()
  const query = failureOf(
    db.query('SELECT Subject FROM Inbox LIMIT 3', [], { signal: abort.signal }),
    secrets,
  )
  await expect
    .poll(() => stage.oauth.log.some(({ endpoint }) => endpoint === 'token'), { timeout: 10_000 })
    .toBe(true)
  abort.abort()
  expect((await query).code).toBe('CANCELLED')
  stage.tokenPosts()
  const began = performance.now()
  expect(await readsMail(await stage.open(kept(stage)))).toBe(true)
  expect(performance.now() - began).toBeLessThan(5_000)
  expect(stage.tokenPosts()).toHaveLength(1)
})
