import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isGmailSqlError } from '../../util/errors.ts'
import type { HttpAnswer } from '../types.ts'
import {
  type ConnectAnswer,
  connectionError,
  endpointError,
  proxyError,
  proxyRefusal,
} from './http-errors.ts'
import type { ProxyServer } from './proxy.ts'

const MAX_BODY_BYTES = 1_000_000

export interface OneRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly proxy: ProxyServer | null
  /** Null is a direct connection. */
  readonly agent: Agent | null
  readonly signal: AbortSignal
}

/**
 * One POST on a connection of its own: a kept one may be dead, and then nobody knows whether the request arrived.
 * Node sends it once and follows nothing.
 */
export function postOnce(input: OneRequest): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>()
  const start = input.url.protocol === 'https:' ? httpsRequest : httpRequest
  const request = start(input.url, {
    method: 'POST',
    headers: input.headers,
    agent: input.agent ?? false,
    signal: input.signal,
    minVersion: 'TLSv1.2',
    // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED=0 of the host does not open secrets to anybody in between.
    rejectUnauthorized: true,
  })
  const fail = (error: unknown) => {
    reject(error)
    request.destroy()
  }
  const tunnel = watchTunnel(request, input.proxy, fail)
  request.on('error', error => fail(explain(error, input, tunnel.isOpen)))
  request.on('response', response => readBody(response, input.url).then(resolve, fail))
  request.end(input.body)
  return promise
}

function explain(error: unknown, input: OneRequest, isTunnelOpen: boolean): Error {
  if (isGmailSqlError(error)) return error
  if (input.proxy !== null && !isTunnelOpen) return proxyError(error, input.proxy)
  return connectionError(error, input.url)
}

/**
 * The agents tell on the request how the tunnel went. The CONNECT agent goes on with a refusal as if the endpoint had
 * answered it; that must not be read as an answer.
 */
function watchTunnel(
  request: ClientRequest,
  proxy: ProxyServer | null,
  fail: (error: unknown) => void,
): { isOpen: boolean } {
  const tunnel = { isOpen: proxy === null }
  if (proxy === null) return tunnel
  request.on('proxyConnect', (answer: ConnectAnswer) => {
    if (answer.statusCode === 200) tunnel.isOpen = true
    else fail(proxyRefusal(answer, proxy))
  })
  if (proxy.kind.startsWith('socks')) request.on('proxy', () => (tunnel.isOpen = true))
  return tunnel
}

async function readBody(response: IncomingMessage, url: URL): Promise<HttpAnswer> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > MAX_BODY_BYTES) throw endpointError(`${url.host} answered more than ${MAX_BODY_BYTES} bytes`)
      chunks.push(chunk)
    }
  } catch (error) {
    throw isGmailSqlError(error) ? error : connectionError(error, url)
  }
  return {
    status: response.statusCode ?? 0,
    headers: flatHeaders(response),
    body: Buffer.concat(chunks).toString('utf8'),
  }
}

function flatHeaders(response: IncomingMessage): Record<string, string> {
  const entries = Object.entries(response.headersDistinct)
  return Object.fromEntries(entries.map(([name, values = []]) => [name, values.join(', ')]))
}
