import { expect, test } from 'vitest'
import {
  type AuthorizationRequest,
  authorizationUrl,
} from '../../../src/oauth/authorize/authorization-url.ts'
import { Secret } from '../../../src/util/secret.ts'

const request: AuthorizationRequest = {
  endpoints: { authorize: 'https://accounts.google.com/o/oauth2/v2/auth' },
  clientId: 'client.apps.googleusercontent.com',
  redirectUri: 'http://127.0.0.1:5000/',
  scope: 'https://mail.google.com/ openid email',
  state: new Secret('a state & more'),
  codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
}

function parametersOf(changes: Partial<AuthorizationRequest> = {}): Record<string, string> {
  return Object.fromEntries(new URL(authorizationUrl({ ...request, ...changes })).searchParams)
}

test('the address carries what RFC 6749, RFC 7636 and Google ask for', () => {
  expect(authorizationUrl(request).startsWith('https://accounts.google.com/o/oauth2/v2/auth?')).toBe(true)
  expect(parametersOf()).toEqual({
    response_type: 'code',
    client_id: 'client.apps.googleusercontent.com',
    redirect_uri: 'http://127.0.0.1:5000/',
    scope: 'https://mail.google.com/ openid email',
    state: 'a state & more',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    access_type: 'offline',
    prompt: 'consent',
  })
})

test.each([
  ['CONSENT', 'OFFLINE', 'consent'],
  ['NONE', 'OFFLINE', 'none'],
  ['SELECT_ACCOUNT', 'OFFLINE', 'select_account consent'],
  ['SELECT_ACCOUNT', 'ONLINE', 'select_account'],
] as const)('Prompt=%s with AccessType=%s asks for prompt=%s', (prompt, accessType, asked) => {
  expect(parametersOf({ prompt, accessType })).toMatchObject({
    prompt: asked,
    access_type: accessType.toLowerCase(),
  })
})

test('the account to log in with is named when it is known', () => {
  expect(parametersOf({ loginHint: 'anna+x@example.com' })['login_hint']).toBe('anna+x@example.com')
  expect(parametersOf()).not.toHaveProperty('login_hint')
})

test('an endpoint keeps the query that it has', () => {
  const endpoints = { authorize: 'http://localhost:8080/auth?tenant=7' }
  expect(parametersOf({ endpoints })).toMatchObject({ tenant: '7', response_type: 'code' })
})

test.each([
  'http://accounts.example.com/auth',
  'https://user:pass@accounts.example.com/auth',
  'https://accounts.example.com/auth#part',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'accounts.google.com',
  '--version',
  '',
])('the endpoint %j is refused', authorize => {
  expect(() => authorizationUrl({ ...request, endpoints: { authorize } })).toThrow(
    expect.objectContaining({
      code: 'BAD_PROPERTY',
      message: expect.stringContaining(JSON.stringify(authorize)),
    }),
  )
})

test.each([
  { clientId: 'client\n' },
  { redirectUri: 'http://127.0.0.1:1/\r\nX: y' },
  { loginHint: 'anna@example.com\u0000' },
  { scope: '' },
  { scope: 'a\tb' },
  { scope: 'a"b' },
])('%j is refused', changes => {
  expect(() => authorizationUrl({ ...request, ...changes })).toThrow(
    expect.objectContaining({ code: 'BAD_VALUE' }),
  )
})
