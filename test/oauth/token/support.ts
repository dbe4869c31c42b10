import { inspect } from 'node:util'
import { expect } from 'vitest'
import { createTransport } from '../../../src/oauth/http/transport.ts'
import type { Endpoints } from '../../../src/oauth/types.ts'
import { GmailSqlError } from '../../../src/util/errors.ts'
import type { Notice } from '../../../src/util/notice.ts'
import { Secret } from '../../../src/util/secret.ts'
import type { ScriptedEndpoint } from '../http/scripted-endpoint.ts'

/** Every secret that goes out or comes in, spelled so that a leak is found. */
export const CANARY = {
  clientSecret: 'GOCSPX-canary-client-secret',
  code: '4/canary-code',
  codeVerifier: 'canary-code-verifier',
  refreshToken: '1//canary-refresh-token',
  accessToken: 'ya29.canary-access-token',
  rotatedToken: '1//canary-rotated-token',
} as const

export const CLIENT = { clientId: 'client-1', clientSecret: new Secret(CANARY.clientSecret) }

/** A good token answer; Google's has these members. */
export const TOKENS = {
  access_token: CANARY.accessToken,
  expires_in: 3599,
  token_type: 'Bearer',
  scope: 'openid https://mail.google.com/',
}

export function portsOf(endpoint: Pick<ScriptedEndpoint, 'url'>, timeoutMs = 5000) {
  const endpoints: Endpoints = { authorize: endpoint.url, token: endpoint.url, revoke: endpoint.url }
  const notices: Notice[] = []
  const transport = createTransport({ proxy: null, proxyEnv: null, timeoutMs })
  return { endpoints, transport, notices, onNotice: (notice: Notice) => notices.push(notice) }
}

/** The error of a promise that must fail: ours, and with no secret anywhere in it. */
export async function failureOf(promise: Promise<unknown>): Promise<GmailSqlError> {
  const error = await promise.then(
    () => expect.fail('it succeeded'),
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(GmailSqlError)
  expectNoSecret(inspect(error, { depth: Infinity, showHidden: true, getters: true }))
  return error as GmailSqlError
}

export function expectNoSecret(text: string): void {
  for (const secret of Object.values(CANARY)) {
    expect(text).not.toContain(secret)
    expect(text).not.toContain(encodeURIComponent(secret))
    expect(text).not.toContain(Buffer.from(secret).toString('base64').slice(0, -4))
  }
}

/** An unsigned id_token with these claims. */
export function idToken(claims: object): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  return `${encode({ alg: 'RS256' })}.${encode(claims)}.c2ln`
}
