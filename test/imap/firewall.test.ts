import { describe, expect, it, vi } from 'vitest'
import type { ImapSourceOptions } from '../../src/imap/options.ts'
import type { ProxyKind, ProxyServer } from '../../src/net/proxy.ts'
import { Secret } from '../../src/util/secret.ts'
import { connectProxy, oddProxy, socks4Proxy, socksProxy, type TestProxy } from '../support/proxies.ts'
import { type Client, clientOf, startScripted } from './scripted-server.ts'

const PASSWORD = 'canary-firewall-pass:wörd'

function proxyOf(kind: ProxyKind, port: number, login: { user: string; password?: string } | null = null) {
  return {
    kind,
    host: '127.0.0.1',
    port,
    user: login?.user ?? null,
    password: login?.password === undefined ? null : new Secret(login.password),
    source: 'FirewallServer',
  } satisfies ProxyServer
}

/** An account on a server called localhost, which only the proxy has to know. */
function through(port: number, proxy: ProxyServer, options: Partial<ImapSourceOptions> = {}): Client {
  return clientOf(port, { host: 'localhost', proxy, ...options })
}

interface Refusal {
  readonly kind: ProxyKind
  readonly proxy: Promise<TestProxy>
  readonly login?: { user: string; password?: string }
  readonly timeoutSeconds?: number
}

async function refusalOf({ kind, proxy: started, login, timeoutSeconds = 5 }: Refusal) {
  await using proxy = await started
  await using server = await startScripted()
  await using client = through(server.port, proxyOf(kind, proxy.port, login ?? null), { timeoutSeconds })
  const error = (await client.source.traits().catch((reason: unknown) => reason)) as Error & { hint: string }
  expect(error).toMatchObject({
    code: 'CONNECT',
    message: expect.stringContaining(`The proxy 127.0.0.1:${proxy.port} (FirewallServer) `),
  })
  expect(server.connections()).toBe(0)
  await vi.waitFor(() => expect(proxy.openConnections).toBe(0))
  return error
}

describe('a firewall', () => {
  it.each([
    ['http', connectProxy],
    ['socks5h', socksProxy],
    ['socks4a', socks4Proxy],
  ] as const)('of kind %s is gone through, and looks the name up', async (kind, start) => {
    await using proxy = await start()
    await using server = await startScripted()
    await using client = through(server.port, proxyOf(kind, proxy.port))
    expect(await client.source.traits()).toMatchObject({ condstore: true })
    expect(await client.source.examine('INBOX')).toMatchObject({ uidValidity: 7 })
    const target = `localhost:${server.port}`
    expect(proxy.asked).toEqual([kind === 'http' ? `CONNECT ${target} HTTP/1.1` : target])
  })

  it('of kind SOCKS4 that knows no names is asked for the address instead', async () => {
    await using proxy = await socks4Proxy({ names: false })
    await using server = await startScripted()
    await using client = through(server.port, proxyOf('socks4a', proxy.port))
    await client.source.traits()
    expect(proxy.asked).toEqual([`localhost:${server.port}`, `127.0.0.1:${server.port}`])
  })

  it('is told user and password as each kind has them', async () => {
    await using server = await startScripted()
    const login = { user: 'dom\\user', password: PASSWORD }
    for (const start of [connectProxy, () => socksProxy({ login: `dom\\user:${PASSWORD}` })]) {
      await using proxy = await start()
      const kind = start === connectProxy ? 'http' : 'socks5h'
      await using client = through(server.port, proxyOf(kind, proxy.port, login))
      await client.source.traits()
      expect(proxy.logins).toEqual([`dom\\user:${PASSWORD}`])
    }
    await using proxy = await socks4Proxy()
    await using client = through(server.port, proxyOf('socks4a', proxy.port, { user: 'me' }))
    await client.source.traits()
    expect(proxy.logins).toEqual(['me'])
  })

  it('lets go of its connection when the account is closed', async () => {
    await using proxy = await socksProxy()
    await using server = await startScripted()
    const client = through(server.port, proxyOf('socks5h', proxy.port))
    await client.source.traits()
    expect(proxy.openConnections).toBe(1)
    await client.source.close()
    await vi.waitFor(() => expect(proxy.openConnections).toBe(0))
  })

  it('is given up when the call is cancelled', async () => {
    await using proxy = await oddProxy(null)
    await using client = through(993, proxyOf('socks5h', proxy.port))
    const stop = new AbortController()
    const work = client.source.traits({ signal: stop.signal })
    await vi.waitFor(() => expect(proxy.openConnections).toBe(1))
    stop.abort()
    await expect(work).rejects.toMatchObject({ code: 'CANCELLED' })
    await vi.waitFor(() => expect(proxy.openConnections).toBe(0))
  })
})

describe('a firewall that does not let through is CONNECT, and nothing goes directly', () => {
  it('refuses the way', async () => {
    const forbidden = connectProxy({ refusal: 'HTTP/1.1 403 Forbidden\r\n\r\n' })
    const errors = [
      await refusalOf({ kind: 'http', proxy: forbidden }),
      await refusalOf({ kind: 'socks5h', proxy: socksProxy({ reply: 2 }) }),
      await refusalOf({ kind: 'socks4a', proxy: socks4Proxy({ reply: 91 }) }),
    ]
    expect(errors.map(error => error.message.replace(/.*refuses the connection: /, ''))).toEqual([
      '403 Forbidden',
      'Socks5 proxy rejected connection - NotAllowed',
      'Socks4 Proxy rejected connection - (Failed)',
    ])
    for (const error of errors) expect(error.hint).toContain('administrator')
  })

  it('wants a login, or another one', async () => {
    const refusal = 'HTTP/1.1 407 no\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n'
    const login = { user: 'u', password: 'wrong-canary' }
    const wanted = 'set FirewallUser and FirewallPassword'
    const refused = 'FirewallUser or FirewallPassword is not accepted'
    const unauthorized = connectProxy({ refusal: 'HTTP/1.1 401 Unauthorized\r\n\r\n' })
    expect((await refusalOf({ kind: 'http', proxy: unauthorized, login })).hint).toContain(refused)
    const http = { kind: 'http', proxy: connectProxy({ refusal }) } as const
    expect((await refusalOf(http)).hint).toContain(wanted)
    const errors = [
      await refusalOf({ kind: 'http', proxy: connectProxy({ refusal }), login }),
      await refusalOf({ kind: 'socks5h', proxy: socksProxy({ login: `u:${PASSWORD}` }), login }),
    ]
    for (const error of errors) {
      expect(error.hint).toContain(refused)
      expect(JSON.stringify(error) + error.message).not.toContain('wrong-canary')
    }
  })

  it('speaks something else', async () => {
    const words = 'HTTP/1.1 400 Bad request\r\n\r\n'
    expect((await refusalOf({ kind: 'http', proxy: oddProxy('SSH-2.0-x\r\n') })).message).toContain('HPE_')
    for (const kind of ['socks5h', 'socks4a'] as const)
      expect((await refusalOf({ kind, proxy: oddProxy(words) })).message).toContain('cannot be used')
    expect((await refusalOf({ kind: 'socks5h', proxy: oddProxy('') })).message).toContain(
      'ended the connection',
    )
    expect((await refusalOf({ kind: 'http', proxy: oddProxy('') })).message).toContain('ended the connection')
  })

  it('says nothing within Timeout', async () => {
    for (const kind of ['http', 'socks5h', 'socks4a'] as const) {
      const error = await refusalOf({ kind, proxy: oddProxy(null), timeoutSeconds: 0.2 })
      expect(error.message).toContain('did not answer within Timeout')
    }
  })

  it('is not there', async () => {
    await using client = through(993, proxyOf('socks5h', 1))
    await expect(client.source.traits()).rejects.toMatchObject({
      code: 'CONNECT',
      retryable: true,
      message: 'The proxy 127.0.0.1:1 (FirewallServer) cannot be used: ECONNREFUSED',
      hint: expect.stringContaining('FirewallPort'),
    })
  })

  it('takes no name of more than 255 bytes', async () => {
    await using proxy = await socksProxy()
    await using client = through(993, proxyOf('socks5h', proxy.port, { user: 'ü'.repeat(128) }))
    await expect(client.source.traits()).rejects.toMatchObject({
      code: 'BAD_PROPERTY',
      message: expect.stringContaining('FirewallUser'),
    })
  })
})
