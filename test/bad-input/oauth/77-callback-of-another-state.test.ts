import { expect, test } from 'vitest'
import { begin, send } from '../../oauth/authorize/begun-flow.ts'
import { readsMail, startStage } from '../../oauth/flows/stage.ts'
import { asking, failureOf } from './support.ts'

test('a callback with another state, or none, gets a 400 page and the login keeps waiting', async () => {
  await using stage = await startStage()
  const statuses: number[] = []
  const visit = async (callback: string) => {
    for (const state of ['of-another-request', null]) {
      const url = new URL(callback)
      if (state === null) url.searchParams.delete('state')
      else url.searchParams.set('state', state)
      statuses.push((await send(url.href)).status)
    }
    statuses.push((await send(callback)).status)
  }
  const openBrowser = async (url: string) => void stage.oauth.agree(url).then(visit)
  const db = await stage.open(asking(stage), { openBrowser })
  expect(await readsMail(db)).toBe(true)
  await expect.poll(() => statuses).toEqual([400, 400, 200])
  expect(stage.tokenPosts()).toHaveLength(1)
})

test('our state with the issuer of another server gets a 400 page; OAUTH_STATE comes only at the end', async () => {
  const flow = await begin({ issuer: 'https://accounts.google.com', timeoutMs: 1_000 })
  let isOver = false
  const error = failureOf(flow.outcome, [flow.state, 'the-code']).finally(() => {
    isOver = true
  })
  const callback = flow.callback({ code: 'the-code', iss: 'https://evil.example' })
  expect((await send(callback)).status).toBe(400)
  expect(isOver).toBe(false)
  expect(await error).toMatchObject({
    code: 'OAUTH_STATE',
    message: expect.stringContaining('https://evil.example'),
  })
})
