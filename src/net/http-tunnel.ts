import { type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import { authorityOf, type ProxyServer, type Target } from './proxy.ts'
import { loginHint, proxyRefusal } from './proxy-errors.ts'

/**
 * Asks an HTTP proxy for a tunnel over `socket` (RFC 9110 §9.3.6), whose bytes are the target's from then on.
 *
 * @throws CONNECT when it refuses, node's own error when it speaks something else or ends the connection.
 */
export async function openHttpTunnel(socket: Socket, target: Target, proxy: ProxyServer): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const authority = authorityOf(target)
  const connecting = request({
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...authorization(proxy) },
    createConnection: () => socket,
  })
  connecting.on('error', reject)
  connecting.on('connect', (answer, _socket, early: Buffer) => {
    const status = answer.statusCode ?? 0
    if (status < 200 || status > 299) return reject(refusal(answer, proxy))
    // What the target said already: a mail server greets before it is spoken to.
    if (early.length > 0) socket.unshift(early)
    resolve()
  })
  connecting.end()
  await promise
}

function authorization({ user, password }: ProxyServer): { 'Proxy-Authorization'?: string } {
  if (user === null) return {}
  const login = Buffer.from(`${user}:${password?.reveal() ?? ''}`)
  return { 'Proxy-Authorization': `Basic ${login.toString('base64')}` }
}

function refusal(answer: IncomingMessage, proxy: ProxyServer) {
  const status = answer.statusCode ?? 0
  const said = `${status} ${answer.statusMessage ?? ''}`
  // 407 by the RFC; tinyproxy answers a wrong login with 401.
  if (status !== 407 && status !== 401) return proxyRefusal(proxy, said, { retryable: status >= 500 })
  return proxyRefusal(proxy, said, { login: schemeHint(answer, proxy) })
}

function schemeHint(answer: IncomingMessage, proxy: ProxyServer): string {
  const challenges = answer.headersDistinct['proxy-authenticate'] ?? []
  const schemes = challenges
    .map(challenge => challenge.split(/\s/)[0] ?? '')
    .filter(scheme => /^[\w-]+$/.test(scheme))
  if (schemes.length === 0 || schemes.some(scheme => /^basic$/i.test(scheme))) return loginHint(proxy)
  return `It wants ${schemes.join(' or ')}; gmailsql can do Basic only.`
}
