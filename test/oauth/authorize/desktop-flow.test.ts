import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runDesktopFlow } from '../../../src/oauth/authorize/desktop-flow.ts'
import { challengeOf } from '../../../src/oauth/authorize/pkce.ts'
import { type OAuthServer, startOAuthServer } from '../../support/oauth-server.ts'
import { type BegunFlow, begin, OPTIONS, send } from './begun-flow.ts'

/** The port is not listened on any more. */
async function expectClosed(flow: BegunFlow): Promise<void> {
  await expect(send(flow.redirectUri)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
}

describe('with a real authorization server', () => {
  let server: OAuthServer
  beforeAll(async () => {
    server = await startOAuthServer()
  })
  afterAll(() => server.close())

  const options = () => ({
    endpoints: server.endpoints,
    clientId: server.clients.desktop.id,
    issuer: server.issuer,
  })

  test('the code that comes back is good for tokens', async () => {
    const flow = await begin({ ...options(), loginHint: 'ben@example.com' })
    const answer = await send(await server.agree(flow.url.href))
    expect(answer.status).toBe(200)
    expect(answer.body).toContain('You can close this page')
    const { code, redirectUri, codeVerifier } = await flow.outcome
    const response = await fetch(server.endpoints.token, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: server.clients.desktop.id,
        client_secret: server.clients.desktop.secret,
        code: code.reveal(),
        redirect_uri: redirectUri,
        code_verifier: codeVerifier.reveal(),
      }),
    })
    const { access_token, refresh_token } = (await response.json()) as Record<string, string>
    expect(server.userOf(access_token!)).toBe('ben@example.com')
    expect(refresh_token).toMatch(/^1\/\//)
    await expectClosed(flow)
  })

  test('a user who refuses ends it with OAUTH_DENIED and sees so', async () => {
    const flow = await begin({ ...options(), loginHint: 'deny@example.com' })
    const refusal = expect(flow.outcome).rejects.toMatchObject({ code: 'OAUTH_DENIED' })
    const answer = await send(await server.agree(flow.url.href))
    expect(answer.body).toContain('No permission was given')
    await refusal
    await expectClosed(flow)
  })

  test('a server that refuses ends it with what it said', async () => {
    const flow = await begin({ ...options(), prompt: 'NONE' })
    const refusal = expect(flow.outcome).rejects.toMatchObject({
      code: 'OAUTH_DENIED',
      message: expect.stringContaining('login_required'),
      hint: expect.stringContaining('CONSENT'),
    })
    const answer = await send(await server.agree(flow.url.href), { headers: { 'accept-language': 'ja' } })
    expect(answer.body).toContain('サインインできませんでした')
    expect(answer.body).toContain('login_required')
    await refusal
  })

  test('CallbackURL with localhost is answered on both addresses of the name', async () => {
    const flow = await begin({ ...options(), callbackUrl: 'http://localhost/callback' })
    expect(flow.redirectUri).toMatch(/^http:\/\/localhost:\d+\/callback$/)
    const host = new URL(flow.redirectUri).host
    for (const address of ['127.0.0.1', '[::1]']) {
      const bad = await send(flow.redirectUri.replace('localhost', address), { headers: { host } })
      expect(bad.status).toBe(400)
    }
    expect((await send(await server.agree(flow.url.href))).status).toBe(200)
    expect((await flow.outcome).redirectUri).toBe(flow.redirectUri)
  })
})

describe('what is not our callback is answered 400 and waited through:', () => {
  let flow: BegunFlow
  beforeAll(async () => {
    flow = await begin({ issuer: 'https://accounts.google.com' })
  })
  afterAll(async () => {
    expect((await send(flow.callback({ code: 'good' }))).status).toBe(200)
    expect((await flow.outcome).code.reveal()).toBe('good')
  })

  test.each<[string, () => Parameters<typeof send>]>([
    ['no query', () => [flow.redirectUri]],
    ['a wrong state', () => [flow.callback({ code: 'c', state: 'wrong' })]],
    ['no state', () => [flow.callback({ code: 'c', state: null })]],
    ['an error without our state', () => [flow.callback({ error: 'access_denied', state: null })]],
    ['an error with a wrong state', () => [flow.callback({ error: 'access_denied', state: 'wrong' })]],
    ['another issuer', () => [flow.callback({ code: 'c', iss: 'https://accounts.example.com' })]],
    [
      'an error of another issuer',
      () => [flow.callback({ error: 'access_denied', iss: 'https://e.example' })],
    ],
    ['our state without a code', () => [flow.callback({})]],
    ['our state with an unreadable code', () => [flow.callback({ code: 'a\r\nb' })]],
    ['two states', () => [`${flow.callback({ code: 'c' })}&state=${flow.state}`]],
    ['a wrong path', () => [flow.callback({ code: 'c' }).replace('/?', '/other?')]],
    ['the favicon', () => [new URL('/favicon.ico', flow.redirectUri).href]],
    [
      'a name that was rebound to this machine',
      () => [flow.callback({ code: 'c' }), host('rebound.example:80')],
    ],
    ['another name of this machine', () => [flow.callback({ code: 'c' }), host('localhost')]],
    ['the right name without the port', () => [flow.callback({ code: 'c' }), host('127.0.0.1')]],
    [
      'a whole address as the target',
      () => [flow.callback({ code: 'c' }), { path: flow.callback({ code: 'c' }) }],
    ],
    ['POST', () => [flow.callback({ code: 'c' }), { method: 'POST', body: 'code=c' }]],
    ['HEAD', () => [flow.callback({ code: 'c' }), { method: 'HEAD' }]],
    ['a form_post', () => [flow.redirectUri, { method: 'POST', body: `code=c&state=${flow.state}` }]],
    ['an oversized address', () => [flow.callback({ code: 'x'.repeat(9_000) })]],
    [
      'an oversized header',
      () => [flow.callback({ code: 'c' }), { headers: { cookie: 'x'.repeat(20_000) } }],
    ],
  ])('%s', async (_what, request) => {
    const answer = await send(...request())
    expect(answer.status).toBe(400)
    expect(answer.headers['connection']).toBe('close')
  })

  function host(name: string): Parameters<typeof send>[1] {
    return { headers: { host: name } }
  }
})

describe('the address', () => {
  test('is always told, whether a browser opens or not', async () => {
    const opened: string[] = []
    const openBrowser = async (url: string) => void opened.push(url)
    const flow = await begin({ openBrowser })
    expect(opened).toEqual([flow.url.href])
    await send(flow.callback({ code: 'c' }))
    await flow.outcome
  })

  test('leads to the challenge of the verifier that is returned', async () => {
    const flow = await begin()
    await send(flow.callback({ code: 'c' }))
    const { codeVerifier, code } = await flow.outcome
    expect(flow.url.searchParams.get('code_challenge')).toBe(challengeOf(codeVerifier))
    const printed = inspect(await flow.outcome, { depth: Infinity })
    expect(printed).not.toContain(codeVerifier.reveal())
    expect(code.reveal()).toBe('c')
  })

  test('is on 127.0.0.1 alone, so that other addresses find nobody', async () => {
    const flow = await begin()
    await expect(send(flow.callback({ code: 'c' }).replace('127.0.0.1', '127.0.0.2'))).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    })
    await send(flow.callback({ code: 'c' }))
    await flow.outcome
  })

  test('has the port that CallbackURL names, and a port in use is told', async () => {
    const other = createServer()
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const callbackUrl = `http://127.0.0.1:${port}/x`
    await expect(begin({ callbackUrl })).rejects.toMatchObject({
      code: 'BAD_PROPERTY',
      message: expect.stringContaining(`${port}`),
    })
    await new Promise(resolve => other.close(resolve))
    const flow = await begin({ callbackUrl })
    expect(flow.redirectUri).toBe(callbackUrl)
    expect((await send(flow.callback({ code: 'c' }))).status).toBe(200)
    await flow.outcome
  })

  test('is not listened on when the request could not be made', async () => {
    const said: string[] = []
    const endpoints = { authorize: 'http://accounts.example.com/' }
    const flow = runDesktopFlow({ ...OPTIONS, endpoints, say: url => said.push(url) })
    await expect(flow).rejects.toMatchObject({ code: 'BAD_PROPERTY' })
    expect(said).toEqual([])
  })
})

describe('the waiting', () => {
  test('ends with OAUTH_TIMEOUT when nobody comes', async () => {
    const flow = await begin({ timeoutMs: 200 })
    await expect(flow.outcome).rejects.toMatchObject({
      code: 'OAUTH_TIMEOUT',
      hint: expect.any(String),
    })
    await expectClosed(flow)
  })

  test('ends with OAUTH_STATE when only answers to other requests came', async () => {
    const flow = await begin({ timeoutMs: 500 })
    const refusal = expect(flow.outcome).rejects.toMatchObject({
      code: 'OAUTH_STATE',
      message: expect.stringContaining('the state of another request'),
    })
    await send(flow.callback({ code: 'c', state: 'old' }))
    await refusal
  })

  test('ends with CANCELLED, at once and before too', async () => {
    const controller = new AbortController()
    const flow = await begin({ signal: controller.signal })
    const cancelled = expect(flow.outcome).rejects.toMatchObject({ code: 'CANCELLED' })
    controller.abort()
    await cancelled
    await expectClosed(flow)
    await expect(begin({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  test('ends for connections that say nothing, too', async () => {
    const flow = await begin()
    const { hostname, port } = new URL(flow.redirectUri)
    const silent = connect(Number(port), hostname)
    const closed = new Promise(resolve => silent.on('close', resolve))
    await new Promise(resolve => silent.on('connect', resolve))
    await send(flow.callback({ code: 'c' }))
    await flow.outcome
    await closed
  })

  test('takes the first of two callbacks', async () => {
    const flow = await begin()
    const { host, hostname, port } = new URL(flow.redirectUri)
    const sockets = [connect(Number(port), hostname), connect(Number(port), hostname)]
    await Promise.all(sockets.map(socket => once(socket, 'connect')))
    const answers = sockets.map(async (socket, index) => {
      const { pathname, search } = new URL(flow.callback({ code: `${index}` }))
      socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
      return (await text(socket)).split('\r\n')[0]
    })
    const [first, second] = await Promise.allSettled(answers)
    expect(first).toMatchObject({ value: 'HTTP/1.1 200 OK' })
    // Reset when the listener is closed already, else 400.
    expect(second).not.toMatchObject({ value: expect.stringContaining('200') })
    expect((await flow.outcome).code.reveal()).toBe('0')
  })

  test('goes on when the browser cannot be opened, with a notice', async () => {
    const notices: string[] = []
    const flow = await begin({
      openBrowser: () => Promise.reject(new Error('no browser here')),
      onNotice: ({ code, message }) => notices.push(`${code} ${message}`),
    })
    await send(flow.callback({ code: 'c' }))
    await flow.outcome
    expect(notices).toEqual([expect.stringMatching(/^BROWSER .*no browser here.*open the address/)])
  })
})
