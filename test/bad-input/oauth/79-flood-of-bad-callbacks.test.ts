import { expect, test } from 'vitest'
import { send } from '../../oauth/authorize/begun-flow.ts'
import { readsMail, startStage } from '../../oauth/flows/stage.ts'
import { asking } from './support.ts'

const WAVE = 50
const WAVES = 20

/** A thousand callbacks within about a second; after half of them the good one comes. */
async function flood(callback: string, statuses: number[]): Promise<void> {
  const sent: Promise<unknown>[] = []
  const bad = (n: number) => send(`${new URL('/', callback).href}?code=x&state=bad-${n}`)
  for (let wave = 0; wave < WAVES; wave++) {
    for (let n = 0; n < WAVE; n++) {
      // The listener is gone once the login is over.
      sent.push(
        bad(n).then(
          ({ status }) => statuses.push(status),
          () => {},
        ),
      )
    }
    if (wave === WAVES / 2) sent.push(fetch(callback))
    await new Promise(resolve => setTimeout(resolve, 1_000 / WAVES))
  }
  await Promise.all(sent)
}

test('a thousand bad callbacks in a second during the login do not keep it from succeeding', async () => {
  await using stage = await startStage()
  const statuses: number[] = []
  let flooding: Promise<void> | undefined
  const openBrowser = async (url: string) => {
    flooding = stage.oauth.agree(url).then(callback => flood(callback, statuses))
  }
  const db = await stage.open(asking(stage), { openBrowser })
  expect(await readsMail(db)).toBe(true)
  await flooding
  expect(statuses.length).toBeGreaterThan(100)
  expect(new Set(statuses)).toEqual(new Set([400]))
  expect(stage.tokenPosts()).toHaveLength(1)
})
