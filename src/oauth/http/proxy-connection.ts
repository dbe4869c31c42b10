import { isIP, type Socket } from 'node:net'
import { connect } from 'node:tls'
import { dial } from '../../net/dial.ts'
import type { ProxyServer } from '../../net/proxy.ts'
import { bareHost } from './host-patterns.ts'

export const TLS_OPTIONS = {
  minVersion: 'TLSv1.2',
  // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED=0 of the host does not open secrets to anybody in between.
  rejectUnauthorized: true,
} as const

type OnCreated = (error: Error | null, socket: Socket) => void

/** What node's `createConnection` takes: a connection for one request, of which nothing is kept or used again. */
export function connectionThrough(proxy: ProxyServer, url: URL, signal: AbortSignal) {
  return (_options: unknown, onCreated: OnCreated): undefined => {
    const target = { host: bareHost(url.hostname), port: portOf(url) }
    const secured = (socket: Socket) => (url.protocol === 'https:' ? secure(socket, target.host) : socket)
    dial(target, { proxy, timeoutMs: 0, signal }).then(
      socket => onCreated(null, secured(socket)),
      // Node looks at the error alone then.
      (error: Error) => onCreated(error, undefined as unknown as Socket),
    )
  }
}

function secure(socket: Socket, host: string): Socket {
  return connect({ socket, host, ...(isIP(host) === 0 ? { servername: host } : {}), ...TLS_OPTIONS })
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}
