import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { AUTHORITY } from '../imap/certificates.ts'
import { connectTo, type Dovecot, startDovecot } from '../support/dovecot.ts'
import {
  PROXY_PASSWORD,
  PROXY_USER,
  type ProxyProgram,
  startDante,
  startMicrosocks,
  startTinyproxy,
} from '../support/proxy-programs.ts'

const login = { FirewallUser: PROXY_USER, FirewallPassword: PROXY_PASSWORD }
const wrong = { FirewallUser: PROXY_USER, FirewallPassword: 'wrong-canary' }

describe('through proxies that others wrote', () => {
  let dovecot: Dovecot | undefined

  beforeAll(async () => {
    dovecot = await startDovecot(null)
  })

  afterAll(() => dovecot?.stop())

  async function count(proxy: ProxyProgram, properties: Readonly<Record<string, unknown>>): Promise<unknown> {
    await using own = await connectTo(dovecot!, {
      FirewallServer: '127.0.0.1',
      FirewallPort: proxy.port,
      ...properties,
    })
    return (await own.query('SELECT COUNT(*) AS n FROM INBOX')).rows[0]
  }

  it.each(['None', 'StartTLS', 'Implicit'])('with TLS=%s: mail is read', async TLS => {
    await using tinyproxy = await startTinyproxy()
    await using microsocks = await startMicrosocks()
    await using dante = await startDante(1)
    const Port = TLS === 'Implicit' ? dovecot!.tlsPort : dovecot!.port
    const place = { Server: 'localhost', Port, TLS, SSLServerCert: AUTHORITY }
    expect(await count(tinyproxy, { ...place, FirewallType: 'TUNNEL', ...login })).toEqual({ n: 0 })
    expect(await count(microsocks, { ...place, FirewallType: 'SOCKS5', ...login })).toEqual({ n: 0 })
    for (const FirewallType of ['SOCKS4', 'SOCKS5'])
      expect(await count(dante, { ...place, FirewallType })).toEqual({ n: 0 })
    await vi.waitFor(() => expect(dante.log().match(new RegExp(`pass.*\\.${Port}\\b`, 'g'))).not.toBeNull())
  })

  it('a wrong login and a forbidden port are CONNECT naming the proxy', async () => {
    await using tinyproxy = await startTinyproxy()
    await using microsocks = await startMicrosocks()
    await using dante = await startDante(dovecot!.port)
    const refused = (port: number, hint: string) => ({
      code: 'CONNECT',
      message: expect.stringContaining(`The proxy 127.0.0.1:${port} (FirewallServer) refuses`),
      hint: expect.stringContaining(hint),
    })
    const notAccepted = 'FirewallUser or FirewallPassword is not accepted'
    await expect(count(tinyproxy, { FirewallType: 'TUNNEL', ...wrong })).rejects.toMatchObject(
      refused(tinyproxy.port, notAccepted),
    )
    await expect(count(microsocks, { FirewallType: 'SOCKS5', ...wrong })).rejects.toMatchObject(
      refused(microsocks.port, notAccepted),
    )
    for (const FirewallType of ['SOCKS4', 'SOCKS5'])
      await expect(count(dante, { FirewallType })).rejects.toMatchObject(refused(dante.port, 'administrator'))
  })
})
