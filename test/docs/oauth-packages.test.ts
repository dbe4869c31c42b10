import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from '../architecture/sources.ts'
import { JKS, JKS_PASSWORD } from '../oauth/keys/java-keystore.ts'
import { StoreMaker } from '../oauth/keys/stores.ts'
import { copySources } from '../packages/installation.ts'
import { readPage, tableWithHead } from './pages.ts'

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
}

/** It knows the optional package also where that is not installed. */
interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly license: string }>>
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest

/**
 * Logs in to gmaild in every way, with a token endpoint that gives anybody a token, and prints as JSON what came of each:
 * the number of rows, or the text of the error. With `browse` the default browser is asked for.
 */
const PROBE = `
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { startGmaild } from './src/gmaild/index.ts'
import { connect } from './src/index.ts'

for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) delete process.env[name]
const User = 'ann@example.com'
const gmaild = await startGmaild({ messages: 60, user: User, tokenUser: () => User })
const endpoint = createServer((_, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ access_token: 'token', token_type: 'Bearer', expires_in: 3600 }))
})
await new Promise(resolve => endpoint.listen(0, '127.0.0.1', resolve))
const OAuthAccessTokenURL = 'http://127.0.0.1:' + endpoint.address().port + '/'
const found = { notices: [] }

async function attempt(name, properties, options) {
  const place = { Server: gmaild.host, Port: gmaild.port, TLS: 'None', User, OAuthAccessTokenURL }
  const quiet = { onAuthorizationUrl: () => {}, openBrowser: null }
  try {
    const OAuthSettingsLocation = 'memory://' + name
    const db = await connect({ ...place, OAuthSettingsLocation, ...properties }, { ...quiet, ...options })
    found[name] = (await db.query('SELECT Subject FROM Inbox LIMIT 3')).rowCount
    const { rows } = await db.query('SELECT Code, Message FROM sys_warnings')
    found.notices.push(...rows.map(row => row.Code + ': ' + row.Message))
    await db.close()
  } catch (error) {
    found[name] = String(error.message)
  }
}

const refresh = { InitiateOAuth: 'REFRESH', OAuthClientId: 'client', OAuthRefreshToken: 'refresh' }
const service = { InitiateOAuth: 'GETANDREFRESH', OAuthJWTIssuer: 'robot', OAuthJWTCertPassword: 'notasecret' }
const keys = JSON.parse(readFileSync('keys.json', 'utf8'))
await attempt('password', { Password: gmaild.password })
await attempt('given', { OAuthAccessToken: 'token' })
await attempt('refresh', refresh)
await attempt('file', { ...refresh, OAuthSettingsLocation: 'oauth-' + process.pid + '.db' })
const pem = { ...service, OAuthJWTCertType: 'PEMKEY_BLOB', OAuthJWTCert: keys.pem }
await attempt('pem', pem)
await attempt('pfx', { ...service, OAuthJWTCertType: 'PFXBLOB', OAuthJWTCert: keys.pfx })
await attempt('jks', { ...service, OAuthJWTCertType: 'JKSBLOB', OAuthJWTCert: keys.jks })
await attempt('proxy', { ...pem, ProxyServer: '127.0.0.1', ProxyPort: 1 })
process.env.ALL_PROXY = 'socks5://127.0.0.1:1'
await attempt('socks', { ...pem, ProxyAutoDetect: true })
const readCallback = () => new Promise(resolve => setTimeout(resolve, 1000, 'code'))
const browser = process.argv[2] === 'browse' ? { openBrowser: undefined, readCallback } : { readCallback }
await attempt('browser', { InitiateOAuth: 'GETANDREFRESH', OAuthClientId: 'client' }, browser)
await gmaild.close()
endpoint.close()
console.log(JSON.stringify(found))
`

type Found = Readonly<Record<string, unknown>> & { readonly notices: readonly string[] }

const place = copySources({ 'probe.mjs': PROBE, 'keys.json': JSON.stringify(makeKeys()) })
afterAll(() => place[Symbol.dispose]())

/** A service account's key in three kinds of store, as base64. */
function makeKeys(): Readonly<Record<string, string>> {
  using stores = new StoreMaker()
  stores.pair('robot')
  stores.pfx('robot', 'robot', JKS_PASSWORD)
  const found = { pem: stores.read('robot.key'), pfx: stores.read('robot.p12'), jks: JKS }
  return Object.fromEntries(Object.entries(found).map(([name, bytes]) => [name, bytes.toString('base64')]))
}

/** What is found with all run-time packages but one, and none of the optional ones. */
async function without(missing: string | undefined, ...args: string[]): Promise<Found> {
  place.install(Object.keys(manifest.dependencies).filter(name => name !== missing))
  const { stdout, stderr } = await place.run('probe.mjs', ...args)
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Found
}

let whole: Found

beforeAll(async () => {
  whole = await without(undefined)
})

test('nothing taken away: every way in works, but past proxies that are not there', () => {
  const { notices: _, proxy, socks, ...ways } = whole
  expect(new Set(Object.values(ways))).toEqual(new Set([3]))
  expect([proxy, socks]).toEqual([
    expect.stringContaining('The proxy 127.0.0.1:1'),
    expect.stringContaining('The proxy 127.0.0.1:1'),
  ])
})

test.each([
  ['google-auth-library', ['refresh', 'file', 'browser']],
  ['node-forge', ['pfx']],
  ['jks-js', ['jks']],
  ['socks', ['socks']],
])('%s: what fails is %j, all else works', async (name, failing) => {
  const { notices: _, ...found } = await without(name)
  const { notices: __, ...expected } = whole
  const message = expect.stringContaining(`'${name}'`)
  expect(found).toEqual({ ...expected, ...Object.fromEntries(failing.map(way => [way, message])) })
})

test('open: no browser opens, and the sign-in goes on', async () => {
  const { browser, notices } = await without('open', 'browse')
  expect(browser).toBe(3)
  expect(notices).toEqual(expect.arrayContaining([expect.stringMatching(/^BROWSER: .*'open'/)]))
})

test('@napi-rs/keyring: the key is in a file, and a notice says so', () => {
  expect(whole.notices).toEqual([expect.stringMatching(/^KEY_FILE: .*@napi-rs\/keyring/)])
  expect(Object.keys(manifest.optionalDependencies)).toContain('@napi-rs/keyring')
  const rows = tableWithHead(readPage('docs/dependencies.md'), 'optional package', 'version', 'licence')
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lockfile
  const { license } = packages['node_modules/@napi-rs/keyring']!
  expect(rows.map(row => row.slice(0, 3))).toContainEqual([
    '`@napi-rs/keyring`',
    `\`${manifest.optionalDependencies['@napi-rs/keyring']}\``,
    license,
  ])
})
