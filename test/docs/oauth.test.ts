import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Connection, ERROR_CODES } from '../../src/index.ts'
import { ANNA, readsMail, type Stage, startStage } from '../oauth/flows/stage.ts'
import { StoreMaker } from '../oauth/keys/stores.ts'
import { blocksOf, codesOf, readPage, tableWithHead, withoutBlocks } from './pages.ts'

const page = readPage('docs/oauth.md')
const blocks = blocksOf(page)
const ROBOT = 'robot@project.iam.gserviceaccount.com'
const CALLBACK = 'https://app.example.com/oauth'

type Values = Readonly<Record<string, string>>

/** What the page writes for values that everybody has of their own. */
function valuesOf(stage: Stage, client: 'desktop' | 'web'): Values {
  const { id, secret } = stage.oauth.clients[client]
  return {
    '1234-abc.apps.googleusercontent.com': id,
    'GOCSPX-abc': secret,
    'you@gmail.com': ANNA,
    'ann@example.com': ANNA,
    '~/': `${stage.directory}/`,
    '/mail/': '/',
    '/keys/': '/',
  }
}

function filled(text: string, values: Values): string {
  return Object.entries(values).reduce((done, [from, to]) => done.replaceAll(from, to), text)
}

/** The connection string of that name, with values that are there. */
function connectionOf(stage: Stage, name: string, values: Values): string {
  const block = blocks.find(({ info }) => info[1] === 'connection' && info[2] === name)
  if (!block) throw new Error(`docs/oauth.md has no connection string "${name}"`)
  const text = filled(block.text, values)
  return /OAuthSettingsLocation/.test(text)
    ? text
    : `${text};OAuthSettingsLocation=${stage.directory}/oauth.db`
}

function callOf(procedure: string, mark: string): string {
  const calls = blocks.filter(({ info, text }) => info[1] === 'call' && text.includes(procedure))
  const [found, ...more] = calls.filter(({ text }) => text.includes(mark))
  if (!found || more.length > 0) throw new Error(`docs/oauth.md calls ${procedure} ${mark} not exactly once`)
  return found.text
}

async function firstRow<R>(db: Connection, statement: string): Promise<R> {
  return (await db.query<R>(statement)).rows[0]!
}

test('A: four properties open the browser once, then two are enough', async () => {
  await using stage = await startStage()
  const values = valuesOf(stage, 'desktop')
  const { db, urls } = await stage.openWithBrowser(connectionOf(stage, 'desktop', values))
  expect(urls).toHaveLength(1)
  expect(await readsMail(db)).toBe(true)
  expect(await readsMail(await stage.open(connectionOf(stage, 'desktop-later', values)))).toBe(true)
})

test('A, in two steps: the address now, the callback URL later', async () => {
  await using stage = await startStage()
  const values = valuesOf(stage, 'desktop')
  const first = await stage.open(connectionOf(stage, 'web', values))
  const { URL: url } = await firstRow<{ URL: string }>(first, callOf('GetOAuthAuthorizationURL', "'APP'"))
  await first.close()
  const callback = await stage.oauth.agree(url)
  const second = { ...values, 'http://127.0.0.1:5000/?state=abc&code=4/0Ab': callback }
  expect(await readsMail(await stage.open(connectionOf(stage, 'verifier', second)))).toBe(true)
})

interface Tokens {
  readonly OAuthAccessToken: string
  readonly OAuthRefreshToken: string
  readonly User: string
}

async function webTokens(stage: Stage, values: Values): Promise<Tokens> {
  const db = await stage.open(connectionOf(stage, 'web', values))
  const { URL: url } = await firstRow<{ URL: string }>(db, callOf('GetOAuthAuthorizationURL', "'WEB'"))
  const code = new URL(await stage.oauth.agree(url)).searchParams.get('code')!
  return await firstRow<Tokens>(db, filled(callOf('GetOAuthAccessToken', "'WEB'"), { '4/0Ab': code }))
}

test('B: two calls give tokens; seven properties, then three, refresh them by themselves', async () => {
  await using stage = await startStage({ webCallbackUrls: [CALLBACK] })
  const values = valuesOf(stage, 'web')
  const tokens = await webTokens(stage, values)
  expect(tokens.User).toBe(ANNA)
  const given = { ...values, 'ya29.abc': tokens.OAuthAccessToken, '1//0gabc': tokens.OAuthRefreshToken }
  await (await stage.open(connectionOf(stage, 'refresh', given))).close()
  stage.oauth.expireAll()
  expect(await readsMail(await stage.open(connectionOf(stage, 'refresh-later', given)))).toBe(true)
})

test('B: the refresh by hand, and the end', async () => {
  await using stage = await startStage({ webCallbackUrls: [CALLBACK] })
  const values = valuesOf(stage, 'web')
  const { OAuthRefreshToken } = await webTokens(stage, values)
  const db = await stage.open(connectionOf(stage, 'manual', values))
  await db.query(filled(callOf('RefreshOAuthAccessToken', ''), { '1//0gabc': OAuthRefreshToken }))
  expect(await readsMail(db)).toBe(true)
  expect(await firstRow(db, callOf('RevokeOAuthAccessToken', ''))).toEqual({ Success: 'true' })
  await expect(db.call('RefreshOAuthAccessToken', { OAuthRefreshToken })).rejects.toMatchObject({
    code: 'OAUTH_GRANT_DEAD',
  })
})

test('C: the JSON key by four properties, the P12 by seven, and later by two', async () => {
  using stores = new StoreMaker()
  stores.pair('robot', `/CN=${ROBOT}`)
  const publicKey = stores.publicKey('robot')
  await using stage = await startStage({ serviceAccounts: [{ email: ROBOT, publicKey, subjects: [ANNA] }] })
  const key = {
    type: 'service_account',
    client_email: ROBOT,
    private_key: stores.read('robot.key').toString(),
  }
  writeFileSync(`${stage.directory}/robot.json`, JSON.stringify(key), { mode: 0o600 })
  stores.pfx('robot', 'robot', 'notasecret')
  writeFileSync(`${stage.directory}/robot.p12`, stores.read('robot.p12'), { mode: 0o600 })
  for (const name of ['json', 'p12']) {
    const values = {
      ...valuesOf(stage, 'desktop'),
      'User=': `OAuthSettingsLocation=${stage.directory}/${name};User=`,
    }
    expect(await readsMail(await stage.open(connectionOf(stage, name, values)))).toBe(true)
    stage.oauth.expireAll()
    expect(await readsMail(await stage.open(connectionOf(stage, 'desktop-later', values)))).toBe(true)
  }
  expect(stage.tokenPosts().map(({ form }) => form['grant_type'])).toEqual(
    Array(4).fill('urn:ietf:params:oauth:grant-type:jwt-bearer'),
  )
})

test('the errors of the page are all that OAuth has, and the causes of a dead grant those of its hint', async () => {
  const listed = tableWithHead(page, 'code', 'means', 'do').flatMap(([code = '']) => codesOf(code))
  const codes = Object.keys(ERROR_CODES)
  expect(codes.filter(code => code.startsWith('OAUTH_') && !listed.includes(code))).toEqual([])
  expect(listed.filter(code => !codes.includes(code))).toEqual([])
  await using stage = await startStage()
  const values = valuesOf(stage, 'desktop')
  await stage.openWithBrowser(connectionOf(stage, 'desktop', values))
  stage.oauth.revokeAll()
  stage.oauth.expireAll()
  const later = await stage.open(connectionOf(stage, 'desktop-later', values))
  const refused = await later.query('SELECT Subject FROM Inbox').catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'OAUTH_GRANT_DEAD' })
  const causes = (refused as { hint: string }).hint.match(/\(\d\)/g)
  const list = /dies of one of six causes[\s\S]*?\n\n((?:\d\. [^\n]+\n(?: {3}[^\n]+\n)*)+)/.exec(
    withoutBlocks(page.text),
  )
  expect(list![1]!.match(/^\d\. /gm)).toHaveLength(causes!.length)
})
