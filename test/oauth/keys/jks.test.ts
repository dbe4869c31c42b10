import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { cpuTime } from '../../support/cpu-time.ts'
import { failureOf } from '../token/support.ts'
import { JKS, JKS_PASSWORD } from './java-keystore.ts'
import { publicOf, readStore, StoreMaker } from './stores.ts'

const stores = new StoreMaker()
writeFileSync(stores.path('svc.jks'), JKS, { mode: 0o600 })
afterAll(() => stores[Symbol.dispose]())

const password = JKS_PASSWORD

describe('a JKS keystore', () => {
  test('opens from a file and as base64', async () => {
    const { key, notices } = await readStore('JKSFILE', stores.path('svc.jks'), { password })
    expect(key.commonName).toBe('svc-java')
    expect(notices).toEqual([])
    const blob = await readStore('JKSBLOB', JKS.toString('base64'), {
      password,
      subject: 'CN=svc-java, O=Example, C=DE',
    })
    expect(publicOf(blob.key)).toBe(publicOf(key))
  })

  test('wants its password', async () => {
    const wrong = await failureOf(readStore('JKSFILE', stores.path('svc.jks'), { password: 'wrong' }))
    expect(wrong.code).toBe('CERT_UNREADABLE')
    expect(wrong.message).toContain('the password does not fit the keystore')
    expect((await failureOf(readStore('JKSFILE', stores.path('svc.jks')))).code).toBe('MISSING_PROPERTY')
    expect((await failureOf(readStore('JKSFILE', stores.path('svc.jks'), { password: '' }))).code).toBe(
      'CERT_UNREADABLE',
    )
  })

  test('cut off at any place, or with counts that lie, is damaged and not waited for', async () => {
    const lying = Buffer.from(JKS)
    lying.writeUInt32BE(0xffffffff, 8)
    const cuts = [4, 8, 12, 13, 40, 700, JKS.length - 21, JKS.length - 1].map(end => JKS.subarray(0, end))
    for (const bytes of [...cuts, lying]) {
      const time = await cpuTime(async () => {
        const error = await failureOf(readStore('JKSBLOB', bytes.toString('base64'), { password }))
        expect(error.code).toBe('CERT_UNREADABLE')
      })
      expect(time).toBeLessThan(1000)
    }
  })
})

describe('what else comes as a keystore', () => {
  test('PKCS#12, as keytool has written it since Java 9', async () => {
    stores.pair('one')
    const { key } = await readStore('JKSFILE', stores.pfx('java', 'one', 'x'), { password: 'x' })
    expect(publicOf(key)).toBe(stores.publicKey('one'))
  })

  test.each([
    [[0xce, 0xce, 0xce, 0xce, 0, 0], 'is a JCEKS keystore', 'keytool -importkeystore'],
    [[...Buffer.from('-----BEGIN PRIVATE KEY-----')], 'is not a Java keystore', 'PEMKEY_FILE'],
    [[1, 2, 3], 'is not a Java keystore', 'the right file'],
  ])('%j', async (bytes, message, hint) => {
    const error = await failureOf(readStore('JKSBLOB', Buffer.from(bytes).toString('base64'), { password }))
    expect(error.code).toBe('CERT_UNREADABLE')
    expect(error.message).toContain(message)
    expect(error.hint).toContain(hint)
  })
})

const keytoolVersion = spawnSync('keytool', ['-help']).status === 0
if (!keytoolVersion) console.warn('keytool is not installed: keystores of this machine’s Java are not tried')

describe.runIf(keytoolVersion)('keystores of this machine’s keytool', () => {
  const generate = (name: string, ...more: string[]) => {
    const names = ['-dname', 'CN=made-here, C=DE', '-alias', 'svc', '-validity', '90']
    const where = ['-keystore', `${name}.jks`, '-storepass', password]
    stores.keytool('-genkeypair', '-keyalg', 'RSA', '-keysize', '2048', ...names, ...where, ...more)
    return stores.path(`${name}.jks`)
  }

  test.each(['JKS', 'PKCS12'])('%s', async storetype => {
    const { key } = await readStore('JKSFILE', generate(storetype, '-storetype', storetype), { password })
    expect(key.commonName).toBe('made-here')
  })

  test('a key with a password of its own is told', async () => {
    const path = generate('own', '-storetype', 'JKS', '-keypass', 'another-one')
    const error = await failureOf(readStore('JKSFILE', path, { password }))
    expect(error.message).toContain('whose key cannot be opened')
    expect(error.hint).toContain('keytool -keypasswd')
  })

  test('JCEKS is refused with the way out', async () => {
    const error = await failureOf(
      readStore('JKSFILE', generate('jceks', '-storetype', 'JCEKS'), { password }),
    )
    expect(error.hint).toContain('keytool -importkeystore')
  })
})
