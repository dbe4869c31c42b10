import { expect, test } from 'vitest'
import { readsMail, startStage } from '../../oauth/flows/stage.ts'
import type { Fault } from '../../support/oauth/faults.ts'
import { expectKept, failureOf, kept, logIn, readAfterExpiry } from './support.ts'

const BROKEN: [string, Fault, number][] = [
  ['answers 500', { status: 500, body: 'Internal Server Error' }, 700],
  ['answers 429 with Retry-After 1', { status: 429, headers: { 'retry-after': '1' }, body: 'slow' }, 1_950],
  ['is dropped', { drop: 'before' }, 700],
]

test.each(BROKEN)(
  'a refresh that %s is tried three times with back-off, and the old tokens are kept',
  async (_, fault, leastMs) => {
    await using stage = await startStage()
    const secrets = await logIn(stage)
    stage.oauth.expireAll()
    stage.oauth.faults.add({ ...fault, times: 9 })
    const db = await stage.open(kept(stage))
    const began = performance.now()
    const error = await failureOf(readsMail(db), secrets)
    expect(performance.now() - began).toBeGreaterThan(leastMs)
    expect(error).toMatchObject({ code: 'OAUTH_ENDPOINT', retryable: true })
    expect(stage.tokenPosts()).toHaveLength(3)
    await expectKept(stage)
  },
)

test.each(BROKEN)('a refresh that %s once succeeds at the second try', async (_, fault) => {
  await using stage = await startStage()
  await logIn(stage)
  stage.oauth.faults.add(fault)
  expect(await readAfterExpiry(stage)).toBe(true)
  expect(stage.tokenPosts()).toHaveLength(2)
})
