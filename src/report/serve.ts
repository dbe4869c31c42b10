import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A page that is served to a browser of this machine, and loads again when it changes. */
export interface ServedPage {
  /** With a secret in its path: other users of the machine can reach the port, and it shows mail. */
  readonly url: string
  /** Where the page listens for changes, from its root. */
  readonly reloadFrom: string
  /** Shows another page and tells the browsers that look at it. */
  show(html: string): void
  close(): Promise<void>
}

/** @param port 0 for any that is free */
export async function servePage(port: number): Promise<ServedPage> {
  const path = `/${randomBytes(18).toString('base64url')}`
  const reloadFrom = `${path}/changes`
  const listeners = new Set<ServerResponse>()
  let page = ''
  const server = createServer((request, response) => {
    if (!isForUs(request, server)) return refuse(response)
    if (request.url === reloadFrom) return listen(response, listeners)
    if (request.url !== path) return refuse(response)
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...HEADERS }).end(page)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${portOf(server)}${path}`,
    reloadFrom,
    show(html) {
      page = html
      for (const listener of listeners) listener.write('event: change\ndata:\n\n')
    },
    close() {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}

const HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
}

/** A name that somebody made point to this machine comes with that name in Host (DNS rebinding). */
function isForUs({ method, headers }: IncomingMessage, server: Server): boolean {
  return method === 'GET' && headers.host === `127.0.0.1:${portOf(server)}`
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

function refuse(response: ServerResponse): void {
  response.writeHead(404, HEADERS).end()
}

function listen(response: ServerResponse, listeners: Set<ServerResponse>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', ...HEADERS })
  response.write(':\n\n')
  listeners.add(response)
  response.on('close', () => listeners.delete(response))
}
