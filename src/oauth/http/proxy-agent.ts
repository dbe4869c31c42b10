import type { Agent } from 'node:http'
import type { ProxyServer } from './proxy.ts'

export interface AgentLimits {
  readonly timeoutMs: number
  /** Ends the connection to the proxy while the tunnel is not there yet. */
  readonly signal: AbortSignal
}

/** An agent for one request: nothing of it is kept or used again. */
export async function agentFor(proxy: ProxyServer, limits: AgentLimits): Promise<Agent> {
  return proxy.kind.startsWith('socks') ? await socksAgent(proxy, limits) : await tunnelAgent(proxy, limits)
}

async function tunnelAgent(proxy: ProxyServer, { signal }: AgentLimits): Promise<Agent> {
  const { HttpsProxyAgent } = await import('https-proxy-agent')
  // The login goes as a header and not in the URL: the agent writes its URL to its debug log.
  const headers = { ...proxyAuthorization(proxy) }
  const connection = { signal, minVersion: 'TLSv1.2' as const, rejectUnauthorized: true }
  return new HttpsProxyAgent(originOf(proxy), { headers, ...connection })
}

function proxyAuthorization(proxy: ProxyServer): { 'Proxy-Authorization'?: string } {
  if (proxy.user === null) return {}
  const login = Buffer.from(`${proxy.user}:${proxy.password?.reveal() ?? ''}`)
  return { 'Proxy-Authorization': `Basic ${login.toString('base64')}` }
}

async function socksAgent(proxy: ProxyServer, { timeoutMs }: AgentLimits): Promise<Agent> {
  const { SocksProxyAgent } = await import('socks-proxy-agent')
  const url = new URL(originOf(proxy))
  if (proxy.user !== null) url.username = encodeURIComponent(proxy.user)
  if (proxy.password !== null) url.password = encodeURIComponent(proxy.password.reveal())
  return new SocksProxyAgent(url, { timeout: timeoutMs })
}

function originOf(proxy: ProxyServer): string {
  const host = proxy.host.includes(':') ? `[${proxy.host}]` : proxy.host
  return `${proxy.kind}://${host}:${proxy.port}`
}
