import { GmailSqlError } from '../../util/errors.ts'
import { type Logger, nullLogger } from '../../util/log.ts'
import { isConfidential } from '../../util/loopback.ts'
import type { HttpAnswer, HttpTransport } from '../types.ts'
import { cancelledError, endpointError, timeoutError } from './http-errors.ts'
import { ExchangeLog } from './http-log.ts'
import { postOnce } from './one-request.ts'
import { proxyFor } from './proxy-choice.ts'
import type { Environment } from './proxy-environment.ts'
import type { ProxySettings } from './proxy-settings.ts'

export interface TransportOptions {
  /** The Proxy properties; null when there is no ProxyServer. */
  readonly proxy: ProxySettings | null
  /** With ProxyAutoDetect the environment that may name a proxy, else null. */
  readonly proxyEnv: Environment | null
  /** Limit of one exchange, from the first byte to the last, in milliseconds. */
  readonly timeoutMs?: number
  /** Level 1 OAUTH: outcomes; level 3 HTTP: headers and bodies, masked. */
  readonly logger?: Logger
}

const TIMEOUT_MS = 30_000

/**
 * The one way that secrets go to an authorization server. A post is sent once, over TLS 1.2 or later (plain only to
 * this machine), and no redirect is followed: a 307 would carry the client secret to whatever host it names.
 *
 * @throws OAUTH_ENDPOINT (retryable when the network failed), OAUTH_TIMEOUT, TLS_REFUSED, CONNECT (the proxy),
 * BAD_PROPERTY (an address that cannot be used), CANCELLED.
 */
export function createTransport(options: TransportOptions): HttpTransport {
  return {
    post: async (url, form, { signal } = {}) => await post(options, { url: endpointUrl(url), form, signal }),
  }
}

interface Post {
  readonly url: URL
  readonly form: Readonly<Record<string, string>>
  readonly signal: AbortSignal | undefined
}

async function post(options: TransportOptions, { url, form, signal }: Post): Promise<HttpAnswer> {
  const log = new ExchangeLog(options.logger ?? nullLogger, url, form)
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), timeoutMs)
  const onAbort = () => limit.abort()
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    if (signal?.aborted) throw cancelledError()
    const answer = await send(options, { url, form, signal: limit.signal }, log)
    log.answer(answer)
    return refuseRedirect(answer, url)
  } catch (thrown) {
    const error = limit.signal.aborted
      ? signal?.aborted
        ? cancelledError()
        : timeoutError(url, timeoutMs)
      : thrown
    if (error instanceof Error) log.failure(error)
    throw error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}

async function send(
  options: TransportOptions,
  { url, form, signal }: Post & { readonly signal: AbortSignal },
  log: ExchangeLog,
): Promise<HttpAnswer> {
  const body = new URLSearchParams(form).toString()
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(Buffer.byteLength(body)),
    accept: 'application/json',
  }
  const proxy = proxyFor(url, options.proxy, options.proxyEnv)
  log.request(headers, proxy)
  return await postOnce({ url, headers, body, proxy, signal })
}

function endpointUrl(text: string): URL {
  const url = URL.parse(text)
  if (url === null) throw badEndpoint('is not a URL')
  if (url.username !== '' || url.password !== '') throw badEndpoint('carries a login')
  if (isConfidential(url)) return url
  throw badEndpoint(`${url.protocol}//${url.host} is not https`)
}

function badEndpoint(what: string): GmailSqlError {
  return new GmailSqlError('BAD_PROPERTY', `The address of the token endpoint ${what}`, {
    hint: 'OAuthAccessTokenURL and OAuthRevokeURL take https URLs; http only on this machine (127.0.0.1).',
  })
}

function refuseRedirect(answer: HttpAnswer, from: URL): HttpAnswer {
  if (answer.status < 300 || answer.status > 399) return answer
  const target = URL.parse(answer.headers['location'] ?? '', from.href)
  const where = target === null ? 'no address' : `${target.protocol}//${target.host}`
  throw endpointError(
    `${from.host} answered with a redirect (${answer.status}) to ${where}, which is not followed`,
    'A token endpoint does not redirect. Look at OAuthAccessTokenURL, and whether a login page of the network is in between.',
  )
}
