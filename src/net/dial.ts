import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { isGmailSqlError } from '../util/errors.ts'
import { openHttpTunnel } from './http-tunnel.ts'
import type { ProxyServer, Target } from './proxy.ts'
import { proxyError, proxyTimeout } from './proxy-errors.ts'

export interface DialOptions {
  /** Null is a direct connection. */
  readonly proxy: ProxyServer | null
  /** For all of it; 0 is no limit. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

/** A direct connection took longer than its limit. */
class DialTimeout extends Error {
  readonly code = 'CONNECT_TIMEOUT'
}

/**
 * A connected socket to the target, directly or through a proxy; nothing was read from the target's bytes. Whoever gets it
 * listens for its errors from then on.
 *
 * @throws CONNECT naming the proxy (never its password) when that is what failed; without a proxy node's own error or
 * DialTimeout; the signal's reason when it was aborted.
 */
export async function dial(target: Target, { proxy, timeoutMs, signal }: DialOptions): Promise<Socket> {
  const way = proxy === null ? null : { proxy, open: await openerFor(proxy) }
  const limit = new AbortController()
  const timer = timeoutMs === 0 ? undefined : setTimeout(() => limit.abort(), timeoutMs)
  const either = signal === undefined ? limit.signal : AbortSignal.any([limit.signal, signal])
  try {
    either.throwIfAborted()
    return way === null ? await reach(target, either) : await reachThrough(way, target, either)
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    if (limit.signal.aborted) throw proxy === null ? new DialTimeout() : proxyTimeout(proxy)
    throw proxy === null || isGmailSqlError(error) ? error : proxyError(error, proxy)
  } finally {
    clearTimeout(timer)
  }
}

type Opener = (socket: Socket, target: Target, proxy: ProxyServer) => Promise<void>

interface Way {
  readonly proxy: ProxyServer
  readonly open: Opener
}

/** The library for SOCKS is loaded by the first connection that needs it. */
async function openerFor(proxy: ProxyServer): Promise<Opener> {
  if (!proxy.kind.startsWith('socks')) return openHttpTunnel
  try {
    return (await import('./socks.ts')).openSocksTunnel
  } catch (error) {
    throw proxyError(new Error(error instanceof Error ? error.message : String(error)), proxy)
  }
}

async function reach({ host, port }: Target, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host, port })
  await settle(socket, once(socket, 'connect'), signal)
  return socket
}

async function reachThrough(way: Way, target: Target, signal: AbortSignal): Promise<Socket> {
  try {
    return await reachBy(way, target, signal)
  } catch (error) {
    // Not every SOCKS4 server knows names (4a): one that does not refuses them like any target that it does not allow.
    const isRefused = way.proxy.kind === 'socks4a' && isGmailSqlError(error)
    const host = isRefused ? await addressOf(target.host) : null
    if (host === null) throw error
    return await reachBy(way, { ...target, host }, signal)
  }
}

async function addressOf(host: string): Promise<string | null> {
  if (isIP(host) !== 0) return null
  return await lookup(host, 4).then(
    ({ address }) => address,
    () => null,
  )
}

async function reachBy({ proxy, open }: Way, target: Target, signal: AbortSignal): Promise<Socket> {
  const plain = await reach(proxy, signal)
  const socket = proxy.kind === 'https' ? await secure(plain, proxy, signal) : plain
  await settle(socket, open(socket, target, proxy), signal)
  return socket
}

async function secure(plain: Socket, { host }: ProxyServer, signal: AbortSignal): Promise<Socket> {
  const socket = connectTls({
    socket: plain,
    ...(isIP(host) === 0 ? { servername: host } : { host }),
    minVersion: 'TLSv1.2',
    // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED=0 of the host does not show the login to anybody in between.
    rejectUnauthorized: true,
  })
  await settle(socket, once(socket, 'secureConnect'), signal)
  return socket
}

/** Waits for `work` on the socket; what fails or is aborted leaves no connection behind. */
async function settle(socket: Socket, work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  // Who waits is told by `work`; an error without any listener would end the process.
  socket.on('error', () => {})
  if (signal.aborted) onAbort()
  try {
    await Promise.race([work, aborted])
  } catch (error) {
    work.catch(() => {})
    socket.destroy()
    throw error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
