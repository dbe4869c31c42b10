import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { readCallback } from '../../../src/oauth/authorize/callback.ts'
import { judgePasted, judgeQuery } from '../../../src/oauth/authorize/verdict.ts'
import { Secret } from '../../../src/util/secret.ts'

const CODE = '4/0Ab_5qln-x'

describe('a callback is read', () => {
  test.each([
    ['a whole address', 'http://127.0.0.1:5000/?state=s&code=4%2F0Ab_5qln-x'],
    ['with a path', 'https://app.example.com/oauth/callback?code=4%2F0Ab_5qln-x&state=s'],
    ['not percent-decoded', 'http://127.0.0.1:5000/?state=s&code=4/0Ab_5qln-x'],
    ['without its scheme, as a browser shows it', '127.0.0.1:5000/?state=s&code=4/0Ab_5qln-x'],
    ['a query', 'code=4%2F0Ab_5qln-x&state=s'],
    ['a query with its mark', '?state=s&code=4%2F0Ab_5qln-x'],
    ['with blanks and line ends around it', '\r\n  http://127.0.0.1:5000/?state=s&code=4%2F0Ab_5qln-x \n'],
    ['in quotes', '"http://127.0.0.1:5000/?state=s&code=4%2F0Ab_5qln-x"'],
    ['in angle brackets', '<http://127.0.0.1:5000/?state=s&code=4%2F0Ab_5qln-x>'],
    ['with a byte order mark', '\ufeffhttp://127.0.0.1:5000/?state=s&code=4%2F0Ab_5qln-x'],
    ['with a fragment', 'http://127.0.0.1:5000/?state=s&code=4%2F0Ab_5qln-x#_=_'],
  ])('%s', (_how, text) => {
    const { code, ...rest } = readCallback(text)
    expect(code?.reveal()).toBe(CODE)
    expect(rest).toEqual({ form: 'query', state: 's' })
  })

  test.each([
    ['as it is', '4/0Ab_5qln-x'],
    ['percent-encoded', '4%2F0Ab_5qln-x'],
    ['with blanks', ' 4/0Ab_5qln-x\n'],
  ])('a code alone, %s', (_how, text) => {
    const { code, ...rest } = readCallback(text)
    expect(code?.reveal()).toBe(CODE)
    expect(rest).toEqual({ form: 'code' })
  })

  test('a plus is part of a code and a blank elsewhere', () => {
    const callback = readCallback('code=a+b%2Bc&scope=openid+email&state=my+state')
    expect(callback.code?.reveal()).toBe('a+b+c')
    expect(callback).toMatchObject({ scope: 'openid email', state: 'my state' })
  })

  test('a code with an equals sign at its end', () => {
    expect(readCallback('YWJj==').code?.reveal()).toBe('YWJj==')
  })

  test('all that Google sends', () => {
    const query =
      'state=s&iss=https://accounts.google.com&code=4/0A&scope=email%20https://mail.google.com/&authuser=0&prompt=consent'
    expect(readCallback(`http://127.0.0.1:1/?${query}`)).toMatchObject({
      state: 's',
      iss: 'https://accounts.google.com',
      scope: 'email https://mail.google.com/',
    })
  })

  test('a refusal', () => {
    expect(readCallback('?error=access_denied&error_description=The%20user+said+no&state=s')).toEqual({
      form: 'query',
      error: 'access_denied',
      errorDescription: 'The user said no',
      state: 's',
    })
  })

  test('and its code is never printed', () => {
    expect(inspect(readCallback(`?code=${CODE}`), { depth: Infinity })).not.toContain(CODE)
  })
})

describe('a callback is refused', () => {
  test.each([
    ['', 'is empty'],
    [' \r\n\t ', 'is empty'],
    ['""', 'is empty'],
    ['4/0A\r\nA1 LOGOUT', 'control character'],
    ['http://127.0.0.1:1/?code=4/0A\u0001', 'control character'],
    ['?code=4%0D%0A0A&state=s', 'control character'],
    ['?code=ok&state=%00', 'control character'],
    ['4%2', 'percent-encoded wrongly'],
    ['?code=%E0%A4%A&state=s', 'percent-encoded wrongly'],
    ['?code=a&code=b', 'holds code twice'],
    ['?state=a&code=c&state=b', 'holds state twice'],
    ['?code=&state=s', 'holds an empty code'],
    ['?state=s', 'holds no code'],
    ['http://127.0.0.1:5000/', 'is an address without a query'],
    ['two words', 'holds characters that no code has'],
    ['ｃｏｄｅ', 'holds characters that no code has'],
    ['https://accounts.google.com/o/oauth2/v2/auth?response_type=code&state=s', 'is the address to open'],
    ['x'.repeat(8_193), 'has 8193 characters'],
  ])('%j', (text, why) => {
    expect(() => readCallback(text)).toThrow(
      expect.objectContaining({ code: 'BAD_VALUE', message: expect.stringContaining(why) }),
    )
  })

  test('without being shown, for its code may still be good', () => {
    const secret = 'SECRET-CODE'
    for (const text of [
      `?code=${secret}%01`,
      `?code=${secret}&code=x`,
      `${secret} ${secret}`,
      `${secret}%`,
    ]) {
      expect(() => readCallback(text)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining(secret) }),
      )
    }
  })
})

describe('a callback is judged', () => {
  const expected = { state: new Secret('ours'), issuer: 'https://accounts.google.com' }
  const verdictOf = (query: string) => judgeQuery(query, expected)

  test('ours with a code is taken', () => {
    expect(verdictOf('code=c&state=ours')).toMatchObject({ kind: 'code' })
    expect(verdictOf('code=c&state=ours&iss=https://accounts.google.com')).toMatchObject({ kind: 'code' })
  })

  test.each([
    'code=c',
    'code=c&state=theirs',
    'code=c&state=',
    'code=c&state=ours&iss=https://accounts.example.com',
    'code=c&state=ours&iss=https://accounts.google.com/',
    'error=access_denied',
    'error=access_denied&state=theirs',
    'error=access_denied&state=ours&iss=https://accounts.example.com',
  ])('%s is not ours', query => {
    expect(verdictOf(query)).toMatchObject({ kind: 'foreign', error: { code: 'OAUTH_STATE' } })
  })

  test.each(['code=c&code=d&state=ours', 'state=ours', 'code=%01&state=ours', ''])(
    '%j cannot be read and is not ours',
    query => {
      expect(verdictOf(query)).toMatchObject({ kind: 'foreign', error: { code: 'BAD_VALUE' } })
    },
  )

  test('the issuer of an unknown server is not looked at', () => {
    const unknown = { state: expected.state }
    expect(judgeQuery('code=c&state=ours&iss=https://x.example', unknown)).toMatchObject({ kind: 'code' })
  })

  test.each([
    ['access_denied', 'OAUTH_DENIED', true],
    ['admin_policy_enforced', 'OAUTH_DENIED', false],
    ['interaction_required', 'OAUTH_DENIED', false],
    ['invalid_scope', 'OAUTH_SCOPE', false],
    ['unauthorized_client', 'OAUTH_CLIENT', false],
    ['server_error', 'OAUTH_ENDPOINT', false],
  ])('%s with our state ends with %s', (error, code, isByUser) => {
    expect(verdictOf(`error=${error}&error_description=because&state=ours`)).toMatchObject({
      kind: 'refused',
      isByUser,
      error: { code, message: expect.stringContaining(error), hint: expect.any(String) },
    })
  })

  test('what the server says is shown without escape sequences, and not at any length', () => {
    const verdict = verdictOf(`error=odd%E2%80%AE&error_description=${'x'.repeat(5_000)}&state=ours`)
    expect(verdict).toMatchObject({
      kind: 'refused',
      error: { message: expect.stringContaining('odd\\u202e') },
    })
    if (verdict.kind === 'refused') expect(verdict.error.message.length).toBeLessThan(300)
  })

  test('a code alone is taken from the user and not from the network', () => {
    expect(judgePasted('4/0Ab', expected)).toMatchObject({ kind: 'code' })
    expect(judgeQuery('4/0Ab', expected)).toMatchObject({ kind: 'foreign' })
    expect(judgePasted('http://127.0.0.1:1/?code=4/0Ab', expected)).toMatchObject({ kind: 'foreign' })
  })
})
