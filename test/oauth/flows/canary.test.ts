import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { ANNA, readsMail, startStage } from './stage.ts'

/** The ways in which a secret could come to light. */
function spellings(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64')
  return [
    secret,
    encodeURIComponent(secret),
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
  ]
}

function findAny(secrets: readonly string[], where: string): string[] {
  return secrets.filter(secret => spellings(secret).some(text => where.includes(text)))
}

test('no secret of any flow reaches the log, an error, a property row, a process argument or a file in clear', async () => {
  await using stage = await startStage({ isRotating: true })
  const { id, secret } = stage.oauth.clients.web
  const log = join(stage.directory, 'all.log')
  const client = `OAuthClientId=${id};OAuthClientSecret=${secret};OAuthSettingsLocation=${stage.directory}/o.db;Logfile=${log};Verbosity=5`
  const secrets = [secret]
  const seen: string[] = []
  const keep = (value: unknown) =>
    seen.push(inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true }))

  const web = await stage.open(client)
  const callbackUrl = stage.oauth.clients.web.callbackUrls[0]!
  const [{ URL: url }] = (await web.call<{ URL: string }>('GetOAuthAuthorizationURL', {
    CallbackURL: callbackUrl,
  })) as [{ URL: string }]
  const callback = await stage.oauth.agree(url)
  const code = new URL(callback).searchParams.get('code')!
  // A used code would end the grant; one that never was must stay as secret.
  const bogus = `${code}-not-issued`
  secrets.push(code, bogus)
  const [tokens] = (
    await web.query<Record<string, string>>(`EXEC GetOAuthAccessToken @Verifier = '${callback}'`)
  ).rows
  secrets.push(tokens!['OAuthAccessToken']!, tokens!['OAuthRefreshToken']!)
  await web.query(`EXEC GetOAuthAccessToken @Verifier = '${bogus}'`).catch(keep)
  await web.query(`EXEC GetOAuthAccessToken @Verfier = '${bogus}'`).catch(keep)
  await readsMail(web)

  const all = `${client};InitiateOAuth=REFRESH;OAuthAccessToken=${tokens!['OAuthAccessToken']};OAuthRefreshToken=${tokens!['OAuthRefreshToken']};User=${ANNA}`
  const refreshing = await stage.open(all)
  await readsMail(refreshing)
  stage.oauth.expireAll()
  const [renewed] = await refreshing.call<Record<string, string>>('RefreshOAuthAccessToken')
  secrets.push(renewed!['OAuthAccessToken']!, renewed!['OAuthRefreshToken']!)
  keep((await refreshing.query('SELECT * FROM sys_connection_props')).rows)
  keep((await refreshing.query('SELECT * FROM sys_warnings')).rows)
  keep(refreshing)
  stage.oauth.revokeAll()
  await refreshing.call('RefreshOAuthAccessToken').catch(keep)
  await (await stage.open(`${all};Timeout=5`)).query('SELECT Subject FROM Inbox').catch(keep)
  await stage
    .open(
      `${client};User=${ANNA};InitiateOAuth=REFRESH;OAuthRefreshToken=${tokens!['OAuthRefreshToken']};OAuthAccessTokenURL=http://127.0.0.1:9/`,
    )
    .catch(keep)

  expect(findAny(secrets, seen.join('\n'))).toEqual([])
  expect(readFileSync(log, 'utf8')).toMatch(/grant_type/)
  for (const name of readdirSync(stage.directory)) {
    const text = readFileSync(join(stage.directory, name), 'latin1')
    expect({ name, found: findAny(secrets, text) }).toEqual({ name, found: [] })
  }
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    const line = readCommandLine(pid)
    expect(findAny(secrets, line)).toEqual([])
  }
})

function readCommandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1') + readFileSync(`/proc/${pid}/environ`, 'latin1')
  } catch {
    return ''
  }
}
