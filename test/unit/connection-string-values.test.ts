import { describe, expect, expectTypeOf, test } from 'vitest'
import { requirePassword, usesPassword } from '../../src/driver/connection-options.ts'
import { connectionPropertyRows } from '../../src/driver/connection-property-rows.ts'
import { parseConnection } from '../../src/driver/connection-string.ts'
import type { Secret } from '../../src/util/secret.ts'

const parse = (input: string | Record<string, unknown>) => parseConnection(input, {})
const code = (code: string, message = '', hint = '') =>
  expect.objectContaining({
    code,
    message: expect.stringContaining(message),
    ...(hint === '' ? {} : { hint: expect.stringContaining(hint) }),
  })

describe('values', () => {
  test('a wrong word lists the right ones and the near one', () => {
    expect(() => parse('User=me@gmail.com;InitiateOAuth=GETANDREFERSH')).toThrow(
      code('BAD_PROPERTY', 'OFF, GETANDREFRESH, REFRESH', 'GETANDREFRESH?'),
    )
    expect(() => parse('ConnectOnOpen=ture')).toThrow(code('BAD_PROPERTY', 'true, false', 'true?'))
    expect(() => parse('LogModules="IMAP;SQLL"')).toThrow(code('BAD_PROPERTY', '"SQLL"', 'SQL?'))
  })

  test('words have no case', () => {
    const { values } = parse('TLS=starttls;Pushdown=NONE;ConnectOnOpen=YES;LogModules="imap, sql"')
    expect(values).toMatchObject({
      TLS: 'StartTLS',
      Pushdown: 'None',
      ConnectOnOpen: true,
      LogModules: 'IMAP;SQL',
    })
  })

  test.each(['-1', 'abc', '1e9', '999999999999', '60s', '1.5', '0x10', '٣'])(
    'Timeout=%s is refused',
    text => {
      expect(() => parse(`Timeout=${text}`)).toThrow(code('BAD_PROPERTY', 'from 0 to 2147483 (seconds)'))
    },
  )

  test('Timeout=0 is none, and the longest is what a timer can count', () => {
    expect(parse('Timeout=0').values.Timeout).toBe(0)
    expect(parse('Timeout=2147483').values.Timeout).toBe(2_147_483)
  })

  test.each([
    ['100MB', 100_000_000],
    ['500kB', 500_000],
    ['1 gb', 1_000_000_000],
    ['250000', 250_000],
    ['12B', 12],
  ])('the size %s is %d bytes', (text, bytes) => {
    expect(parse(`MaxLogFileSize=${text}`).values.MaxLogFileSize).toBe(bytes)
  })

  test.each(['MB', '-1MB', '1TB', '1,5MB', '9999999GB'])('the size %s is refused', text => {
    expect(() => parse(`MaxLogFileSize=${text}`)).toThrow(code('BAD_PROPERTY', '100MB'))
  })

  test.each(['imap.gmail.com:993', 'imaps://imap.gmail.com', 'a b', 'a/b', 'me@host'])(
    'Server=%s is refused',
    text => {
      expect(() => parse({ Server: text })).toThrow(code('BAD_PROPERTY', 'host name'))
    },
  )

  test('a SHA-256 fingerprint may be spelled in any way, a weaker one is refused', () => {
    const digits = 'ab'.repeat(32)
    const spelled = 'AB:'.repeat(32).slice(0, -1)
    for (const text of [digits, spelled, `SHA256:${digits}`]) {
      expect(parse({ SSLServerCert: text }).values.SSLServerCert).toBe(spelled)
    }
    for (const length of [32, 40]) {
      expect(() => parse({ SSLServerCert: 'a'.repeat(length) })).toThrow(
        code('BAD_PROPERTY', 'forged', '-sha256'),
      )
    }
  })

  test('PEM text keeps its line ends', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'
    expect(parse({ SSLServerCert: pem }).values.SSLServerCert).toBe(pem)
    expect(parse({ OAuthJWTCert: pem }).values.OAuthJWTCert?.reveal()).toBe(pem.trimEnd())
  })

  test.each([
    'urn:ietf:wg:oauth:2.0:oob',
    'http://evil.example/',
    'http://0.0.0.0:80/',
    'javascript:alert(1)',
    'x',
  ])('CallbackURL=%s is refused', url => {
    expect(() => parse({ CallbackURL: url })).toThrow(code('BAD_PROPERTY', 'CallbackURL'))
  })

  test('a callback may be on this machine, or anywhere by https', () => {
    for (const url of [
      'http://127.0.0.1:5000/',
      'http://localhost/',
      'http://[::1]:1/',
      'https://app.example/cb',
    ]) {
      expect(parse({ CallbackURL: url }).values.CallbackURL).toBe(url)
    }
  })

  test('a token endpoint without encryption is refused', () => {
    expect(() => parse('OAuthAccessTokenURL=http://oauth2.example/token')).toThrow(
      code('BAD_PROPERTY', 'https'),
    )
  })

  test('a time zone is UTC, Local or one that exists', () => {
    expect(parse('TimeZone=asia/tokyo').values.TimeZone).toBe('Asia/Tokyo')
    expect(parse('TimeZone=LOCAL').values.TimeZone).toBe('Local')
    expect(() => parse('TimeZone=Europe/Pariss')).toThrow(code('BAD_PROPERTY', '', 'Europe/Paris?'))
    expect(() => parse('TimeZone=+02:00')).toThrow(code('BAD_PROPERTY', '"+02:00"'))
  })

  test('PeekMode and UIDMode cannot be switched off, and say why', () => {
    expect(() => parse('PeekMode=false')).toThrow(code('BAD_PROPERTY', 'reading never marks mail as read'))
    expect(() => parse('UIDMode=0')).toThrow(code('BAD_PROPERTY', 'UID'))
    expect(parse('PeekMode=true;UIDMode=true').notices).toEqual([])
  })

  test('each value has the type of its property', () => {
    const { values } = parse('')
    expectTypeOf(values.Port).toEqualTypeOf<number>()
    expectTypeOf(values.Password).toEqualTypeOf<Secret | undefined>()
    expectTypeOf(values.TLS).toEqualTypeOf<'Implicit' | 'StartTLS' | 'None'>()
    expectTypeOf(values.User).toEqualTypeOf<string | undefined>()
    expectTypeOf(values.ConnectOnOpen).toEqualTypeOf<boolean>()
    expect([values.Port, values.TLS, values.ConnectOnOpen]).toEqual([993, 'Implicit', false])
  })
})

describe('properties of another connector', () => {
  test('those that ask for what is so anyway give one notice each', () => {
    const { notices } = parse(
      'RTK=hunter2;SupportEnhancedSQL=True;QueryFullDetails=x;UseConnectionPooling=true;PoolMinSize=1;PoolWaitTime=60;Schema=imap',
    )
    expect(notices.map(notice => notice.code)).toEqual(Array(7).fill('NO_EFFECT'))
    expect(notices.map(notice => notice.message).join()).not.toContain('hunter2')
  })

  test.each([
    ['Schema=REST', 'IMAP'],
    ['SupportEnhancedSQL=false', 'SQLite'],
    ['Location=/x', 'UserDefinedViews'],
    ['CacheDriver=x', 'CacheLocation'],
    ['CacheProvider=x', 'CacheLocation'],
    ['CacheConnection=x', 'CacheLocation'],
    ['CacheQueryResult=x', 'AutoCache'],
    ['Query Cache=x', 'AutoCache'],
    ['DelegatedServiceAccounts=x', 'OAuthJWTSubject'],
    ['RequestingServiceAccount=x', 'OAuthJWTSubject'],
    ['AWSWorkloadIdentityConfig=x', 'OAuthJWTCert'],
    ['WorkloadPoolId=x', 'OAuthJWTCert'],
    ['WorkloadAnything=x', 'OAuthJWTCert'],
    ['AuthScheme=GCPInstanceAccount', 'OAuthJWT'],
  ])('%s is refused, naming %s', (text, instead) => {
    expect(() => parse(text)).toThrow(code('BAD_PROPERTY', '', instead))
  })
})

describe('properties together', () => {
  test('TLS=None is for this machine only', () => {
    expect(() => parse('TLS=None')).toThrow(code('BAD_PROPERTY', 'imap.gmail.com'))
    expect(() => parse('TLS=None;Server=127.0.0.1.evil.example')).toThrow(code('BAD_PROPERTY'))
    for (const server of ['127.0.0.1', '127.9.9.9', '::1', '[::1]', 'LOCALHOST']) {
      expect(parse(`TLS=None;Server=${server}`).values.TLS).toBe('None')
    }
  })

  test('a certificate type without a certificate is missing one', () => {
    expect(() => parse('OAuthJWTCertType=PFXFILE')).toThrow(code('MISSING_PROPERTY', 'OAuthJWTCert'))
  })

  test('any certificate, StartTLS on 993 and Other give notices', () => {
    const codes = (text: string) => parse(text).notices.map(notice => notice.code)
    expect(codes('SSLServerCert=*')).toEqual(['TLS_UNVERIFIED'])
    expect(codes('TLS=StartTLS')).toEqual(['PORT'])
    expect(codes('TLS=StartTLS;Port=143')).toEqual([])
    expect(codes('SMTPPort=25')).toEqual([])
    expect(codes('Other="DefaultColumnSize=1;RecordToFile=x"')).toEqual(['NO_EFFECT', 'NO_EFFECT'])
    expect(() => parse('Other="x"')).toThrow(code('BAD_PROPERTY', 'Other takes name=value'))
  })
})

describe('the login by password', () => {
  const values = (text: string) => parse(text).values

  test('Auto takes the password when one is given; a scheme that is named is taken', () => {
    expect(usesPassword(values('User=me;Password=p;OAuthAccessToken=t'))).toBe(true)
    expect(usesPassword(values('User=me;OAuthAccessToken=t'))).toBe(false)
    expect(usesPassword(values('AuthScheme=AccessToken;User=me;Password=p;OAuthAccessToken=t'))).toBe(false)
    expect(usesPassword(values('AuthScheme=Basic;User=me;OAuthAccessToken=t'))).toBe(true)
    expect(requirePassword(values('User=me;Password=p'))).toMatchObject({ user: 'me' })
  })

  test.each([
    ['Password=p', 'The login needs User'],
    ['AuthScheme=Basic;User=me', 'The login needs Password'],
    ['AuthScheme=Basic', 'The login needs User and Password'],
  ])('%j lacks something, and the message says what', (text, missing) => {
    expect(() => requirePassword(values(text))).toThrow(code('MISSING_PROPERTY', missing, 'app password'))
  })
})

test('sys_connection_props shows every property, and a secret as asterisks', () => {
  const rows = connectionPropertyRows(parse('User=me;Password=hunter2;MaxLogFileSize=500kB;Readonly=true'))
  const row = (name: string) => rows.find(row => row.Name === name)
  expect(row('Password')).toMatchObject({ Value: '********', Sensitivity: 'SECRET', Type: 'secret' })
  expect(row('OAuthRefreshToken')).toMatchObject({ Value: null, Sensitivity: 'SECRET' })
  expect(row('OAuthExpiresIn')).toMatchObject({ Value: null, Sensitivity: 'NONE', Type: 'integer' })
  expect(row('MaxLogFileSize')).toMatchObject({ Value: '500kB', Default: '100MB' })
  expect(row('Readonly')).toMatchObject({
    Value: 'true',
    Default: 'false',
    Values: 'true,false',
    Type: 'boolean',
  })
  expect(row('TLS')).toMatchObject({ Category: 'Authentication', Values: 'Implicit,StartTLS,None' })
  expect(rows.map(row => row.Ordinal)).toEqual(rows.map((_, index) => index + 1))
  expect(JSON.stringify(rows)).not.toContain('hunter2')
})
