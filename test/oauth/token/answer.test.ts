import { describe, expect, test } from 'vitest'
import { refreshTokens } from '../../../src/oauth/token/refresh.ts'
import { Secret } from '../../../src/util/secret.ts'
import { type Reply, scriptedEndpoint } from '../http/scripted-endpoint.ts'
import { CANARY, CLIENT, failureOf, idToken, portsOf, TOKENS } from './support.ts'

async function answerTo(reply: Reply) {
  await using endpoint = await scriptedEndpoint(reply)
  const ports = portsOf(endpoint)
  const answer = await refreshTokens({ ...CLIENT, refreshToken: new Secret(CANARY.refreshToken), ...ports })
  return { ...answer, notices: ports.notices }
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

describe('what is no token answer is OAUTH_ENDPOINT', () => {
  const page = `<html><title>Hotel Wi-Fi \u001b[2J login</title>${'<p>accept</p>'.repeat(1000)}`
  const bad: [name: string, reply: Reply, message: RegExp][] = [
    ['{}', { json: {} }, /token_type \(none\)/],
    ['null', { json: null }, /not a JSON object/],
    ['an array', { json: [TOKENS] }, /not a JSON object/],
    ['nothing at all', { body: '', headers: JSON_TYPE }, /not a JSON object: nothing/],
    [
      'an HTML page',
      { body: page, headers: { 'content-type': 'text/html' } },
      /content type text\/html.*Hotel/,
    ],
    ['an HTML page that says it is JSON', { body: page, headers: JSON_TYPE }, /not a JSON object: “<html>/],
    [
      'JSON that says it is HTML',
      { body: JSON.stringify(TOKENS), headers: { 'content-type': 'text/html' } },
      /text\/html/,
    ],
    [
      'JSON that is cut off',
      { body: JSON.stringify(TOKENS).slice(0, 70), headers: JSON_TYPE },
      /70 characters of JSON/,
    ],
    ['no access_token', { json: { ...TOKENS, access_token: undefined } }, /without access_token/],
    ['token_type mac', { json: { ...TOKENS, token_type: 'mac' } }, /token_type mac/],
    ['token_type DPoP', { json: { ...TOKENS, token_type: 'DPoP' } }, /token_type DPoP/],
    ['no token_type', { json: { ...TOKENS, token_type: undefined } }, /token_type/],
    [
      'a token with CR LF',
      { json: { ...TOKENS, access_token: `${CANARY.accessToken}\r\nA1 LOGOUT` } },
      /characters that/,
    ],
    [
      'a token with ^A',
      { json: { ...TOKENS, access_token: `${CANARY.accessToken}\u0001auth=x` } },
      /characters that/,
    ],
    [
      'a token with a blank',
      { json: { ...TOKENS, access_token: `${CANARY.accessToken} x` } },
      /characters that/,
    ],
    ['a token with = inside', { json: { ...TOKENS, access_token: 'a=b' } }, /characters that/],
    ['a token of 20 KB', { json: { ...TOKENS, access_token: 'x'.repeat(20_000) } }, /20000 characters/],
    ['a token that is a number', { json: { ...TOKENS, access_token: 12 } }, /not a text/],
    ['an empty token', { json: { ...TOKENS, access_token: '' } }, /not a text/],
    [
      'a refresh token with LF',
      { json: { ...TOKENS, refresh_token: `${CANARY.rotatedToken}\n` } },
      /refresh_token/,
    ],
    ['a refresh token that is an object', { json: { ...TOKENS, refresh_token: {} } }, /refresh_token/],
    ['a scope that is an array', { json: { ...TOKENS, scope: ['a'] } }, /scope/],
    ['expires_in −5', { json: { ...TOKENS, expires_in: -5 } }, /expires_in/],
    ['expires_in 0', { json: { ...TOKENS, expires_in: 0 } }, /expires_in/],
    [
      'expires_in NaN',
      { body: JSON.stringify(TOKENS).replace('3599', 'NaN'), headers: JSON_TYPE },
      /characters of JSON/,
    ],
    ['expires_in "NaN"', { json: { ...TOKENS, expires_in: 'NaN' } }, /expires_in/],
    [
      'expires_in 1e999',
      { body: JSON.stringify(TOKENS).replace('3599', '1e999'), headers: JSON_TYPE },
      /expires_in/,
    ],
    ['expires_in true', { json: { ...TOKENS, expires_in: true } }, /expires_in/],
    ['HTTP 204', { status: 204 }, /HTTP 204/],
    ['HTTP 404 with a page', { status: 404, body: page }, /HTTP 404: “<html>/],
  ]
  test.each(bad)('%s', async (_, reply, message) => {
    const error = await failureOf(answerTo(reply))
    expect(error.code).toBe('OAUTH_ENDPOINT')
    expect(error.message).toMatch(message)
    expect(error.message.length).toBeLessThan(400)
    expect(error.message).not.toMatch(/[\u0000-\u001f]/)
  })
})

describe('lifetimes', () => {
  test.each([
    ['missing', undefined, 3600, 1],
    ['null', null, 3600, 1],
    ['"3599"', '3599', 3599, 0],
    ['a fraction', 3599.9, 3599, 0],
    ['1e12', 1e12, 30 * 86_400, 1],
  ])('expires_in %s is %s → %i s', async (_, value, seconds, notices) => {
    const answer = await answerTo({ json: { ...TOKENS, expires_in: value } })
    expect(answer.expiresIn).toBe(seconds)
    expect(answer.notices.map(({ code }) => code)).toEqual(Array(notices).fill('OAUTH_EXPIRES_IN'))
  })
})

test('what servers write differently is taken', async () => {
  const json = {
    access_token: 'a+/-._~==',
    token_type: 'BEARER',
    expires_in: 60,
    refresh_token: '',
    scope: '',
  }
  const answer = await answerTo({ json, headers: { 'content-type': 'application/vnd.x+json' } })
  expect(answer).toMatchObject({ refreshToken: null, expiresIn: 60, scope: '' })
  expect(answer.accessToken.reveal()).toBe('a+/-._~==')
})

test('a scope that is not told is null', async () => {
  expect((await answerTo({ json: { ...TOKENS, scope: undefined } })).scope).toBeNull()
})

describe('the id_token', () => {
  const claims = {
    aud: 'client-1',
    iss: 'https://issuer.example',
    email: 'me@gmail.com',
    email_verified: true,
  }
  const withIdToken = (token: unknown) => answerTo({ json: { ...TOKENS, id_token: token } })

  test('tells the account that consented', async () => {
    expect((await withIdToken(idToken(claims))).email).toBe('me@gmail.com')
    expect((await withIdToken(idToken({ ...claims, aud: ['x', 'client-1'] }))).email).toBe('me@gmail.com')
  })

  test.each([
    ['no email', { ...claims, email: undefined }],
    ['an email that is not verified', { ...claims, email_verified: false }],
    ['an email with a line end', { ...claims, email: 'me@gmail.com\r\nA1' }],
    ['an email that is a list', { ...claims, email: ['me@gmail.com'] }],
  ])('with %s tells none', async (_, weak) => {
    expect((await withIdToken(idToken(weak))).email).toBeNull()
  })

  test.each([
    ['for another client', idToken({ ...claims, aud: 'client-2' }), /another client/],
    ['without an audience', idToken({ ...claims, aud: undefined }), /another client/],
    ['that is no JWT', 'abc', /cannot be read/],
    ['whose payload is no JSON', 'YQ.YQ.YQ', /cannot be read/],
    ['that is an object', {}, /cannot be read/],
  ])('%s is refused', async (_, token, message) => {
    const error = await failureOf(withIdToken(token))
    expect(error.code).toBe('OAUTH_ENDPOINT')
    expect(error.message).toMatch(message)
  })
})

test('names on Object.prototype of the host are not taken for members of the answer', async () => {
  const polluted = Object.prototype as { access_token?: string; token_type?: string }
  polluted.access_token = 'ya29.of-the-host'
  polluted.token_type = 'Bearer'
  try {
    expect((await failureOf(answerTo({ json: {} }))).code).toBe('OAUTH_ENDPOINT')
  } finally {
    delete polluted.access_token
    delete polluted.token_type
  }
})
