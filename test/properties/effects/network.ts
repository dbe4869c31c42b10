import { expect, onTestFinished, vi } from 'vitest'
import { connect } from '../../../src/index.ts'
import { connectProxy, socksProxy, type TestProxy } from '../../support/proxies.ts'
import { tokensOf } from './oauth.ts'
import { connected, type Effects, type Options, rows, type World } from './world.ts'

const READ = 'SELECT 1 FROM Inbox LIMIT 1'

/** Reads mail beside a SOCKS5 proxy; what the proxy saw. */
async function throughFirewall(
  { mail }: World,
  options: (proxy: TestProxy) => Options,
  login?: string,
): Promise<unknown> {
  await using proxy = await socksProxy(login === undefined ? {} : { login })
  const read = await rows({ ...mail, ...options(proxy) }, READ)
  return { read, asked: proxy.asked.length, logins: proxy.logins }
}

const socks = (proxy: TestProxy) => ({
  FirewallType: 'SOCKS5',
  FirewallServer: '127.0.0.1',
  FirewallPort: proxy.port,
})
const LOGIN = { FirewallUser: 'me', FirewallPassword: 'canary-firewall' }
const passed = { read: [[1]], asked: 1, logins: ['me:canary-firewall'] }

/** The way to the mail server. */
export const firewall: Effects = {
  FirewallType: world => ({
    value: 'SOCKS5',
    sees: given => throughFirewall(world, proxy => ({ ...socks(proxy), FirewallType: undefined, ...given })),
    shows: { read: [[1]], asked: 1, logins: [] },
  }),
  FirewallServer: world => ({
    value: '127.0.0.1',
    sees: given =>
      throughFirewall(world, proxy => ({ ...socks(proxy), FirewallServer: undefined, ...given })),
    shows: { read: [[1]], asked: 1, logins: [] },
  }),
  FirewallPort: world => ({
    value: world.smtp.port,
    // What listens there is no proxy.
    sees: given => throughFirewall(world, proxy => ({ ...socks(proxy), Timeout: 2, ...given })),
    shows: { read: 'CONNECT', asked: 0, logins: [] },
  }),
  FirewallUser: world => ({
    value: 'me',
    sees: given =>
      throughFirewall(
        world,
        proxy => ({ ...socks(proxy), ...LOGIN, FirewallUser: 'other', ...given }),
        'me:canary-firewall',
      ),
    shows: passed,
  }),
  FirewallPassword: world => ({
    value: 'canary-firewall',
    sees: given =>
      throughFirewall(
        world,
        proxy => ({ ...socks(proxy), ...LOGIN, FirewallPassword: 'canary-wrong', ...given }),
        'me:canary-firewall',
      ),
    shows: passed,
  }),
}

/** Refreshes a token beside an HTTP proxy; what the proxy saw. */
async function throughProxy(
  world: World,
  options: (proxy: TestProxy) => Options,
  tls = false,
): Promise<unknown> {
  const { OAuthRefreshToken, ...client } = await tokensOf(world)
  await using proxy = await connectProxy({ tls })
  const refreshed = await connected(
    { ...world.oauth(), ...client, ...options(proxy) },
    async db => (await db.call('RefreshOAuthAccessToken', { OAuthRefreshToken })).length,
  )
  return { refreshed, asked: proxy.asked.length, logins: proxy.logins }
}

const http = (proxy: TestProxy) => ({ ProxyServer: '127.0.0.1', ProxyPort: proxy.port })
const PROXY_LOGIN = { ProxyUser: 'me', ProxyPassword: 'canary-proxy' }
const through = { refreshed: 1, asked: 1, logins: [] }

/** The way to the authorization server. */
export const proxy: Effects = {
  ProxyAutoDetect: world => ({
    value: true,
    sees: given =>
      throughProxy(world, proxy => {
        for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'])
          vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`)
        for (const name of ['NO_PROXY', 'no_proxy']) vi.stubEnv(name, '')
        onTestFinished(() => void vi.unstubAllEnvs())
        return given
      }),
    shows: through,
  }),
  ProxyServer: world => ({
    value: '127.0.0.1',
    sees: given => throughProxy(world, proxy => ({ ProxyPort: proxy.port, ...given })),
    shows: through,
  }),
  ProxyPort: world => ({
    value: world.smtp.port,
    sees: given => throughProxy(world, proxy => ({ ...http(proxy), Timeout: 2, ...given })),
    shows: {
      refreshed: expect.stringMatching(/^(?:CONNECT|TIMEOUT|OAUTH_TIMEOUT|OAUTH_ENDPOINT)$/),
      asked: 0,
      logins: [],
    },
  }),
  ProxyAuthScheme: world => ({
    value: 'NONE',
    sees: given => throughProxy(world, proxy => ({ ...http(proxy), ...PROXY_LOGIN, ...given })),
    shows: through,
  }),
  ProxyUser: world => ({
    value: 'me',
    sees: given =>
      throughProxy(world, proxy => ({ ...http(proxy), ...PROXY_LOGIN, ProxyUser: 'other', ...given })),
    shows: { ...through, logins: ['me:canary-proxy'] },
  }),
  ProxyPassword: world => ({
    value: 'canary-proxy',
    sees: given =>
      throughProxy(world, proxy => ({
        ...http(proxy),
        ...PROXY_LOGIN,
        ProxyPassword: 'canary-other',
        ...given,
      })),
    shows: { ...through, logins: ['me:canary-proxy'] },
  }),
  ProxySSLType: world => ({
    value: 'ALWAYS',
    // The certificate of this proxy is of no authority that is known; without TLS nobody looks at it.
    sees: async given => {
      const { OAuthRefreshToken, ...client } = await tokensOf(world)
      await using proxy = await connectProxy({ tls: true })
      await using db = await connect({ ...world.oauth(), ...client, ...http(proxy), ...given })
      const error: unknown = await db
        .call('RefreshOAuthAccessToken', { OAuthRefreshToken })
        .catch((reason: unknown) => reason)
      return String(error).includes('UNABLE_TO_VERIFY')
    },
    shows: true,
  }),
  ProxyExceptions: world => ({
    value: '127.0.0.1',
    sees: given => throughProxy(world, proxy => ({ ...http(proxy), ...given })),
    shows: { refreshed: 1, asked: 0, logins: [] },
  }),
}
