import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { ProxyServer } from '../../net/proxy.ts'
import { isGmailSqlError } from '../../util/errors.ts'
import type { HttpAnswer } from '../types.ts'
import { connectionError, endpointError } from './http-errors.ts'
import { connectionThrough, TLS_OPTIONS } from './proxy-connection.ts'

const MAX_BODY_BYTES = 1_000_000

export interface OneRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Null is a direct connection. */
  readonly proxy: ProxyServer | null
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
    signal: input.signal,
    ...TLS_OPTIONS,
    ...(input.proxy === null
      ? { agent: false }
      : { createConnection: connectionThrough(input.proxy, input.url, input.signal) }),
  })
  const fail = (error: unknown) => {
    reject(error)
    request.destroy()
  }
  request.on('error', error => fail(isGmailSqlError(error) ? error : connectionError(error, input.url)))
  request.on('response', response => readBody(response, input.url).then(resolve, fail))
  request.end(input.body)
  return promise
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
