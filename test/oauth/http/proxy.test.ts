import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { ProxySettings } from '../../../src/oauth/http/proxy-settings.ts'
import { createTransport } from '../../../src/oauth/http/transport.ts'
import { Secret } from '../../../src/util/secret.ts'
import { connectProxy, socksProxy } from '../../support/proxies.ts'
import { CANARY, failureOf } from '../token/support.ts'
import { scriptedEndpoint, scriptedTlsEndpoint } from './scripted-endpoint.ts'
import { trustTestAuthority } from './trust.ts'

const PASSWORD = 'canary-proxy-pass:wörd'
const form = { client_secret: CANARY.clientSecret }

function settings(port: number, more: Partial<ProxySettings> = {}): ProxySettings {
  const login = { authScheme: 'BASIC', user: null, password: null } as const
  return { server: 'localhost', port, ...login, sslType: 'AUTO', exceptions: '', ...more }
}

function through(port: number, more: Partial<ProxySettings> = {}) {
  return createTransport({ proxy: settings(port, more), proxyEnv: null, timeoutMs: 3000 })
}

function byEnvironment(proxyEnv: Record<string, string>) {
  return createTransport({ proxy: null, proxyEnv, timeoutMs: 3000 })
}

beforeAll(trustTestAuthority)

describe('ProxyServer', () => {
  test('an https endpoint is reached through a tunnel, its certificate checked by the endpoint’s name', async () => {
    await using proxy = await connectProxy()
    await using endpoint = await scriptedTlsEndpoint({ json: { ok: 1 } })
    expect((await through(proxy.port).post(endpoint.url, form)).body).toBe('{"ok":1}')
    expect(proxy.asked).toEqual([`CONNECT localhost:${endpoint.port} HTTP/1.1`])
    expect(endpoint.connections).toBe(1)
  })

  test('a plain endpoint of this machine too: the proxy never sees a form', async () => {
    await using proxy = await connectProxy()
    await using endpoint = await scriptedEndpoint({ json: {} })
    await through(proxy.port, { sslType: 'NEVER' }).post(endpoint.url, form)
    expect(proxy.asked).toEqual([`CONNECT 127.0.0.1:${endpoint.port} HTTP/1.1`])
  })

  test('BASIC sends user and password, any character in them', async () => {
    await using proxy = await connectProxy()
    await using endpoint = await scriptedEndpoint({ json: {} })
    await through(proxy.port, { user: 'dom\\user', password: new Secret(PASSWORD) }).post(endpoint.url, form)
    expect(proxy.logins).toEqual([`dom\\user:${PASSWORD}`])
    expect(endpoint.received[0]?.headers).not.toHaveProperty('proxy-authorization')
  })

  test('NONE sends no login even when there is a user', async () => {
    await using proxy = await connectProxy()
    await using endpoint = await scriptedEndpoint({ json: {} })
    const transport = through(proxy.port, { authScheme: 'NONE', user: 'u', password: new Secret(PASSWORD) })
    await transport.post(endpoint.url, form)
    expect(proxy.logins).toEqual([])
    expect(proxy.asked).toHaveLength(1)
  })

  test('another scheme is refused before anything is sent', async () => {
    await using proxy = await connectProxy()
    const error = await failureOf(
      through(proxy.port, { authScheme: 'NTLM' as 'BASIC' }).post('https://localhost/', form),
    )
    expect(error.code).toBe('BAD_PROPERTY')
    expect(error.message).toContain('NTLM')
    expect(proxy.asked).toEqual([])
  })

  test('ALWAYS encrypts the way to the proxy as well', async () => {
    await using proxy = await connectProxy({ tls: true })
    await using endpoint = await scriptedTlsEndpoint({ json: {} })
    await through(proxy.port, { sslType: 'ALWAYS' }).post(endpoint.url, form)
    expect(proxy.asked).toHaveLength(1)
    const plain = await failureOf(through(proxy.port, { sslType: 'NEVER' }).post(endpoint.url, form))
    expect(plain.code).toBe('CONNECT')
  })

  test.each([
    ['127.0.0.1', 'direct'],
    ['other.example; 127.0.0.1', 'direct'],
    ['*', 'direct'],
    ['other.example;*.0.0.1', 'direct'],
    ['127.0.0', 'proxy'],
    ['', 'proxy'],
  ])('ProxyExceptions=%s reaches 127.0.0.1 by %s', async (exceptions, way) => {
    await using proxy = await connectProxy()
    await using endpoint = await scriptedEndpoint({ json: {} })
    await through(proxy.port, { exceptions }).post(endpoint.url, form)
    expect(proxy.asked).toHaveLength(way === 'proxy' ? 1 : 0)
  })
})

describe('a proxy that does not let through is CONNECT, and nothing goes directly', () => {
  test.each([
    [403, 'HTTP/1.1 403 Forbidden\r\n\r\n', 'refuses the connection: 403 Forbidden', 'administrator'],
    [
      407,
      'HTTP/1.1 407 Auth\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n',
      '407',
      'set ProxyUser and ProxyPassword',
    ],
    [
      407,
      'HTTP/1.1 407 Auth\r\nProxy-Authenticate: NTLM\r\nProxy-Authenticate: Negotiate\r\n\r\n',
      '407',
      'wants NTLM or Negotiate',
    ],
    [200, 'HTTP/1.1 302 Found\r\nLocation: http://x/\r\n\r\n{"access_token":"a"}', '302', 'administrator'],
    [0, '', 'it ended the connection', 'Nothing was sent without it'],
  ])('%i', async (_, refusal, message, hint) => {
    await using proxy = await connectProxy({ refusal })
    await using endpoint = await scriptedEndpoint({ json: {} })
    const error = await failureOf(through(proxy.port).post(endpoint.url, form))
    expect(error.code).toBe('CONNECT')
    expect(error.message).toContain(`localhost:${proxy.port} (ProxyServer)`)
    expect(error.message).toContain(message)
    expect(error.hint).toContain(hint)
    expect(endpoint.connections).toBe(0)
  })

  test('a login that is refused names the properties, not the password', async () => {
    const refusal = 'HTTP/1.1 407 no\r\nProxy-Authenticate: Basic\r\n\r\n'
    await using proxy = await connectProxy({ refusal })
    const login = { user: 'u', password: new Secret(PASSWORD) }
    const error = await failureOf(through(proxy.port, login).post('https://localhost/', form))
    expect(error.hint).toContain('ProxyUser or ProxyPassword is not accepted')
    expect(error.message).not.toContain(PASSWORD)
  })

  test('a proxy that is not there', async () => {
    await using endpoint = await scriptedEndpoint({ json: {} })
    const error = await failureOf(through(1).post(endpoint.url, form))
    expect(error).toMatchObject({ code: 'CONNECT', retryable: true })
    expect(error.message).toContain('ECONNREFUSED')
    expect(endpoint.connections).toBe(0)
  })

  test('a proxy that never answers runs into the limit, and its connection is given up', async () => {
    await using proxy = await connectProxy({ silent: true })
    const transport = createTransport({ proxy: settings(proxy.port), proxyEnv: null, timeoutMs: 200 })
    expect((await failureOf(transport.post('https://localhost/', form))).code).toBe('OAUTH_TIMEOUT')
    await vi.waitFor(() => expect(proxy.openConnections).toBe(0))
  })
})

describe('ProxyAutoDetect', () => {
  test('HTTP_PROXY is for http endpoints, HTTPS_PROXY for https, ALL_PROXY for what is left', async () => {
    await using proxy = await connectProxy()
    await using endpoint = await scriptedEndpoint({ json: {} })
    await using secure = await scriptedTlsEndpoint({ json: {} })
    const url = `http://127.0.0.1:${proxy.port}`
    await byEnvironment({ HTTP_PROXY: url, HTTPS_PROXY: 'http://127.0.0.1:1' }).post(endpoint.url, form)
    await byEnvironment({ HTTPS_PROXY: url, HTTP_PROXY: 'http://127.0.0.1:1' }).post(secure.url, form)
    await byEnvironment({ ALL_PROXY: url }).post(endpoint.url, form)
    expect(proxy.asked).toHaveLength(3)
  })

  test('the lower-case spelling comes first, and host:port without a scheme is taken', async () => {
    await using proxy = await connectProxy()
    await using endpoint = await scriptedEndpoint({ json: {} })
    const env = { http_proxy: `127.0.0.1:${proxy.port}`, HTTP_PROXY: 'http://127.0.0.1:1' }
    await byEnvironment(env).post(endpoint.url, form)
    expect(proxy.asked).toHaveLength(1)
  })

  test('a login in the variable is percent-decoded and sent', async () => {
    await using proxy = await connectProxy()
    await using endpoint = await scriptedEndpoint({ json: {} })
    const HTTP_PROXY = `http://us%40er:${encodeURIComponent(PASSWORD)}@127.0.0.1:${proxy.port}/`
    await byEnvironment({ HTTP_PROXY }).post(endpoint.url, form)
    expect(proxy.logins).toEqual([`us@er:${PASSWORD}`])
  })

  test.each([
    ['127.0.0.1', true],
    ['example.com, 0.0.1', true],
    ['*', true],
    ['127.0.0.1:PORT', true],
    ['127.0.0.1:9', false],
    ['7.0.0.1', false],
    ['', false],
  ])('NO_PROXY=%s takes 127.0.0.1 out: %s', async (pattern, isDirect) => {
    await using proxy = await connectProxy()
    await using endpoint = await scriptedEndpoint({ json: {} })
    const NO_PROXY = pattern.replace('PORT', String(endpoint.port))
    await byEnvironment({ HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY }).post(endpoint.url, form)
    expect(proxy.asked).toHaveLength(isDirect ? 0 : 1)
  })

  test('an environment without a proxy is a direct connection', async () => {
    await using endpoint = await scriptedEndpoint({ json: {} })
    expect((await byEnvironment({ HTTP_PROXY: ' ' }).post(endpoint.url, form)).status).toBe(200)
  })

  test.each(['http://', 'quic://127.0.0.1:1', 'http://u:%zz@h/', 'http://ho st:1'])(
    '%s is BAD_PROPERTY naming the variable only',
    async HTTP_PROXY => {
      const error = await failureOf(byEnvironment({ HTTP_PROXY }).post('http://127.0.0.1:1/', form))
      expect(error.code).toBe('BAD_PROPERTY')
      expect(error.message).toBe('The environment variable HTTP_PROXY does not name a proxy')
    },
  )

  test('a ProxyServer that was given wins', async () => {
    await using proxy = await connectProxy()
    await using endpoint = await scriptedEndpoint({ json: {} })
    const proxyEnv = { HTTP_PROXY: 'http://127.0.0.1:1' }
    await createTransport({ proxy: settings(proxy.port), proxyEnv }).post(endpoint.url, form)
    expect(proxy.asked).toHaveLength(1)
  })
})

describe('SOCKS', () => {
  test('socks5 resolves the name here, socks5h leaves it to the proxy', async () => {
    await using proxy = await socksProxy()
    await using endpoint = await scriptedTlsEndpoint({ json: { ok: 1 } })
    const near = byEnvironment({ HTTPS_PROXY: `socks5://127.0.0.1:${proxy.port}`, NO_PROXY: '' })
    expect((await near.post(endpoint.url.replace('localhost', '127.0.0.1'), form)).body).toBe('{"ok":1}')
    await byEnvironment({ ALL_PROXY: `socks5h://127.0.0.1:${proxy.port}` }).post(endpoint.url, form)
    expect(proxy.asked).toEqual([`127.0.0.1:${endpoint.port}`, `localhost:${endpoint.port}`])
  })

  test('a login is sent; a wrong one is CONNECT and the endpoint sees nothing', async () => {
    await using proxy = await socksProxy({ login: `u:${PASSWORD}` })
    await using endpoint = await scriptedEndpoint({ json: {} })
    const url = (password: string) => `socks5h://u:${encodeURIComponent(password)}@127.0.0.1:${proxy.port}`
    await byEnvironment({ ALL_PROXY: url(PASSWORD) }).post(endpoint.url, form)
    const error = await failureOf(byEnvironment({ ALL_PROXY: url('wrong-canary') }).post(endpoint.url, form))
    expect(error.code).toBe('CONNECT')
    expect(error.message).toContain('Authentication failed')
    expect(JSON.stringify(error) + error.message).not.toContain('wrong-canary')
    expect(proxy.logins).toEqual([`u:${PASSWORD}`, 'u:wrong-canary'])
    expect(endpoint.connections).toBe(1)
  })

  test('one that is not there is CONNECT', async () => {
    const error = await failureOf(
      byEnvironment({ ALL_PROXY: 'socks5://127.0.0.1:1' }).post('http://127.0.0.1:2/', form),
    )
    expect(error.code).toBe('CONNECT')
    expect(error.message).toContain('(ALL_PROXY)')
  })
})
