import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskSecrets, nullLogger, SecretRegistry } from '../../src/util/log.ts'
import { Secret } from '../../src/util/secret.ts'

const MASK = '********'
const token = 'ya29.a0Af/secret+"token" x'
const secrets = [new Secret(token)]

describe('masking', () => {
  test('replaces the secret as it is', () => {
    expect(maskSecrets(`a ${token} b ${token}`, secrets)).toBe(`a ${MASK} b ${MASK}`)
  })

  test.each([
    ['percent-encoded', encodeURIComponent(token)],
    ['percent-encoded in lower case', encodeURIComponent(token).replace(/%../g, hex => hex.toLowerCase())],
    ['form-encoded', new URLSearchParams({ token }).toString().slice('token='.length)],
    ['JSON', JSON.stringify(token).slice(1, -1)],
    ['an IMAP quoted string', token.replace(/["\\]/g, '\\$&')],
  ])('replaces it in %s', (_, form) => {
    expect(maskSecrets(`<${form}>`, secrets)).toBe(`<${MASK}>`)
  })

  test('leaves nothing to decode of it in base64, whatever stands before and after', () => {
    for (const encoding of ['base64', 'base64url'] as const) {
      for (const user of ['a', 'ab', 'abc']) {
        const line = Buffer.from(`user=${user}\u0001auth=Bearer ${token}\u0001\u0001`).toString(encoding)
        const masked = maskSecrets(`AUTHENTICATE XOAUTH2 ${line}`, secrets)
        expect(masked).toMatch(/^AUTHENTICATE XOAUTH2 \S+\*{8}\S+$/)
        const left = masked.split(' ')[2]!.split(MASK)
        for (const piece of left) expect(Buffer.from(piece, encoding).toString()).not.toContain('a29')
      }
    }
  })

  test('overlapping secrets leave no tail', () => {
    expect(maskSecrets('x abcdefghi y', ['abcdef', 'defghi'])).toBe(`x ${MASK} y`)
    expect(maskSecrets('aaaaa', ['aa'])).toBe(MASK)
  })

  test('a secret of one letter is masked, the empty secret is none', () => {
    expect(maskSecrets('xay', ['a'])).toBe(`x${MASK}y`)
    expect(maskSecrets('xay', [''])).toBe('xay')
  })

  test('a secret that comes later is masked from then on', () => {
    const registry = new SecretRegistry()
    expect(registry.mask('fresh-token')).toBe('fresh-token')
    registry.add(new Secret('fresh-token'))
    expect(registry.mask('<fresh-token>')).toBe(`<${MASK}>`)
  })

  test('no secret survives in any text, and a text without one is unchanged', () => {
    const secret = fc.string({ unit: 'binary', minLength: 4 }).filter(value => !value.includes('*'))
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        expect(maskSecrets(before + value + after, [value])).not.toContain(value)
      }),
    )
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '+') }),
        text => maskSecrets(text, ['SECRET123']) === text,
      ),
    )
  })
})

test('the null logger is never enabled', () => {
  expect(nullLogger.isEnabled(1, 'SQL')).toBe(false)
  expect(nullLogger.write(1, 'SQL', 'x')).toBeUndefined()
})
