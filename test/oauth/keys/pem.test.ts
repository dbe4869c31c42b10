import { afterAll, describe, expect, test } from 'vitest'
import { failureOf } from '../token/support.ts'
import { publicOf, readStore, StoreMaker } from './stores.ts'

const stores = new StoreMaker()
stores.pair('one')
stores.openssl('rsa', '-in', 'one.key', '-traditional', '-out', 'pkcs1.pem')
stores.openssl(
  'rsa',
  '-in',
  'one.key',
  '-traditional',
  '-aes128',
  '-passout',
  'pass:secret pw',
  '-out',
  'oldenc.pem',
)
stores.openssl('pkcs8', '-topk8', '-in', 'one.key', '-passout', 'pass:secret pw', '-out', 'encrypted.pem')
stores.openssl('pkcs8', '-topk8', '-nocrypt', '-in', 'one.key', '-outform', 'DER', '-out', 'pkcs8.der')
stores.openssl('rsa', '-in', 'one.key', '-traditional', '-outform', 'DER', '-out', 'pkcs1.der')
stores.openssl(
  'pkcs8',
  '-topk8',
  '-in',
  'one.key',
  '-outform',
  'DER',
  '-passout',
  'pass:secret pw',
  '-out',
  'encrypted.der',
)
stores.openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'ec.pem')
const PUBLIC = stores.publicKey('one')
const password = 'secret pw'
afterAll(() => stores[Symbol.dispose]())

describe('a key of every form opens from a file', () => {
  test.each([
    'one.key',
    'pkcs1.pem',
    'oldenc.pem',
    'encrypted.pem',
    'pkcs8.der',
    'pkcs1.der',
    'encrypted.der',
  ])('%s', async name => {
    const { key } = await readStore('PEMKEY_FILE', stores.path(name), { password })
    expect(publicOf(key)).toBe(PUBLIC)
    expect(key.privateKey.reveal()).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
  })
})

describe('and as text', () => {
  const text = stores.read('one.key').toString()
  test.each([
    ['as it is', text],
    ['with \\n for line ends', text.replaceAll('\n', '\\n')],
    ['with CR LF', text.replaceAll('\n', '\r\n')],
    ['in one line', text.replaceAll('\n', ' ')],
    ['as base64', Buffer.from(text).toString('base64')],
    ['DER as base64', stores.read('pkcs8.der').toString('base64')],
    ['with words before it', `Bag Attributes\n  friendlyName: x\n${text}`],
  ])('%s', async (_, blob) => {
    expect(publicOf((await readStore('PEMKEY_BLOB', `  ${blob}`.trimStart(), {})).key)).toBe(PUBLIC)
  })

  test('a certificate beside it gives its common name', async () => {
    const { key } = await readStore('PEMKEY_BLOB', text + stores.read('one.crt').toString())
    expect(key.commonName).toBe('svc@project.iam')
  })
})

describe('what cannot be read has its reason', () => {
  test.each(['encrypted.pem', 'oldenc.pem'])('%s with a wrong password, and without one', async name => {
    const wrong = await failureOf(readStore('PEMKEY_FILE', stores.path(name), { password: 'wrong' }))
    expect(wrong).toMatchObject({ code: 'CERT_UNREADABLE' })
    expect(wrong.message).toContain('the password does not fit')
    expect((await failureOf(readStore('PEMKEY_FILE', stores.path(name)))).code).toBe('MISSING_PROPERTY')
  })

  test.each([
    ['an EC key', () => stores.read('ec.pem').toString(), 'a key of the kind EC'],
    ['a text that is cut off', () => stores.read('one.key').toString().slice(0, 400), 'cut off'],
    ['damaged base64', () => stores.read('one.key').toString().replace('MII', 'AAA'), 'cannot be read'],
    ['a certificate only', () => stores.read('one.crt').toString(), 'certificates, but no private key'],
  ])('%s', async (_, text, message) => {
    const error = await failureOf(readStore('PEMKEY_BLOB', text()))
    expect(error.code).toBe('CERT_UNREADABLE')
    expect(error.message).toContain(message)
  })
})
