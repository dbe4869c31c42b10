import { lookup } from 'node:dns/promises'
import type { Socket } from 'node:net'
import { SocksClient } from 'socks'
import type { ProxyServer, Target } from './proxy.ts'
import { checkSocksLogin, loginHint, proxyRefusal } from './proxy-errors.ts'

/** The library keeps a timer of its own, which holds the login until it fires: ours is the one that counts. */
const LONGEST_HANDSHAKE_MS = 600_000

/**
 * Asks a SOCKS proxy for the way to `target` over `socket` (SOCKS4, 4a; RFC 1928, 1929), whose bytes are the target's
 * from then on.
 *
 * @throws CONNECT when it refuses, BAD_PROPERTY for a login that SOCKS cannot carry, else an error without a code.
 */
export async function openSocksTunnel(socket: Socket, target: Target, proxy: ProxyServer): Promise<void> {
  checkSocksLogin(proxy)
  const client = new SocksClient({
    proxy: {
      host: proxy.host,
      port: proxy.port,
      type: proxy.kind.startsWith('socks4') ? 4 : 5,
      ...(proxy.user === null ? {} : { userId: proxy.user }),
      ...(proxy.password === null ? {} : { password: proxy.password.reveal() }),
    },
    command: 'connect',
    destination: { host: await hostFor(proxy, target), port: target.port },
    timeout: LONGEST_HANDSHAKE_MS,
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  client.once('error', (error: Error) => reject(refusal(error.message, proxy)))
  client.once('established', () => keepEarlyBytes(socket, resolve))
  client.connect(socket)
  await promise
}

async function hostFor({ kind }: ProxyServer, { host }: Target): Promise<string> {
  if (kind === 'socks4') return (await lookup(host, 4)).address
  return kind === 'socks5' ? (await lookup(host)).address : host
}

/**
 * Bytes of the target that came with the proxy's answer are emitted by the library once, at the next turn, whether
 * somebody listens or not. They are put back, so that they are the first that is read.
 */
function keepEarlyBytes(socket: Socket, done: () => void): void {
  const early: Buffer[] = []
  const keep = (chunk: Buffer) => early.push(chunk)
  socket.on('data', keep)
  setImmediate(() => {
    socket.pause()
    socket.removeListener('data', keep)
    if (early.length > 0) socket.unshift(Buffer.concat(early))
    // Neither flowing nor paused by hand, as node leaves a socket after CONNECT: the first to listen starts it.
    Object.assign(socket, { readableFlowing: null })
    done()
  })
}

/** The library tells its failures by sentences only. */
function refusal(message: string, proxy: ProxyServer): Error {
  if (/authentication failed|no accepted authentication type|RejectedIdent/i.test(message))
    return proxyRefusal(proxy, message, { login: loginHint(proxy) })
  // A reply that no version of SOCKS has: the library has no name for it.
  if (/invalid|undefined/i.test(message)) return new Error('it does not speak this version of SOCKS')
  if (/rejected connection/i.test(message)) return proxyRefusal(proxy, message, { retryable: true })
  return new Error(/socket closed/i.test(message) ? 'it ended the connection' : message)
}
