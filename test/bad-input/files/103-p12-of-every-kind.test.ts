import { spawnSync } from 'node:child_process'
import { truncateSync, writeFileSync } from 'node:fs'
import forge from 'node-forge'
import { afterAll, expect, test } from 'vitest'
import { publicOf, readStore, StoreMaker } from '../../oauth/keys/stores.ts'
import { failureOf } from '../../oauth/token/support.ts'

const stores = new StoreMaker()
afterAll(() => stores[Symbol.dispose]())
stores.pair('one')
stores.pair('ec', '/CN=ec', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-days', '9')
const good = stores.pfx('good', 'one', 'x')

function file(name: string, content: Buffer | string): string {
  writeFileSync(stores.path(name), content, { mode: 0o600 })
  return stores.path(name)
}

function keyless(): string {
  const output = ['-out', 'nokey.p12', '-passout', 'pass:x']
  stores.openssl('pkcs12', '-export', '-nokeys', '-in', 'one.crt', ...output)
  return stores.path('nokey.p12')
}

function huge(): string {
  const path = file('huge.p12', stores.read('good.p12'))
  truncateSync(path, 200_000_000)
  return path
}

/** Sequences that each hold the next and never end. */
function bomb(): string {
  return file('bomb.p12', Buffer.alloc(900_000, '\x30\x80', 'latin1'))
}

test.each<[string, () => string, string, string]>([
  ['wrong password', () => good, 'wrong', 'the password does not fit'],
  ['empty password', () => good, '', 'the password does not fit'],
  ['no key', keyless, 'x', 'no private key'],
  ['EC key', () => stores.pfx('ec', 'ec', 'x'), 'x', 'of the kind EC'],
  ['0 bytes', () => file('empty.p12', ''), 'x', '0 bytes'],
  ['PEM inside', () => file('pem.p12', stores.read('one.key')), 'x', 'is not a PKCS#12 store'],
  ['200 MB', huge, 'x', '200000000 bytes'],
  ['ASN.1 bomb', bomb, 'x', 'it is damaged'],
])('.p12: %s: CERT_UNREADABLE with its reason, in less than a second', async (_, make, password, reason) => {
  const path = make()
  await readStore('PFXFILE', good, { password: 'x' })
  // Time of the processor: other programs of the machine do not count.
  const start = process.cpuUsage()
  const error = await failureOf(readStore('PFXFILE', path, { password }))
  const { user, system } = process.cpuUsage(start)
  expect((user + system) / 1000).toBeLessThan(1000)
  expect([error.code, error.message]).toEqual(['CERT_UNREADABLE', expect.stringContaining(reason)])
  expect(error.hint).toBeTruthy()
})

test.each([
  ['RC2', ['-legacy']],
  ['AES', []],
])('.p12: %s works', async (name, options) => {
  const path = stores.pfx(name, 'one', 'x', ...options)
  const { key } = await readStore('PFXFILE', path, { password: 'x' })
  expect(publicOf(key)).toBe(stores.publicKey('one'))
})

test('.p12: expired certificate: a notice, and the key works', async () => {
  const key = forge.pki.privateKeyFromPem(stores.read('one.key').toString())
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e)
  certificate.validity.notBefore = new Date('2020-01-01T00:00:00Z')
  certificate.validity.notAfter = new Date('2021-01-01T00:00:00Z')
  certificate.sign(key, forge.md.sha256.create())
  file('old.crt', forge.pki.certificateToPem(certificate))
  const path = stores.pfx('old', 'old', 'x', '-inkey', 'one.key')
  const read = await readStore('PFXFILE', path, { password: 'x' })
  expect(publicOf(read.key)).toBe(stores.publicKey('one'))
  expect(read.notices).toEqual([{ code: 'CERT_EXPIRED', message: expect.stringContaining('2021-01-01') }])
})

const hasKeytool = spawnSync('keytool', ['-help']).status === 0

test.runIf(hasKeytool)(
  '.p12: two keys: the subject decides; one that fits none is CERT_UNREADABLE',
  async () => {
    for (const name of ['anna', 'bert']) {
      const key = [
        '-genkeypair',
        '-keyalg',
        'RSA',
        '-keysize',
        '2048',
        '-alias',
        name,
        '-dname',
        `CN=${name}`,
      ]
      stores.keytool(...key, '-storetype', 'PKCS12', '-keystore', 'two.p12', '-storepass', 'password')
    }
    const path = stores.path('two.p12')
    for (const name of ['anna', 'bert']) {
      const { key } = await readStore('PFXFILE', path, { password: 'password', subject: `CN=${name}` })
      expect(key.commonName).toBe(name)
    }
    const error = await failureOf(readStore('PFXFILE', path, { password: 'password', subject: 'CN=carl' }))
    expect([error.code, error.message]).toEqual(['CERT_UNREADABLE', expect.stringContaining('CN=carl')])
  },
)
