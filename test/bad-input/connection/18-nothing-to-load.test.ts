import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { connect } from '../../../src/index.ts'
import { expectConnectRefused } from '../support.ts'

const directory = mkdtempSync(join(tmpdir(), 'gmailsql-load-'))
const trap = join(directory, 'trap')
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(directory, { recursive: true })
})

test.each(['Plugin', 'Module', 'Driver', 'BrowserCommand', 'Browser', 'Command'])(
  'no property %s exists that names what to load or run',
  async name => {
    const hint = /sys_connection_props|Did you mean/
    const given = `${name}="touch ${trap};rm"`
    await expectConnectRefused(given, { code: 'BAD_PROPERTY', names: [`"${name}"`], hint })
    expect(existsSync(trap)).toBe(false)
  },
)

test.each(['file:///etc/passwd', 'javascript:alert(1)', 'http://evil.example/', '/bin/sh', 'https://a:b@x/'])(
  'the browser is not sent to %s',
  async url => {
    const names = ['OAuthAuthorizationURL', `"${url}"`]
    const given = `OAuthAuthorizationURL=${url}`
    await expectConnectRefused(given, { code: 'BAD_PROPERTY', names, hint: 'https://' })
  },
)

test('the browser gets the address as one argument, and no shell reads it', async () => {
  const browser = join(directory, 'browser')
  writeFileSync(browser, `#!/bin/sh\nprintf '%s\\n' "$@" > "${directory}/arguments"\n`)
  chmodSync(browser, 0o755)
  vi.stubEnv('BROWSER', browser)
  const url = `https://accounts.example.com/?a=$(touch\${IFS}${trap});touch\${IFS}${trap}`
  const given = `InitiateOAuth=GETANDREFRESH;OAuthClientId=client;OAuthSettingsLocation=memory://load`
  const stop = new AbortController()
  const options = { onAuthorizationUrl: () => {}, signal: stop.signal }
  const attempt = connect(`${given};OAuthAuthorizationURL="${url}"`, options).catch((error: unknown) => error)
  await vi.waitUntil(() => existsSync(`${directory}/arguments`), { timeout: 20_000 })
  stop.abort()
  expect(await attempt).toMatchObject({ code: 'CANCELLED' })
  expect(readFileSync(`${directory}/arguments`, 'utf8')).toMatch(
    /^https:\/\/accounts\.example\.com\/\?a=.*\n$/,
  )
  expect(existsSync(trap)).toBe(false)
})
