import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { parseConnection } from '../../src/driver/connection-string.ts'

const parse = (text: string) => parseConnection(text, {})
const refused = (text: string, message: string) =>
  expect(() => parse(text)).toThrow(
    expect.objectContaining({ code: 'BAD_PROPERTY', message: expect.stringContaining(message) }),
  )

test('& and ; both separate, and values are percent-decoded', () => {
  const { values } = parse('gmail:///?user=me%40gmail.com;password=a%26b%3Bc&Cache%20Location=%2Fx')
  expect(values.User).toBe('me@gmail.com')
  expect(values.Password?.reveal()).toBe('a&b;c')
  expect(values.CacheLocation).toBe('/x')
})

test('a plus stays a plus, because addresses have one', () => {
  expect(parse('gmail:///?User=me+lists@gmail.com').values.User).toBe('me+lists@gmail.com')
})

test('quotes hold separators together as in a connection string', () => {
  expect(parse('gmail:///?Password="a&b;c"&Port=1').values.Password?.reveal()).toBe('a&b;c')
})

test('user, password, server and port may stand before the question mark', () => {
  const { values } = parse('gmail://me%40gmail.com:p%26w@127.0.0.1:1143?TLS=None')
  expect(values).toMatchObject({ User: 'me@gmail.com', Server: '127.0.0.1', Port: 1143, TLS: 'None' })
  expect(values.Password?.reveal()).toBe('p&w')
})

test('an address before the server needs no escaping, nor do the brackets of IPv6', () => {
  const { values } = parse('jdbc:gmail://me@gmail.com@[::1]:1143/?Timeout=5')
  expect(values).toMatchObject({ User: 'me@gmail.com', Server: '::1', Port: 1143, Timeout: 5 })
})

test('a mail address in the place of a server is refused with how to write it', () => {
  expect(() => parse('gmail://me@gmail.com?Password=x')).toThrow(
    expect.objectContaining({ code: 'BAD_PROPERTY', hint: 'Write gmail:///?User=name@gmail.com.' }),
  )
})

test('what a URL cannot say is refused', () => {
  refused('gmail://server/path?User=x', 'path')
  refused('gmail:///?User=%zz', '%')
  refused('gmail:///?User=%ff', '%')
  refused('gmail://me@host?User=you', 'twice')
  refused('gmail://me@host:port', 'port')
  refused('gmail:///?Usr=x', 'Usr')
})

test('no error shows a password that was put in the wrong place', () => {
  const texts = [
    'me:hunter2?Port=1',
    'me:hunter2@',
    'me:a/hunter2@host',
    'me:a?hunter2@host',
    'me:%zzhunter2@host',
  ]
  for (const text of texts) {
    try {
      parse(`gmail://${text}`)
    } catch (error) {
      expect(inspect(error, { depth: Infinity })).not.toContain('hunter2')
    }
  }
  expect.assertions(4)
})

test('an encoded line end does not get through', () => {
  expect(() => parse('gmail:///?User=me%0d%0aA1 LOGOUT')).toThrow(
    expect.objectContaining({ code: 'BAD_VALUE' }),
  )
})
