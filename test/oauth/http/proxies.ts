import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { GOOD, KEY } from '../../imap/certificates.ts'

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
    await splice(socket, host, Number(port), 'HTTP/1.1 200 Connection established\r\n\r\n')
  }
  const server = tls ? createTlsServer({ cert: GOOD, key: KEY }, onSocket) : createServer(onSocket)
  return await listen(server, { asked, logins })
}

/** A SOCKS5 server (RFC 1928, 1929); with `password` it wants a login. */
export async function socksProxy({ login }: { login?: string } = {}): Promise<TestProxy> {
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
    const { host, port } = destination(request)
    asked.push(`${host}:${port}`)
    await splice(socket, host, port, Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
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

async function splice(socket: Socket, host: string, port: number, greeting: string | Buffer): Promise<void> {
  const target = connect(port, host)
  target.on('error', () => socket.destroy())
  socket.on('close', () => target.destroy())
  await once(target, 'connect')
  socket.write(greeting)
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
