import { afterAll, describe, expect, test } from 'vitest'
import { failureOf } from '../token/support.ts'
import { publicOf, readStore, StoreMaker, SUBJECT } from './stores.ts'

const stores = new StoreMaker()
stores.pair('first', '/C=DE/O=Example/CN=first')
stores.pair('second', '/C=DE/O=Example/OU=first/CN=second')
stores.pair('comma', SUBJECT)
stores.pair('bare', '/CN=other')
// openssl writes one key a store: PEM holds two, in the order of the file.
const pem = (...names: string[]) => names.map(name => stores.read(name).toString()).join('')
const TWO = pem('first.key', 'first.crt', 'second.key', 'second.crt')
afterAll(() => stores[Symbol.dispose]())

async function chosen(subject: string, text = TWO): Promise<string> {
  const { key } = await readStore('PEMKEY_BLOB', text, { subject })
  return ['first', 'second', 'comma'].find(name => stores.publicKey(name) === publicOf(key)) ?? 'another'
}

describe('of two keys the subject decides', () => {
  test.each([
    ['*', 'first'],
    ['', 'first'],
    ['CN=second', 'second'],
    ['second', 'second'],
    ['C=DE, O=Example, CN=first', 'first'],
    ['cn=FIRST,o=example,c=de', 'first'],
    ['CN=second,OU=first,O=Example,C=DE', 'second'],
    ['OU=first', 'second'],
    ['Example', 'first'],
  ])('%s takes %s', async (subject, name) => {
    expect(await chosen(subject)).toBe(name)
  })

  test('an exact match comes before one that only holds the text', async () => {
    stores.pair('exact', '/O=Example')
    const text = pem('first.key', 'first.crt', 'exact.key', 'exact.crt')
    const { key } = await readStore('PEMKEY_BLOB', text, { subject: 'O=Example' })
    expect(publicOf(key)).toBe(stores.publicKey('exact'))
  })

  test('* passes over certificates without a key', async () => {
    expect(await chosen('*', pem('bare.crt', 'second.crt', 'first.crt', 'first.key', 'second.key'))).toBe(
      'second',
    )
  })

  test('a comma inside a value needs no escape, and may have one', async () => {
    const text = pem('comma.key', 'comma.crt')
    for (const subject of [
      'O=Example, Inc',
      'O=Example\\, Inc',
      'CN=svc@project.iam, O=Example, Inc, C=DE',
    ]) {
      expect(await chosen(subject, text)).toBe('comma')
    }
  })
})

describe('no key for the subject has a text of its own', () => {
  test('no such certificate: what there is', async () => {
    const error = await failureOf(readStore('PEMKEY_BLOB', TWO, { subject: 'CN=nobody' }))
    expect(error.code).toBe('CERT_UNREADABLE')
    expect(error.message).toBe('OAuthJWTCert has no certificate of OAuthJWTCertSubject “CN=nobody”')
    expect(error.hint).toContain('There is: C=DE, O=Example, CN=first; C=DE, O=Example, OU=first, CN=second.')
  })

  test('the certificate is there and its key is not', async () => {
    const error = await failureOf(readStore('PEMKEY_BLOB', TWO + pem('bare.crt'), { subject: 'CN=other' }))
    expect(error.message).toContain(
      'has no private key for the certificate of OAuthJWTCertSubject “CN=other”',
    )
  })

  test('nothing at all', async () => {
    const error = await failureOf(readStore('PEMKEY_BLOB', '-----BEGIN X-----\n-----END X-----', {}))
    expect(error.message).toBe('OAuthJWTCert holds neither key nor certificate')
  })
})

test('a bare key has no subject: a notice, and the key is taken', async () => {
  const { key, notices } = await readStore('PEMKEY_BLOB', pem('first.key'), { subject: 'CN=x' })
  expect(publicOf(key)).toBe(stores.publicKey('first'))
  expect(key.commonName).toBeNull()
  expect(notices.map(({ code }) => code)).toEqual(['JWT_SUBJECT_UNUSED'])
})
