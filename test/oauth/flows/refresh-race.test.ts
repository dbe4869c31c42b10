import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { ANNA, type Stage, startStage } from './stage.ts'

const INDEX = new URL('../../../src/index.ts', import.meta.url).href

/** Another process that logs in with what is stored; it prints the code of its error, or ok. */
function start({ surroundings, directory }: Stage): { child: ChildProcess; outcome: Promise<string> } {
  const string = `${surroundings};InitiateOAuth=REFRESH;OAuthSettingsLocation=${directory}/o.db;User=${ANNA};ConnectOnOpen=true`
  const script = `
    const { connect } = await import(${JSON.stringify(INDEX)})
    try {
      await (await connect(${JSON.stringify(string)})).close()
      console.log('ok')
    } catch (error) {
      console.log(error.code + ': ' + error.message)
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout!.on('data', data => {
    text += data
  })
  return { child, outcome: once(child, 'close').then(() => text.trim()) }
}

/** A stage whose server rotates refresh tokens, with a grant stored whose access token has ended. */
async function endedGrant(): Promise<Stage> {
  const stage = await startStage({ isRotating: true, accessTokenSeconds: 61, mail: { messages: 0 } })
  const { id, secret } = stage.oauth.clients.desktop
  const { db } = await stage.openWithBrowser(
    `InitiateOAuth=GETANDREFRESH;OAuthClientId=${id};OAuthClientSecret=${secret};OAuthSettingsLocation=${stage.directory}/o.db;User=${ANNA}`,
  )
  await db.close()
  await new Promise(resolve => setTimeout(resolve, 1_100))
  stage.oauth.settings.accessTokenSeconds = 3_599
  stage.tokenPosts()
  return stage
}

test.each([2, 8, 32])(
  '%d processes that find the token ended make one refresh, and all go on',
  { timeout: 120_000 },
  async count => {
    await using stage = await endedGrant()
    const outcomes = await Promise.all(Array.from({ length: count }, () => start(stage).outcome))
    expect(outcomes).toEqual(Array.from({ length: count }, () => 'ok'))
    expect(stage.tokenPosts()).toHaveLength(1)
  },
)

test('a process that is killed while it refreshes holds nobody up', { timeout: 60_000 }, async () => {
  await using stage = await endedGrant()
  stage.oauth.faults.add({ delay: 30_000, drop: 'before' })
  const killed = start(stage)
  await expect
    .poll(() => stage.oauth.log.some(({ endpoint }) => endpoint === 'token'), { timeout: 20_000 })
    .toBe(true)
  killed.child.kill('SIGKILL')
  const outcomes = await Promise.all([start(stage).outcome, start(stage).outcome, start(stage).outcome])
  expect(outcomes).toEqual(['ok', 'ok', 'ok'])
  expect(stage.tokenPosts()).toHaveLength(2)
})
