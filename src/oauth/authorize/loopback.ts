import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { GmailSqlError, systemCode } from '../../util/errors.ts'
import { chooseLanguage } from './accept-language.ts'
import { CALLBACK_LIMIT } from './callback.ts'
import type { LoopbackAddress } from './loopback-address.ts'
import type { PageKind } from './page-texts.ts'
import { callbackPage } from './pages.ts'
import type { Verdict } from './verdict.ts'

/** A verdict that ends the waiting. */
export type Ending = Exclude<Verdict, { kind: 'foreign' }>

/** More open connections than a browser makes; beyond it the oldest one goes, so that a new one is always served. */
const SOCKET_LIMIT = 128
/** Milliseconds that the browser has for taking the last page. */
const FAREWELL = 2_000

/**
 * The redirect endpoint of RFC 8252 §7.3, open while a sign-in runs. Any program and any web page of this machine can
 * send requests to it, so each is answered at once, and only one that `judge` takes for ours ends the waiting.
 */
export class LoopbackListener {
  readonly #judge: (query: string) => Verdict
  readonly #servers: Server[] = []
  readonly #sockets = new Set<Socket>()
  readonly #ending = Promise.withResolvers<Ending>()
  #isEnded = false
  #redirectUri = ''
  #lastForeign: GmailSqlError | null = null

  constructor(judge: (query: string) => Verdict) {
    this.#judge = judge
  }

  get redirectUri(): string {
    return this.#redirectUri
  }

  /** Of the right address, with a code or error that was not ours: an old tab, or an attack. */
  get lastForeign(): GmailSqlError | null {
    return this.#lastForeign
  }

  /** Fulfilled when the browser has its page; never rejected. */
  get ending(): Promise<Ending> {
    return this.#ending.promise
  }

  /** @throws BAD_PROPERTY when the port cannot be had. */
  async open({ hosts, port, redirectUri }: LoopbackAddress): Promise<void> {
    let actual = port
    for (const host of hosts) {
      const server = this.#createServer()
      try {
        actual = await listen(server, host, actual)
        this.#servers.push(server)
      } catch (error) {
        if (isNoSuchAddress(error) && this.#servers.length > 0) continue
        await this.close()
        throw notHad(host, actual, error)
      }
    }
    this.#redirectUri = redirectUri(actual)
  }

  async close(): Promise<void> {
    this.#isEnded = true
    const closed = this.#servers.splice(0).map(server => new Promise(resolve => server.close(resolve)))
    for (const socket of this.#sockets) socket.destroy()
    await Promise.all(closed)
  }

  #createServer(): Server {
    const limits = {
      maxHeaderSize: 16_384,
      headersTimeout: 5_000,
      requestTimeout: 5_000,
      keepAliveTimeout: 1,
    }
    const server = createServer(limits, (request, response) => this.#answer(request, response))
    server.on('connection', socket => this.#keep(socket))
    server.on('clientError', (_error, socket) => refuseRaw(socket))
    return server
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    // Unheard, a reset connection would end the process.
    socket.on('error', () => {})
    const [oldest] = this.#sockets
    if (this.#sockets.size > SOCKET_LIMIT) oldest?.destroy()
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const query = this.#queryOf(request)
    const verdict = query === null || this.#isEnded ? null : this.#judge(query)
    if (verdict === null || verdict.kind === 'foreign') {
      if (verdict !== null && /(?:^|&)(?:code|error)=/.test(query ?? '')) this.#lastForeign = verdict.error
      sendPage(request, response, 'foreign')
      return
    }
    this.#isEnded = true
    const farewell = setTimeout(() => response.destroy(), FAREWELL)
    response.on('close', () => {
      clearTimeout(farewell)
      this.#ending.resolve(verdict)
    })
    sendPage(request, response, ...pageOf(verdict))
  }

  /** null: not a request of a browser that was sent here. Another Host means a name that was rebound to this machine. */
  #queryOf({ method, url = '', headers }: IncomingMessage): string | null {
    const own = new URL(this.#redirectUri)
    if (method !== 'GET' || url.length > CALLBACK_LIMIT || headers.host?.toLowerCase() !== own.host)
      return null
    const [path = '', query] = url.split(/\?(.*)/s)
    return path === own.pathname && query !== undefined ? query : null
  }
}

function pageOf(verdict: Ending): [PageKind, string | null] {
  if (verdict.kind === 'code') return ['success', null]
  return verdict.isByUser ? ['denied', null] : ['failure', verdict.error.message]
}

function sendPage(
  request: IncomingMessage,
  response: ServerResponse,
  kind: PageKind,
  detail: string | null = null,
): void {
  const page = callbackPage(kind, chooseLanguage(request.headers['accept-language']), detail)
  response.writeHead(page.status, { ...page.headers, 'content-length': Buffer.byteLength(page.body) })
  response.end(page.body)
}

/** What is not HTTP, or larger than a callback. */
function refuseRaw(socket: Duplex): void {
  if (socket.writable)
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  else socket.destroy()
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // exclusive: a worker of node:cluster must not share the port with its siblings.
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function isNoSuchAddress(error: unknown): boolean {
  return ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(systemCode(error))
}

function notHad(host: string, port: number, error: unknown): GmailSqlError {
  const message = `The port of CallbackURL cannot be listened on: ${host} port ${port} (${systemCode(error) || String(error)}).`
  return new GmailSqlError('BAD_PROPERTY', message, {
    hint: 'End the program that uses it, or leave the port out: a free one is then taken.',
  })
}
