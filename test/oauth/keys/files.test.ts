import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { failureOf } from '../token/support.ts'
import { publicOf, readStore, StoreMaker } from './stores.ts'

const stores = new StoreMaker()
stores.pair('one')
const good = stores.pfx('good', 'one', 'x')
const password = 'x'
const bytes = stores.read('good.p12')
afterAll(() => stores[Symbol.dispose]())

function file(name: string, content: Buffer | string): string {
  writeFileSync(stores.path(name), content, { mode: 0o600 })
  return stores.path(name)
}

/** A DER element of any length. */
function der(tag: number, content: Buffer): Buffer {
  return Buffer.concat([head(tag, content.length), content])
}

function head(tag: number, length: number): Buffer {
  const long = [tag, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff]
  return Buffer.from(length < 0x80 ? [tag, length] : long)
}

function nested(tag: number, depth: number): Buffer {
  const heads: Buffer[] = []
  let length = 0
  for (let level = 0; level < depth; level++) {
    heads.unshift(head(tag, length))
    length += heads[0]!.length
  }
  return Buffer.concat(heads)
}

describe('what is no store is CERT_UNREADABLE with its reason, in less than a second', () => {
  const SEQUENCE = 0x30
  const OCTETS = 0x04
  test.each<[string, () => string, string]>([
    ['0 bytes', () => file('empty.p12', ''), 'is empty (0 bytes)'],
    ['PEM inside .p12', () => stores.path('one.key'), 'is not a PKCS#12 store'],
    ['a bare key as DER', () => file('key.p12', derKey()), 'is a bare key'],
    ['cut off', () => file('cut.p12', bytes.subarray(0, 1500)), 'it is damaged'],
    ['one byte more', () => file('more.p12', Buffer.concat([bytes, Buffer.from([0])])), 'it is damaged'],
    ['random bytes', () => file('random.p12', Buffer.alloc(5000, 0xa7)), 'is not a PKCS#12 store'],
    ['20,000 nested SEQUENCEs', () => file('deep.p12', nested(SEQUENCE, 20_000)), 'it is damaged'],
    [
      'endless indefinite lengths',
      () => file('indefinite.p12', Buffer.alloc(1_000_000, '\x30\x80', 'latin1')),
      'it is damaged',
    ],
    [
      'half a million NULLs',
      () => file('wide.p12', der(SEQUENCE, Buffer.alloc(999_000, '\x05\x00', 'latin1'))),
      'it is damaged',
    ],
    [
      '50,000 nested OCTET STRINGs',
      () => file('octets.p12', der(SEQUENCE, nested(OCTETS, 50_000))),
      'it is damaged',
    ],
    [
      '40,000 OCTET STRINGs that look like something',
      () => file('many.p12', der(SEQUENCE, Buffer.alloc(880_000, der(OCTETS, Buffer.alloc(20, 0x30))))),
      'countless rounds',
    ],
    [
      'rounds by the million',
      () => stores.pfx('rounds', 'one', 'x', '-iter', '200000'),
      'asks for 600000 rounds',
    ],
  ])('%s', async (_, make, message) => {
    const path = make()
    await readStore('PFXFILE', good, { password })
    // Time of the processor: other programs of the machine do not count.
    const start = process.cpuUsage()
    const error = await failureOf(readStore('PFXFILE', path, { password }))
    const { user, system } = process.cpuUsage(start)
    expect((user + system) / 1000).toBeLessThan(1000)
    expect(error.code).toBe('CERT_UNREADABLE')
    expect(error.message).toContain(message)
    expect(error.hint?.length).toBeGreaterThan(10)
  })

  function derKey(): Buffer {
    stores.openssl('pkcs8', '-topk8', '-nocrypt', '-in', 'one.key', '-outform', 'DER', '-out', 'one.der')
    return stores.read('one.der')
  }

  test('200 MB are not read', async () => {
    const path = file('big.p12', bytes)
    truncateSync(path, 200_000_000)
    const before = process.memoryUsage().rss
    const error = await failureOf(readStore('PFXFILE', path, { password }))
    expect(error.message).toContain('200000000 bytes')
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000)
  })

  test('each single bit that is flipped gives the key or an error of ours', async () => {
    for (let at = 0; at < bytes.length; at += 97) {
      const damaged = Buffer.from(bytes)
      damaged[at]! ^= 1 << (at % 8)
      const result = await readStore('PFXBLOB', damaged.toString('base64'), { password }).catch(
        error => error,
      )
      if ('key' in result) expect(publicOf(result.key)).toBe(stores.publicKey('one'))
      else expect(['CERT_UNREADABLE', 'MISSING_PROPERTY']).toContain(result.code)
    }
  })
})

describe('the file itself', () => {
  test('one that others may read is a notice, or FILE_UNSAFE where that is wanted', async () => {
    const path = file('loose.p12', bytes)
    chmodSync(path, 0o644)
    const { notices } = await readStore('PFXFILE', path, { password })
    expect(notices).toEqual([
      { code: 'KEY_FILE_LOOSE', message: expect.stringContaining('(mode 0644); chmod 600') },
    ])
    const error = await failureOf(readStore('PFXFILE', path, { password, allowLooseFile: false }))
    expect(error.code).toBe('FILE_UNSAFE')
    expect(error.message).toContain(path)
  })

  test('a directory and a FIFO are FILE_UNSAFE, and not waited for', async () => {
    mkdirSync(stores.path('directory'))
    execFileSync('mkfifo', [stores.path('fifo')])
    for (const name of ['directory', 'fifo']) {
      expect((await failureOf(readStore('PFXFILE', stores.path(name)))).code).toBe('FILE_UNSAFE')
    }
  })

  test('one that is not there is named', async () => {
    const error = await failureOf(readStore('PFXFILE', stores.path('absent.p12')))
    expect(error).toMatchObject({ code: 'CERT_UNREADABLE' })
    expect(error.message).toContain(`${stores.path('absent.p12')} (ENOENT)`)
  })
})

describe('OAuthJWTCert and its type', () => {
  test('an empty one is MISSING_PROPERTY', async () => {
    const error = await failureOf(readStore('PFXFILE', ' '))
    expect(error.code).toBe('MISSING_PROPERTY')
    expect(error.message).toContain('OAuthJWTCertType=PFXFILE')
  })

  test('a type that is none is BAD_PROPERTY with the near one', async () => {
    const error = await failureOf(readStore('PFXFIEL', good))
    expect(error.code).toBe('BAD_PROPERTY')
    expect(error.hint).toContain('Did you mean PFXFILE?')
  })

  test('a path with a BLOB type, and content with a file type, are told apart without being told', async () => {
    const path = await failureOf(readStore('PFXBLOB', good, { password }))
    expect(path.hint).toBe('For a path set PFXFILE.')
    const key = stores.read('one.key').toString()
    for (const content of [key, bytes.toString('base64'), JSON.stringify({ private_key: 'secret-canary' })]) {
      const error = await failureOf(readStore('PEMKEY_FILE', content))
      expect(error.code).toBe('CERT_UNREADABLE')
      expect(error.message).toMatch(/^OAuthJWTCert holds \d+ characters that are no path/)
      expect(error.hint).toContain('BLOB')
    }
  })
})
