import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:tls'
import { beforeAll, describe, expect, test } from 'vitest'
import { createTransport } from '../../../src/oauth/http/transport.ts'
import { EXPIRED, GOOD, KEY, OTHER_NAME } from '../../imap/certificates.ts'
import { CANARY, failureOf } from '../token/support.ts'
import { scriptedEndpoint, scriptedTlsEndpoint } from './scripted-endpoint.ts'
import { trustTestAuthority } from './trust.ts'

const transport = createTransport({ proxy: null, proxyEnv: null, timeoutMs: 5000 })
const form = {
  grant_type: 'refresh_token',
  refresh_token: CANARY.refreshToken,
  client_secret: CANARY.clientSecret,
}

beforeAll(trustTestAuthority)

describe('a post', () => {
  test('carries the form percent-encoded and hands back status, headers in lower case and body', async () => {
    await using endpoint = await scriptedEndpoint({
      status: 418,
      headers: { 'X-Test': 'ä' },
      json: { a: 'é' },
    })
    const answer = await transport.post(endpoint.url, { a: 'b&c=ü', d: '' })
    expect(answer).toMatchObject({ status: 418, body: '{"a":"é"}', headers: { 'x-test': 'ä' } })
    expect(endpoint.received[0]).toMatchObject({
      body: 'a=b%26c%3D%C3%BC&d=',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    })
  })

  test('goes over TLS to an endpoint whose certificate is trusted', async () => {
    await using endpoint = await scriptedTlsEndpoint({ json: {} })
    expect((await transport.post(endpoint.url, form)).status).toBe(200)
  })

  test('opens a connection of its own each time', async () => {
    await using endpoint = await scriptedEndpoint({ json: {} })
    await transport.post(endpoint.url, form)
    await transport.post(endpoint.url, form)
    expect(endpoint.connections).toBe(2)
  })
})

describe('a redirect is not followed, and the other host receives nothing', () => {
  test.each([301, 302, 303, 307, 308])('%i', async status => {
    await using other = await scriptedEndpoint({ json: {} })
    await using endpoint = await scriptedEndpoint({ status, headers: { location: other.url } })
    const error = await failureOf(transport.post(endpoint.url, form))
    expect(error.code).toBe('OAUTH_ENDPOINT')
    expect(error.message).toContain(`127.0.0.1:${other.port}`)
    expect(error.retryable).toBe(false)
    expect(other.connections).toBe(0)
  })

  test('a downgrade from https to http is one as well', async () => {
    await using other = await scriptedEndpoint({ json: {} })
    await using endpoint = await scriptedTlsEndpoint({ status: 307, headers: { location: other.url } })
    const error = await failureOf(transport.post(endpoint.url, form))
    expect(error.message).toContain(`redirect (307) to http://127.0.0.1:${other.port}`)
    expect(other.connections).toBe(0)
  })
})

describe('limits', () => {
  test('an endpoint that says nothing is OAUTH_TIMEOUT after the limit', async () => {
    await using endpoint = await scriptedEndpoint('hang')
    const quick = createTransport({ proxy: null, proxyEnv: null, timeoutMs: 200 })
    const error = await failureOf(quick.post(endpoint.url, form))
    expect(error.code).toBe('OAUTH_TIMEOUT')
    expect(error.message).toContain('0.2 s')
  })

  test('one that sends a byte now and then runs into the same limit', async () => {
    await using endpoint = await scriptedEndpoint(response => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(timer))
    })
    const quick = createTransport({ proxy: null, proxyEnv: null, timeoutMs: 300 })
    expect((await failureOf(quick.post(endpoint.url, form))).code).toBe('OAUTH_TIMEOUT')
  })

  test('50 MB of answer are not read to the end', async () => {
    let sent = 0
    await using endpoint = await scriptedEndpoint(response => {
      const chunk = Buffer.alloc(65_536, 'x')
      const more = () => {
        while (sent < 50_000_000) {
          sent += chunk.length
          if (!response.write(chunk)) return response.once('drain', more)
        }
        return response.end()
      }
      more()
    })
    const error = await failureOf(transport.post(endpoint.url, form))
    expect(error.code).toBe('OAUTH_ENDPOINT')
    expect(sent).toBeLessThan(20_000_000)
  })

  test('exactly a megabyte is read', async () => {
    await using endpoint = await scriptedEndpoint({ body: 'x'.repeat(1_000_000) })
    expect((await transport.post(endpoint.url, form)).body).toHaveLength(1_000_000)
  })
})

describe('what breaks', () => {
  test('a dropped connection is retryable OAUTH_ENDPOINT naming host and reason', async () => {
    await using endpoint = await scriptedEndpoint('drop')
    const error = await failureOf(transport.post(endpoint.url, form))
    expect(error).toMatchObject({ code: 'OAUTH_ENDPOINT', retryable: true })
    expect(error.message).toContain(`127.0.0.1:${endpoint.port} failed (ECONNRESET)`)
  })

  test('a body that ends before its length is one as well', async () => {
    await using endpoint = await scriptedEndpoint(response => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"access_token":')
      setTimeout(() => response.socket?.destroy(), 20)
    })
    const error = await failureOf(transport.post(endpoint.url, form))
    expect(error).toMatchObject({ code: 'OAUTH_ENDPOINT', retryable: true })
  })

  test('nobody listening, and a host that does not exist', async () => {
    const error = await failureOf(transport.post('http://127.0.0.1:1/token', form))
    expect(error.message).toContain('ECONNREFUSED')
    const unknown = await failureOf(transport.post('https://token.invalid/', form))
    expect(unknown).toMatchObject({ code: 'OAUTH_ENDPOINT', retryable: true })
  })

  test('something that is no HTTP', async () => {
    await using endpoint = await scriptedEndpoint(response => {
      response.socket?.end('220 smtp.example ready\r\n')
    })
    const error = await failureOf(transport.post(endpoint.url, form))
    expect(error).toMatchObject({ code: 'OAUTH_ENDPOINT', retryable: false })
    expect(error.message).toContain('does not speak HTTP')
  })

  test('the signal cancels before and during', async () => {
    await using endpoint = await scriptedEndpoint('hang')
    const aborted = await failureOf(transport.post(endpoint.url, form, { signal: AbortSignal.abort() }))
    expect(aborted.code).toBe('CANCELLED')
    expect(endpoint.connections).toBe(0)
    const during = await failureOf(transport.post(endpoint.url, form, { signal: AbortSignal.timeout(100) }))
    expect(during.code).toBe('CANCELLED')
  })
})

describe('only secure endpoints', () => {
  test.each(['http://example.com/token', 'http://127.0.0.1.example.com/', 'ftp://127.0.0.1/', 'token'])(
    '%s is refused before anything is sent',
    async url => {
      const error = await failureOf(transport.post(url, form))
      expect(error.code).toBe('BAD_PROPERTY')
    },
  )

  test('a login in the URL is refused and not told', async () => {
    const error = await failureOf(transport.post('https://u:pässword@127.0.0.1/', form))
    expect(error.code).toBe('BAD_PROPERTY')
    expect(error.message + error.hint).not.toContain('ssword')
  })

  test.each([
    ['expired', { cert: EXPIRED, key: KEY }, /CERT_HAS_EXPIRED/],
    ['of another name', { cert: OTHER_NAME, key: KEY }, /ERR_TLS_CERT_ALTNAME_INVALID/],
    [
      'too old a protocol',
      { cert: GOOD, key: KEY, maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1' },
      /ERR_SSL|EPROTO/,
    ],
  ] as const)(
    'a server with a certificate or TLS that is %s is TLS_REFUSED, whatever NODE_TLS_REJECT_UNAUTHORIZED says',
    async (_, options, reason) => {
      const server = createServer({ ...options, ciphers: 'DEFAULT@SECLEVEL=0' }, socket =>
        socket.on('error', () => {}),
      )
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
      try {
        const url = `https://localhost:${(server.address() as AddressInfo).port}/token`
        const error = await failureOf(transport.post(url, form))
        expect(error).toMatchObject({ code: 'TLS_REFUSED', retryable: false })
        expect(error.message).toMatch(reason)
      } finally {
        if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
        else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
        server.close()
      }
    },
  )
})
