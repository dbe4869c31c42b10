import { expect, test } from 'vitest'
import { readLoopbackAddress } from '../../../src/oauth/authorize/loopback-address.ts'

test.each([
  [undefined, ['127.0.0.1'], 0, 'http://127.0.0.1:5432/'],
  ['http://127.0.0.1', ['127.0.0.1'], 0, 'http://127.0.0.1:5432/'],
  ['http://127.0.0.1/callback', ['127.0.0.1'], 0, 'http://127.0.0.1:5432/callback'],
  ['http://127.0.0.1:5000', ['127.0.0.1'], 5000, 'http://127.0.0.1:5000'],
  ['http://127.0.0.1:5000/a/b?c=d', ['127.0.0.1'], 5000, 'http://127.0.0.1:5000/a/b?c=d'],
  ['http://localhost:5000/', ['127.0.0.1', '::1'], 5000, 'http://localhost:5000/'],
  ['http://localhost/callback', ['127.0.0.1', '::1'], 0, 'http://localhost:5432/callback'],
  ['http://[::1]:5000/', ['::1'], 5000, 'http://[::1]:5000/'],
  ['http://127.0.0.1:80/', ['127.0.0.1'], 80, 'http://127.0.0.1:80/'],
])('%s is listened for on %j', (callbackUrl, hosts, port, redirectUri) => {
  const address = readLoopbackAddress(callbackUrl)
  expect(address).toMatchObject({ hosts, port })
  expect(address.redirectUri(port || 5432)).toBe(redirectUri)
})

test.each([
  ['urn:ietf:wg:oauth:2.0:oob', 'Google closed'],
  ['urn:ietf:wg:oauth:2.0:oob:auto', 'Google closed'],
  ['http://evil.example/', 'on this machine'],
  ['http://0.0.0.0:80/', 'on this machine'],
  ['http://127.0.0.1.evil.example/', 'on this machine'],
  ['http://localhost.evil.example/', 'on this machine'],
  ['http://192.168.1.1:5000/', 'on this machine'],
  ['http://127.0.0.1@evil.example/', 'on this machine'],
  ['not an address', 'on this machine'],
  ['', 'on this machine'],
  ['https://127.0.0.1:5000/', 'is http'],
  ['ftp://127.0.0.1:5000/', 'is http'],
  ['http://user:pass@127.0.0.1:5000/', 'without user name'],
  ['http://127.0.0.1:5000/#part', 'fragment'],
])('CallbackURL=%s is refused', (callbackUrl, why) => {
  expect(() => readLoopbackAddress(callbackUrl)).toThrow(
    expect.objectContaining({
      code: 'BAD_PROPERTY',
      message: expect.stringContaining(why),
      hint: expect.any(String),
    }),
  )
})
