import { IncomingMessage, type ServerResponse } from 'node:http'
import { type Faults, strike } from './faults.ts'
import type { Interactions } from './interactions.ts'
import { JWT_BEARER, JWT_CLIENT } from './jwt-grant.ts'
import { ROUTES } from './provider.ts'
import { type EndpointName, type LoggedRequest, withoutSecrets } from './request-log.ts'
import type { Clients, ServerSettings } from './settings.ts'
import type { TokenStore } from './token-store.ts'

export interface FrontParts {
  readonly clients: Clients
  readonly settings: ServerSettings
  readonly store: TokenStore
  readonly faults: Faults
  readonly log: LoggedRequest[]
  readonly interactions: Interactions
  readonly provider: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

const LARGEST = 1_000_000

/** Stands before the provider: logs, makes faults, and does what Google does otherwise than the provider. */
export class Front {
  readonly #parts: FrontParts

  constructor(parts: FrontParts) {
    this.#parts = parts
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://server')
    const endpoint = endpointOf(url.pathname)
    const form = new URLSearchParams(await readBody(request))
    const logged = this.#log(request, { endpoint, url, form })
    response.on('finish', () => {
      logged.status = response.statusCode
    })
    const { settings, faults } = this.#parts
    if (settings.clockOffset !== 0) {
      response.setHeader('date', new Date(Date.now() + settings.clockOffset).toUTCString())
    }
    const fault = faults.take(endpoint)
    if (fault !== null && (await strike(fault, response))) return
    await this.#route({ request, response, endpoint, url, form })
  }

  async #route(visit: Visit): Promise<void> {
    const { request, response, endpoint, url, form } = visit
    const { interactions, provider } = this.#parts
    if (endpoint === 'tokeninfo') return this.#tokenInfo(url.searchParams.get('access_token'), response)
    if (endpoint === 'interaction') {
      return await interactions.answer(request, response, request.method === 'POST' ? form : null)
    }
    if (url.pathname === '/favicon.ico') return void response.writeHead(204).end()
    if (request.method !== 'POST') return await provider(request, response)
    if (endpoint === 'revoke' && !this.#nameClient(form, url)) {
      return sendJson(response, 400, {
        error: 'invalid_token',
        error_description: 'Token expired or revoked',
      })
    }
    if (form.get('grant_type') === JWT_BEARER && !form.has('client_id')) form.set('client_id', JWT_CLIENT)
    await provider(replay(request, form.toString()), response)
  }

  /** Google's revocation takes the token alone, from the query too; RFC 7009 wants the client. False: no such token. */
  #nameClient(form: URLSearchParams, { searchParams }: URL): boolean {
    const token = searchParams.get('token')
    if (token !== null) form.set('token', token)
    const id = this.#parts.store.clientOf(form.get('token') ?? '')
    if (id === undefined) return false
    const { desktop, web } = this.#parts.clients
    const client = [desktop, web].find(known => known.id === id)
    form.set('client_id', id)
    if (client !== undefined) form.set('client_secret', client.secret)
    return true
  }

  #tokenInfo(token: string | null, response: ServerResponse): void {
    const found = token === null ? undefined : this.#parts.store.accessToken(token)
    if (found === undefined) {
      sendJson(response, 400, { error: 'invalid_token', error_description: 'Invalid Value' })
      return
    }
    const seconds = (found.exp ?? 0) - Math.floor(Date.now() / 1000)
    const { accountId: email, clientId: audience, scope } = found
    sendJson(response, 200, { email, email_verified: true, audience, scope, expires_in: seconds })
  }

  #log(
    request: IncomingMessage,
    { endpoint, url, form }: Pick<Visit, 'endpoint' | 'url' | 'form'>,
  ): LoggedRequest {
    const { cookie: _cookie, authorization: _authorization, ...headers } = request.headers
    const logged: LoggedRequest = {
      endpoint,
      method: request.method ?? '',
      path: url.pathname,
      query: withoutSecrets(url.searchParams),
      form: withoutSecrets(form),
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      status: 0,
    }
    this.#parts.log.push(logged)
    return logged
  }
}

interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly endpoint: EndpointName
  readonly url: URL
  readonly form: URLSearchParams
}

function endpointOf(path: string): EndpointName {
  if (path.startsWith(ROUTES.authorization)) return 'authorize'
  if (path === ROUTES.token) return 'token'
  if (path === ROUTES.revocation) return 'revoke'
  if (path === '/tokeninfo') return 'tokeninfo'
  return path.startsWith('/interaction/') ? 'interaction' : 'other'
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > LARGEST) throw new Error('the request is too large')
  }
  return text
}

/** The same request with another body, unread, as the provider wants to have it. */
function replay(request: IncomingMessage, body: string): IncomingMessage {
  const copy = new IncomingMessage(request.socket)
  copy.method = request.method ?? 'POST'
  copy.url = request.url ?? '/'
  const type = 'application/x-www-form-urlencoded'
  copy.headers = { ...request.headers, 'content-type': type, 'content-length': `${Buffer.byteLength(body)}` }
  // Incomplete, it would be taken for aborted and end the connection.
  copy.complete = true
  copy.push(body)
  copy.push(null)
  return copy
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
