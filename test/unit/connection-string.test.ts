import { homedir } from 'node:os'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseConnection } from '../../src/driver/connection-string.ts'
import { type GmailSqlError, isGmailSqlError } from '../../src/util/errors.ts'
import { Secret } from '../../src/util/secret.ts'
import { fastestCpuTime } from '../support/cpu-time.ts'

function parse(input: string | Record<string, unknown>, env: Record<string, string> = {}) {
  return parseConnection(input, env)
}

function refusal(input: string | Record<string, unknown>, env: Record<string, string> = {}): GmailSqlError {
  try {
    parse(input, env)
  } catch (error) {
    if (isGmailSqlError(error)) return error
    throw error
  }
  throw new Error(`accepted: ${inspect(input).slice(0, 200)}`)
}

describe('the grammar', () => {
  test('names have no case and no blanks', () => {
    const { values } = parse(' user = me@gmail.com ; Cache Location = /var/mail cache/x ;\n PORT=1993;')
    expect(values.User).toBe('me@gmail.com')
    expect(values.CacheLocation).toBe('/var/mail cache/x')
    expect(values.Port).toBe(1993)
  })

  test('a quoted value keeps separators, blanks and doubled quotes', () => {
    const text = `OAuthClientSecret="a;b=c""d";OAuthClientId=' it''s "mine" ' ; OAuthJWTIssuer="'"`
    const { values } = parse(text)
    expect(values.OAuthClientSecret?.reveal()).toBe('a;b=c"d')
    expect(values.OAuthClientId).toBe(' it\'s "mine" ')
    expect(values.OAuthJWTIssuer).toBe("'")
  })

  test('an unquoted value may hold = and quotes', () => {
    expect(parse(`Password=a=b"c'd==`).values.Password?.reveal()).toBe(`a=b"c'd==`)
  })

  test('a property without a value has its default, whatever the environment says', () => {
    const { values, given } = parse('Server=;Timeout= ;User=""', { GMAILSQL_SERVER: 'mail.example' })
    expect(values.Server).toBe('imap.gmail.com')
    expect(values.Timeout).toBe(60)
    expect(values.User).toBeUndefined()
    expect(given.size).toBe(0)
  })

  test.each(['', ';;;', ' \n', 'jdbc:gmail:', 'gmail:///'])('%j gives nothing and is no error', text => {
    expect(parse(text).given.size).toBe(0)
  })

  test.each(['jdbc:gmail:', 'jdbc:cdata:gmail:', ' JDBC:CData:Gmail:'])(
    'the prefix %j is left out',
    prefix => {
      expect(parse(`${prefix}User=me@gmail.com;`).values.User).toBe('me@gmail.com')
    },
  )

  test('a property given twice is refused, in any spelling', () => {
    for (const text of ['User=a@gmail.com;User=b@gmail.com', 'User=a;US ER=a', 'RTK=1;rtk=2']) {
      expect(refusal(text)).toMatchObject({ code: 'BAD_PROPERTY', message: expect.stringContaining('twice') })
    }
  })

  test('an unknown name is refused with the near one and its place', () => {
    const error = refusal('Port=993;\n  Usr=a@gmail.com')
    expect(error).toMatchObject({
      code: 'BAD_PROPERTY',
      hint: 'Did you mean User?',
      position: { line: 2, column: 3 },
    })
    expect(error.message).toContain('"Usr"')
  })

  test('a bare name is refused with how a connection string looks', () => {
    const error = refusal('work')
    expect(error).toMatchObject({ code: 'BAD_PROPERTY', hint: expect.stringContaining('User=me@gmail.com') })
    expect(error.message).toContain('"work"')
  })

  test.each(['=x', 'User=a;=x', 'User="a"b', 'User=a;lonely;Port=1'])(
    '%j is refused with its place',
    text => {
      expect(refusal(text)).toMatchObject({ code: 'BAD_PROPERTY', position: { line: 1 } })
    },
  )

  test('any value comes back as it was once it is quoted', () => {
    const printable = fc
      .string({ unit: 'grapheme' })
      .filter(value => value !== '' && !/[\p{Cc}\p{Cs}]/u.test(value))
    fc.assert(
      fc.property(printable, fc.constantFrom('"', "'"), (value, quote) => {
        const text = `OAuthClientId=${quote}${value.replaceAll(quote, quote + quote)}${quote};Port=1`
        const { values } = parse(text)
        expect([values.OAuthClientId, values.Port]).toEqual([value, 1])
      }),
    )
  })

  test('no text whatever ends in anything but an answer or one of our errors', () => {
    const piece = fc.oneof(
      fc.constantFrom('User', 'Port', '=', ';', '"', "'", '%', '&', 'gmail://', '__proto__'),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        try {
          parse(pieces.join(''))
        } catch (error) {
          expect(isGmailSqlError(error)).toBe(true)
        }
      }),
    )
  })
})

describe('what is secret', () => {
  test('an unclosed quote is refused with its place and without the text', () => {
    const error = refusal('User=me;OAuthClientSecret="hunter2; x')
    expect(error).toMatchObject({ code: 'BAD_PROPERTY', position: { line: 1, column: 27 } })
    expect(inspect(error, { depth: Infinity })).not.toContain('hunter2')
  })

  test('the rest of a password with a bare semicolon in it is not shown', () => {
    for (const text of ['Password=ab;hunter2;User=x', 'Password=ab;hunter2=x;User=x']) {
      const error = refusal(text)
      expect(error.code).toBe('BAD_PROPERTY')
      expect(error.hint).toContain('quotes')
      expect(inspect(error, { depth: Infinity })).not.toContain('hunter2')
    }
  })

  test('the value of a mistyped name is not shown', () => {
    expect(inspect(refusal('Pasword=hunter2'))).not.toContain('hunter2')
  })

  test('a parsed connection prints no secret', () => {
    const parsed = parse('Password=hunter2;OAuthJWTCert=hunter2;ProxyPassword=hunter2;RTK=hunter2')
    const printed = inspect(parsed, { depth: Infinity, showHidden: true }) + JSON.stringify(parsed)
    expect(printed).not.toContain('hunter2')
  })

  test('the line end of a file is cut from a secret, one inside is refused', () => {
    expect(parse({ OAuthAccessToken: 'ya29.x\r\n' }).values.OAuthAccessToken?.reveal()).toBe('ya29.x')
    expect(parse('OAuthAccessToken=ya29.x\n').values.OAuthAccessToken?.reveal()).toBe('ya29.x')
    expect(parse({ Password: '\n' }).given.size).toBe(0)
    const error = refusal({ OAuthAccessToken: 'ya29\n.x' })
    expect(error.code).toBe('BAD_VALUE')
    expect(error.message).not.toContain('ya29')
  })
})

describe('hostile input', () => {
  test.each(['User=me@gmail.com\r\nA1 LOGOUT', 'User=me@gmail.com\u0001auth=Bearer x', 'Server="a\0b"'])(
    'the control character in %j is refused',
    text => {
      expect(refusal(text)).toMatchObject({ code: 'BAD_VALUE', message: expect.stringContaining('U+00') })
    },
  )

  test('a name of Object’s own is a name like any other', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(refusal(`${name}=x`)).toMatchObject({ code: 'BAD_PROPERTY' })
      expect(refusal(JSON.parse(`{"${name}":"x"}`))).toMatchObject({ code: 'BAD_PROPERTY' })
    }
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  test('no property names a program or a module', () => {
    for (const name of ['Plugin', 'BrowserCommand', 'Driver', 'ClassName']) {
      expect(refusal(`${name}=rm`).code).toBe('BAD_PROPERTY')
    }
  })

  test('a user name is never folded, and an invisible mark in it is refused', () => {
    expect(parse('User=mé@gmail.com').values.User).toBe('mé@gmail.com')
    expect(parse('User=ｍｅ@gmail.com').values.User).toBe('ｍｅ@gmail.com')
    const error = refusal('User=me\u200f@gmail.com')
    expect(error).toMatchObject({ code: 'BAD_VALUE', message: expect.stringContaining('U+200F') })
    expect(error.message).not.toContain('\u200f')
  })

  test('ten megabytes are refused within 50 ms, in one value or in many', () => {
    const huge = [`User=${'x'.repeat(10e6)}`, 'a=b;'.repeat(2.5e6), ';'.repeat(10e6), '"'.repeat(10e6)]
    for (const text of [...huge, { Password: 'x'.repeat(10e6) }]) {
      expect(refusal(text).code).toBe('BAD_PROPERTY')
      expect(fastestCpuTime(() => refusal(text))).toBeLessThan(50)
    }
  })

  test('the longest text that is read takes time in proportion', () => {
    const time = fastestCpuTime(() => {
      refusal('a=b;'.repeat(249_000))
      refusal(`Password="${'""'.repeat(499_000)}";x=1`)
      parse(';'.repeat(999_000))
    })
    expect(time).toBeLessThan(1000)
  })
})

describe('an object of options', () => {
  test('takes each type as it is', () => {
    const { values } = parse({
      User: 'a',
      Port: 1993,
      ConnectOnOpen: true,
      MaxRows: 5n,
      Password: new Secret('p'),
    })
    expect(values).toMatchObject({ User: 'a', Port: 1993, ConnectOnOpen: true, MaxRows: 5 })
    expect(values.Password?.reveal()).toBe('p')
  })

  test('leaves out what is undefined or null', () => {
    expect(parse({ User: undefined, Port: null }).given.size).toBe(0)
  })

  test.each([
    [{ Password: 123456 }, 'Password takes a text'],
    [{ User: new Secret('hunter2') }, 'User is no secret'],
    [{ Tables: ['a'] }, '"Tables"'],
    [{ Port: 1.5 }, '"1.5"'],
    [{ Port: Number.NaN }, '"NaN"'],
    [{ User: 'a', user: 'b' }, 'twice'],
  ])('refuses %o', (options, message) => {
    expect(refusal(options)).toMatchObject({
      code: 'BAD_PROPERTY',
      message: expect.stringContaining(message),
    })
  })
})

describe('the environment', () => {
  test('gives what the string leaves out, in any case', () => {
    const env = { GMAILSQL_USER: 'env@x', gmailsql_password: 'p', GMAILSQL_PORT: '1993', PATH: '/bin' }
    const { values, given, notices } = parse('User=me@x', env)
    expect([values.User, values.Password?.reveal(), values.Port]).toEqual(['me@x', 'p', 1993])
    expect([...given].sort()).toEqual(['Password', 'Port', 'User'])
    expect(notices).toEqual([])
  })

  test('a wrong value names its variable', () => {
    expect(refusal('', { GMAILSQL_TIMEOUT: 'abc' }).message).toContain('GMAILSQL_TIMEOUT')
  })

  test('a variable that is nearly a property gives a notice, any other none', () => {
    const { notices } = parse('', { GMAILSQL_PASWORD: 'hunter2', GMAILSQL_HISTORY: 'x' })
    expect(notices.map(notice => notice.code)).toEqual(['UNKNOWN_VARIABLE'])
    expect(notices[0]?.message).toContain('GMAILSQL_PASSWORD')
    expect(notices[0]?.message).not.toContain('hunter2')
  })
})

describe('paths', () => {
  test('a leading ~ is the home directory, variables are not expanded and said so', () => {
    expect(parse('Logfile=~/x.log').values.Logfile).toBe(`${homedir()}/x.log`)
    for (const path of ['%APPDATA%\\x', '$HOME/x']) {
      const { values, notices } = parse({ OAuthSettingsLocation: path })
      expect(values.OAuthSettingsLocation).toBe(path)
      expect(notices.map(notice => notice.code)).toContain('LITERAL_PATH')
    }
  })

  test('somebody else’s home directory is refused, not made a file called ~', () => {
    expect(refusal('Logfile=~bob/x').code).toBe('BAD_PROPERTY')
  })

  test('an address is not a path', () => {
    for (const name of [
      'Logfile',
      'CacheLocation',
      'OAuthSettingsLocation',
      'OAuthJWTCert',
      'SSLServerCert',
    ]) {
      expect(refusal(`${name}=http://hunter2/y`).code).toBe('FILE_UNSAFE')
    }
    expect(refusal('OAuthJWTCert=http://hunter2/y').message).not.toContain('hunter2')
    expect(parse('OAuthSettingsLocation=memory://me').values.OAuthSettingsLocation).toBe('memory://me')
  })
})
