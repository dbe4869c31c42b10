import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { GOOD, KEY } from '../../imap/certificates.ts'

export interface Received {
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly form: Readonly<Record<string, string>>
}

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, with its content type. */
  readonly json?: unknown
  readonly body?: string
}

/** What the endpoint does with one request: answer, break the connection, say nothing, or anything by hand. */
export type Step = Reply | 'drop' | 'hang' | ((response: ServerResponse) => void)

export interface ScriptedEndpoint extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** Every request that arrived, in order. */
  readonly received: readonly Received[]
  /** How many connections were opened. */
  readonly connections: number
}

/** A token endpoint on this machine that follows a script, a step a request; the last step is repeated. */
export async function scriptedEndpoint(...steps: readonly Step[]): Promise<ScriptedEndpoint> {
  return await serve(steps, 'http')
}

/** The same over TLS, with the tests' certificate for localhost. */
export async function scriptedTlsEndpoint(...steps: readonly Step[]): Promise<ScriptedEndpoint> {
  return await serve(steps, 'https')
}

async function serve(steps: readonly Step[], scheme: 'http' | 'https'): Promise<ScriptedEndpoint> {
  const received: Received[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const server = scheme === 'http' ? createServer() : createTlsServer({ cert: GOOD, key: KEY })
  server.on(scheme === 'http' ? 'connection' : 'secureConnection', (socket: Socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => {})
  })
  server.on('request', async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const form = Object.fromEntries(new URLSearchParams(body))
    received.push({ url: String(request.url), headers: request.headers, body, form })
    play(steps[Math.min(received.length, steps.length) - 1]!, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${scheme}://${scheme === 'http' ? '127.0.0.1' : 'localhost'}:${port}/token`,
    port,
    received,
    get connections() {
      return connections
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function play(step: Step, response: ServerResponse): void {
  if (step === 'hang') return
  if (step === 'drop') {
    response.socket?.destroy()
    return
  }
  if (typeof step === 'function') {
    step(response)
    return
  }
  const { status = 200, headers = {}, json, body = '' } = step
  response.writeHead(status, {
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  })
  response.end(json === undefined ? body : JSON.stringify(json))
}
