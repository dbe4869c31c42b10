import { expect, test } from 'vitest'
import { createTransport } from '../../../src/oauth/http/transport.ts'
import type { Logger, LogLevel } from '../../../src/util/log.ts'
import { CANARY, expectNoSecret, TOKENS } from '../token/support.ts'
import { type Reply, scriptedEndpoint } from './scripted-endpoint.ts'

const form = {
  grant_type: 'authorization_code',
  client_id: 'client-1',
  client_secret: CANARY.clientSecret,
  code: CANARY.code,
  code_verifier: CANARY.codeVerifier,
}

async function logged(reply: Reply, verbosity: LogLevel): Promise<string[]> {
  const lines: string[] = []
  const logger: Logger = {
    isEnabled: level => level <= verbosity,
    write: (level, module, text) => lines.push(`${level} ${module} ${text}`),
  }
  await using endpoint = await scriptedEndpoint(reply)
  const transport = createTransport({ proxy: null, proxyEnv: null, logger })
  await transport.post(endpoint.url, form).catch(() => {})
  return lines
}

test('level 3 shows headers and bodies of both directions without a secret', async () => {
  const reply = {
    json: { ...TOKENS, refresh_token: CANARY.refreshToken },
    headers: { 'set-cookie': CANARY.code },
  }
  const lines = await logged(reply, 3)
  expectNoSecret(lines.join('\n'))
  expect(lines).toHaveLength(3)
  expect(lines[0]).toMatch(
    /^3 HTTP > POST http:\/\/127\.0\.0\.1:\d+\/token \[content-type: application\/x-www/,
  )
  expect(lines[0]).toContain(
    'grant_type=authorization_code&client_id=client-1&client_secret=********&code=********',
  )
  expect(lines[1]).toMatch(/^1 OAUTH authorization_code at 127\.0\.0\.1:\d+: HTTP 200, \d+ ms$/)
  expect(lines[2]).toContain('"access_token":"********","expires_in":"3599","token_type":"Bearer"')
  expect(lines[2]).toContain('[set-cookie: ********]')
})

test('level 2 shows the outcome only', async () => {
  const lines = await logged({ status: 400, json: { error: 'invalid_grant' } }, 2)
  expect(lines).toEqual([expect.stringMatching(/^1 OAUTH authorization_code at \S+: HTTP 400, \d+ ms$/)])
})

test('a failure is logged with its reason', async () => {
  const lines = await logged({ status: 307, headers: { location: 'https://other.example/x' } }, 1)
  expect(lines.at(-1)).toContain('redirect (307) to https://other.example')
})

test.each([
  ['a token answer that is cut off', `{"access_token":"${CANARY.accessToken}","refr`],
  [
    'a text that echoes the request',
    `<p>${new URLSearchParams(form)} ${Buffer.from(CANARY.code).toString('base64')}`,
  ],
  ['nested JSON', JSON.stringify({ error: { access_token: CANARY.accessToken } })],
  ['an error_description that echoes', JSON.stringify({ error_description: `bad ${CANARY.clientSecret}` })],
])('%s is masked', async (_, body) => {
  expectNoSecret((await logged({ body }, 5)).join('\n'))
})
