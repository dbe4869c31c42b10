import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ANNA, type Stage, startStage } from './stage.ts'

const INDEX = new URL('../../../src/index.ts', import.meta.url).href

/** Runs one statement in a process of its own; answers its first row. */
async function inProcess(
  { surroundings }: Stage,
  properties: string,
  sql: string,
  params: unknown[],
): Promise<Record<string, string>> {
  const script = `
    const { connect } = await import(${JSON.stringify(INDEX)})
    await using db = await connect(${JSON.stringify(`${surroundings};${properties}`)})
    console.log(JSON.stringify((await db.query(${JSON.stringify(sql)}, ${JSON.stringify(params)})).rows[0]))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  return JSON.parse(stdout)
}

test('the two calls of the web flow may be made by two processes, and a third reads mail', async () => {
  await using stage = await startStage()
  const { id, secret, callbackUrls } = stage.oauth.clients.web
  const client = `OAuthClientId=${id};OAuthClientSecret=${secret};OAuthSettingsLocation=${stage.directory}/o.db`
  const asked = await inProcess(
    stage,
    client,
    "EXEC GetOAuthAuthorizationURL @AuthMode = 'WEB', @CallbackURL = ?",
    [callbackUrls[0]],
  )
  const code = new URL(await stage.oauth.agree(asked['URL']!)).searchParams.get('code')
  const tokens = await inProcess(stage, client, "EXEC GetOAuthAccessToken @AuthMode = 'WEB', @Verifier = ?", [
    code,
  ])
  expect(tokens['User']).toBe(ANNA)
  const given = `OAuthAccessToken=${tokens['OAuthAccessToken']};OAuthRefreshToken=${tokens['OAuthRefreshToken']}`
  const rows = await inProcess(
    stage,
    `${client};${given};InitiateOAuth=REFRESH;User=${ANNA}`,
    'SELECT COUNT(*) AS n FROM Inbox',
    [],
  )
  expect(Number(rows['n'])).toBeGreaterThan(0)
})
