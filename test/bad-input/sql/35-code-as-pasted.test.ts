import { expect, test } from 'vitest'
import type { Connection } from '../../../src/index.ts'
import { ANNA, type Stage, startStage } from '../../oauth/flows/stage.ts'
import { expectRefused } from '../support.ts'

async function callbackOf(stage: Stage, db: Connection): Promise<URL> {
  const CallbackURL = stage.oauth.clients.web.callbackUrls[0]!
  const [asked] = await db.call<{ URL: string }>('GetOAuthAuthorizationURL', { CallbackURL })
  return new URL(await stage.oauth.agree(asked!.URL))
}

async function openWeb(stage: Stage): Promise<Connection> {
  const { id, secret } = stage.oauth.clients.web
  const file = `OAuthSettingsLocation=${stage.directory}/oauth.db`
  return await stage.open(`OAuthClientId=${id};OAuthClientSecret=${secret};${file}`)
}

const codeOf = (callback: URL) => callback.searchParams.get('code')!
/** Every sign of the code as a byte in hexadecimal. */
const inFull = (text: string) => [...Buffer.from(text)].map(byte => `%${byte.toString(16)}`).join('')

const URL_TAKEN = 'the Verifier is a callback URL: the code in it is taken'
const CODE_TAKEN =
  'the Verifier is a code as it was pasted: it is taken percent-decoded and without what stands around it'

test.each<[string, (callback: URL) => string, string?]>([
  ['the code', codeOf],
  ['the code, still percent-encoded', callback => encodeURIComponent(codeOf(callback)), CODE_TAKEN],
  ['the code, every sign of it percent-encoded', callback => inFull(codeOf(callback)), CODE_TAKEN],
  ['the whole callback URL', callback => callback.href, URL_TAKEN],
  [
    'the whole callback URL with blanks and a line end of a paste',
    callback => `  ${callback.href}\r\n`,
    URL_TAKEN,
  ],
  ['the code with blanks and a line end of a paste', callback => `\t${codeOf(callback)} \n`, CODE_TAKEN],
])(
  '%s is taken by EXEC GetOAuthAccessToken, which says what it took of more than that',
  async (_, pasted, told) => {
    await using stage = await startStage()
    const db = await openWeb(stage)
    const verifier = pasted(await callbackOf(stage, db))
    stage.tokenPosts()
    const { rows } = await db.query(`EXEC GetOAuthAccessToken @Verifier='${verifier}'`)
    expect(rows[0]).toMatchObject({ User: ANNA })
    expect(stage.tokenPosts()).toHaveLength(1)
    const warnings = await db.queryArrays("SELECT Message FROM sys_warnings WHERE Code = 'VERIFIER'")
    expect(warnings.rows).toEqual(told === undefined ? [] : [[told]])
  },
)

test('a callback URL of another request is refused before anything is posted', async () => {
  await using stage = await startStage()
  const db = await openWeb(stage)
  const callback = await callbackOf(stage, db)
  const code = codeOf(callback)
  callback.searchParams.set('state', 'another')
  stage.tokenPosts()
  const call = db.query('EXEC GetOAuthAccessToken @Verifier=?', [callback.href])
  await expectRefused(call, { code: 'OAUTH_STATE', names: [], hint: /\w/, hidden: [code] })
  expect(stage.tokenPosts()).toEqual([])
})
