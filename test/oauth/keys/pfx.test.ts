import { writeFileSync } from 'node:fs'
import forge from 'node-forge'
import { afterAll, describe, expect, test } from 'vitest'
import { failureOf } from '../token/support.ts'
import { publicOf, readStore, StoreMaker } from './stores.ts'

const stores = new StoreMaker()
stores.pair('one')
afterAll(() => stores[Symbol.dispose]())

/** openssl 3.0 cannot date a certificate back. */
function expiredCertificate(privateKey: string): string {
  const key = forge.pki.privateKeyFromPem(privateKey)
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e)
  certificate.validity.notBefore = new Date('2020-01-01T00:00:00Z')
  certificate.validity.notAfter = new Date('2021-01-01T00:00:00Z')
  certificate.setSubject([{ name: 'commonName', value: 'old' }])
  certificate.setIssuer([{ name: 'commonName', value: 'old' }])
  certificate.sign(key, forge.md.sha256.create())
  return forge.pki.certificateToPem(certificate)
}

const PASSWORD = 'notasecret'

describe('every kind of .p12 that openssl writes opens', () => {
  test.each<[string, string, string[]]>([
    ['today’s: AES-256, PBES2, SHA-256 MAC', PASSWORD, []],
    ['the old one, RC2-40 and 3DES, as Google’s console gives it', PASSWORD, ['-legacy']],
    [
      '3DES',
      PASSWORD,
      ['-legacy', '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'],
    ],
    [
      'AES-128 with a SHA-512 MAC',
      PASSWORD,
      ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC', '-macalg', 'sha512'],
    ],
    ['without a MAC', PASSWORD, ['-nomac']],
    ['nothing encrypted', PASSWORD, ['-keypbe', 'NONE', '-certpbe', 'NONE']],
    ['an empty password', '', []],
    ['a password that is not ASCII, PBES2', 'pässwörd 日本', []],
    ['a password that is not ASCII, 3DES', 'pässwörd', ['-legacy']],
    ['a friendly name', PASSWORD, ['-name', 'privatekey']],
  ])('%s', async (name, password, options) => {
    const path = stores.pfx(`open-${name.length}`, 'one', password, ...options)
    const { key, notices } = await readStore('PFXFILE', path, { password })
    expect(publicOf(key)).toBe(stores.publicKey('one'))
    expect(key).toMatchObject({ commonName: 'svc@project.iam', clientEmail: null, keyId: null })
    expect(notices).toEqual([])
  })

  test('one with an empty password without any given', async () => {
    const path = stores.pfx('none', 'one', '')
    expect(publicOf((await readStore('PFXFILE', path)).key)).toBe(stores.publicKey('one'))
  })

  test('the content as base64, in lines or not', async () => {
    stores.pfx('blob', 'one', PASSWORD)
    const base64 = stores.read('blob.p12').toString('base64')
    for (const blob of [base64, base64.replace(/.{76}/g, '$&\r\n'), `${base64}\n`]) {
      expect(publicOf((await readStore('pfxblob', blob, { password: PASSWORD })).key)).toBe(
        stores.publicKey('one'),
      )
    }
  })
})

describe('a password that does not fit', () => {
  test.each([
    ['aes', []],
    ['rc2', ['-legacy']],
    ['nomac', ['-nomac']],
  ])('%s: CERT_UNREADABLE', async (name, options) => {
    const path = stores.pfx(name, 'one', PASSWORD, ...options)
    for (const password of ['wrong', '', 'wröng']) {
      const error = await failureOf(readStore('PFXFILE', path, { password }))
      expect(error.code).toBe('CERT_UNREADABLE')
      expect(error.message).toContain('the password does not fit')
    }
  })

  test('no password at all is MISSING_PROPERTY', async () => {
    const path = stores.pfx('needed', 'one', PASSWORD)
    const error = await failureOf(readStore('PFXFILE', path))
    expect(error.code).toBe('MISSING_PROPERTY')
    expect(error.message).toContain('OAuthJWTCertPassword')
  })
})

describe('what cannot sign is refused with its reason', () => {
  test('a store of certificates only', async () => {
    stores.openssl(
      'pkcs12',
      '-export',
      '-nokeys',
      '-in',
      'one.crt',
      '-out',
      'nokey.p12',
      '-passout',
      'pass:x',
    )
    const error = await failureOf(readStore('PFXFILE', stores.path('nokey.p12'), { password: 'x' }))
    expect(error.message).toBe('OAuthJWTCert holds certificates, but no private key')
  })

  test('an EC key', async () => {
    stores.pair('ec', '/CN=ec', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-days', '9')
    const error = await failureOf(readStore('PFXFILE', stores.pfx('ec', 'ec', 'x'), { password: 'x' }))
    expect(error.code).toBe('CERT_UNREADABLE')
    expect(error.message).toContain('a key of the kind EC; service accounts sign with RS256, which needs RSA')
  })

  test('an expired certificate is a notice: only its key is used', async () => {
    writeFileSync(stores.path('old.crt'), expiredCertificate(stores.read('one.key').toString()))
    const path = stores.pfx('old', 'old', 'x', '-inkey', 'one.key')
    const { key, notices } = await readStore('PFXFILE', path, { password: 'x' })
    expect(key.commonName).toBe('old')
    expect(notices).toEqual([
      {
        code: 'CERT_EXPIRED',
        message: expect.stringContaining('CN=old of OAuthJWTCert expired on 2021-01-01.'),
      },
    ])
  })
})
