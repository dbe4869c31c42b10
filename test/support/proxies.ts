import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { GOOD, KEY } from '../imap/certificates.ts'

export interface TestProxy extends AsyncDisposable {
  readonly port: number
  /** The head of every CONNECT, or `host:port` of every SOCKS request. */
  readonly asked: readonly string[]
  readonly logins: readonly string[]
  /** Connections that are open at this moment. */
  readonly openConnections: number
}

interface ConnectOptions {
  /** A status line and headers to answer with instead of a tunnel. */
  readonly refusal?: string
  readonly tls?: boolean
  /** Takes the request and never answers it. */
  readonly silent?: boolean
}

/** An HTTP proxy that knows CONNECT only. */
export async function connectProxy({
  refusal,
  tls = false,
  silent = false,
}: ConnectOptions = {}): Promise<TestProxy> {
  const asked: string[] = []
  const logins: string[] = []
  const onSocket = async (socket: Socket) => {
    const head = await readUntil(socket, text => text.includes('\r\n\r\n'))
    asked.push(head.split('\r\n')[0]!)
    const login = /^proxy-authorization: Basic (\S+)/im.exec(head)?.[1]
    if (login !== undefined) logins.push(Buffer.from(login, 'base64').toString())
    if (silent) return
    if (refusal !== undefined) {
      socket.end(refusal)
      return
    }
    const [host = '', port = ''] = head.split(' ')[1]!.split(':')
    await splice(socket, { host, port: Number(port) }, 'HTTP/1.1 200 Connection established\r\n\r\n')
  }
  const server = tls ? createTlsServer({ cert: GOOD, key: KEY }, onSocket) : createServer(onSocket)
  return await listen(server, { asked, logins })
}

interface SocksOptions {
  /** `user:password` that it wants. */
  readonly login?: string
  /** The reply of SOCKS5 or 4 to answer the request with; 5 is `connection refused` of SOCKS5, 91 a refusal of SOCKS4. */
  readonly reply?: number
  /** Of SOCKS4: false refuses names, as servers without 4a do. */
  readonly names?: boolean
}

/** A SOCKS5 server (RFC 1928, 1929); with `login` it wants one. */
export async function socksProxy({ login, reply = 0 }: SocksOptions = {}): Promise<TestProxy> {
  const asked: string[] = []
  const logins: string[] = []
  const server = createServer(async socket => {
    await readUntil(socket, bytes => bytes.length >= 3)
    socket.write(Buffer.from([5, login === undefined ? 0 : 2]))
    if (login !== undefined) {
      const auth = Buffer.from(await readUntil(socket, bytes => bytes.length >= 3), 'latin1')
      const user = auth.subarray(2, 2 + auth[1]!).toString()
      logins.push(`${user}:${auth.subarray(3 + auth[1]!).toString()}`)
      socket.write(Buffer.from([1, logins.at(-1) === login ? 0 : 1]))
      if (logins.at(-1) !== login) return
    }
    const request = Buffer.from(await readUntil(socket, bytes => bytes.length >= 7), 'latin1')
    const target = destination(request)
    asked.push(`${target.host}:${target.port}`)
    const answer = Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0])
    if (reply === 0) await splice(socket, target, answer)
    else socket.end(answer)
  })
  return await listen(server, { asked, logins })
}

function destination(request: Buffer): { host: string; port: number } {
  const isName = request[3] === 3
  const host = isName
    ? request.subarray(5, 5 + request[4]!).toString()
    : [...request.subarray(4, 8)].join('.')
  return { host, port: request.readUInt16BE(request.length - 2) }
}

/** A SOCKS4 server, with names (4a); `logins` has the users that were named. */
export async function socks4Proxy({ reply = 90, names = true }: SocksOptions = {}): Promise<TestProxy> {
  const asked: string[] = []
  const logins: string[] = []
  const server = createServer(async socket => {
    const text = await readUntil(socket, bytes => bytes.length > 8 && bytes.endsWith('\0'))
    const request = Buffer.from(text, 'latin1')
    const [user = '', name = ''] = text.slice(8).split('\0')
    const isName = request.readUInt32BE(4) < 256
    const host = isName ? name : [...request.subarray(4, 8)].join('.')
    const port = request.readUInt16BE(2)
    asked.push(`${host}:${port}`)
    logins.push(user)
    const code = isName && !names ? 91 : reply
    const answer = Buffer.from([0, code, 0, 0, 0, 0, 0, 0])
    if (code === 90) await splice(socket, { host, port }, answer)
    else socket.end(answer)
  })
  return await listen(server, { asked, logins })
}

/** Says what it is told to whoever comes, and nothing else; null is nothing at all. */
export async function oddProxy(words: string | null): Promise<TestProxy> {
  const server = createServer(socket => {
    socket.resume()
    if (words !== null) socket.end(words)
  })
  return await listen(server, { asked: [], logins: [] })
}

interface Target {
  readonly host: string
  readonly port: number
}

/** What the target says first goes out together with the proxy's own answer, as it may on a fast network. */
async function splice(socket: Socket, { host, port }: Target, greeting: string | Buffer): Promise<void> {
  const target = connect(port, host)
  target.on('error', () => socket.destroy())
  socket.on('close', () => target.destroy())
  await once(target, 'connect')
  const early = await Promise.race([once(target, 'data'), new Promise<[]>(done => setTimeout(done, 30, []))])
  socket.write(Buffer.concat([Buffer.from(greeting), ...(early as Buffer[])]))
  socket.pipe(target)
  target.pipe(socket)
}

async function readUntil(socket: Socket, isEnough: (text: string) => boolean): Promise<string> {
  let text = ''
  while (!isEnough(text)) {
    const chunk: Buffer | null = socket.read()
    if (chunk !== null) text += chunk.toString('latin1')
    else await once(socket, 'readable')
  }
  return text
}

async function listen(
  server: ReturnType<typeof createServer>,
  seen: { asked: readonly string[]; logins: readonly string[] },
): Promise<TestProxy> {
  const sockets = new Set<Socket>()
  for (const event of ['connection', 'secureConnection']) {
    server.on(event, (socket: Socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      socket.on('error', () => {})
    })
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    ...seen,
    port: (server.address() as AddressInfo).port,
    get openConnections() {
      return sockets.size
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
