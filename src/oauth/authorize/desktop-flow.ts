import { setTimeout as wait } from 'node:timers/promises'
import { GmailSqlError } from '../../util/errors.ts'
import type { Notice } from '../../util/notice.ts'
import type { Secret } from '../../util/secret.ts'
import type { Endpoints } from '../types.ts'
import { type AccessType, authorizationUrl, type Prompt } from './authorization-url.ts'
import { type BrowserOpener, openBrowser } from './browser.ts'
import { type Ending, LoopbackListener } from './loopback.ts'
import { readLoopbackAddress } from './loopback-address.ts'
import { type ReadPasted, readPastedCallback } from './pasted.ts'
import { createPkce } from './pkce.ts'
import { createState } from './state.ts'
import { type Expected, judgePasted, judgeQuery } from './verdict.ts'

/** Milliseconds that the user has. */
const SIGN_IN_LIMIT = 300_000

export interface DesktopFlowOptions {
  readonly endpoints: Pick<Endpoints, 'authorize'>
  readonly clientId: string
  readonly scope: string
  /** On this machine; default `http://127.0.0.1:<free>/`. */
  readonly callbackUrl?: string | undefined
  /** As in {@link authorizationUrl}; default CONSENT, which Google gives a refresh token for. */
  readonly prompt?: Prompt | undefined
  /** Default OFFLINE. */
  readonly accessType?: AccessType | undefined
  readonly loginHint?: string | undefined
  /** Of RFC 9207, `https://accounts.google.com` for Google; undefined is not checked. */
  readonly issuer?: string | undefined
  /** Gets the address that is opened, always: the browser may be on another machine. */
  readonly say: (url: string) => void
  readonly onNotice?: ((notice: Notice) => void) | undefined
  readonly readPasted?: ReadPasted | undefined
  /** null: no browser is opened. */
  readonly openBrowser?: BrowserOpener | null | undefined
  /** Default {@link SIGN_IN_LIMIT}. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** What the code is exchanged with. */
export interface DesktopGrant {
  readonly code: Secret
  readonly redirectUri: string
  readonly codeVerifier: Secret
}

/**
 * Sends the user to the authorization server and waits for the code on a port of this machine (RFC 8252).
 * @throws OAUTH_DENIED, OAUTH_SCOPE, OAUTH_CLIENT, OAUTH_ENDPOINT as the server refused; OAUTH_TIMEOUT, or OAUTH_STATE
 * when answers to other requests were all that came; CANCELLED; BAD_PROPERTY, BAD_VALUE before anything is opened.
 */
export async function runDesktopFlow(options: DesktopFlowOptions): Promise<DesktopGrant> {
  const address = readLoopbackAddress(options.callbackUrl)
  if (options.signal?.aborted) throw cancelled()
  const { codeVerifier, codeChallenge } = createPkce()
  const expected: Expected = { state: createState(), issuer: options.issuer }
  const listener = new LoopbackListener(query => judgeQuery(query, expected))
  const over = new AbortController()
  try {
    await listener.open(address)
    const { redirectUri } = listener
    const url = authorizationUrl({ ...options, redirectUri, state: expected.state, codeChallenge })
    options.say(url)
    launch(url, options, over.signal)
    const ending = await firstEnding(listener, options, expected, over.signal)
    if (ending.kind === 'refused') throw ending.error
    return { code: ending.code, redirectUri, codeVerifier }
  } finally {
    over.abort()
    await listener.close()
  }
}

function launch(url: string, options: DesktopFlowOptions, over: AbortSignal): void {
  if (options.openBrowser === null) return
  const open = options.openBrowser ?? openBrowser
  open(url).catch((error: unknown) => {
    if (over.aborted) return
    const reason = error instanceof Error ? error.message : String(error)
    const message = `No browser could be opened (${reason}); open the address that is shown`
    options.onNotice?.({ code: 'BROWSER', message })
  })
}

function firstEnding(
  listener: LoopbackListener,
  options: DesktopFlowOptions,
  expected: Expected,
  over: AbortSignal,
): Promise<Ending> {
  const ways = [listener.ending, timeLimit(listener, options.timeoutMs ?? SIGN_IN_LIMIT, over)]
  const { readPasted, signal } = options
  if (readPasted !== undefined) {
    ways.push(readPastedCallback(readPasted, text => judgePasted(text, expected), over))
  }
  if (signal !== undefined) ways.push(abortion(signal, over))
  return Promise.race(ways)
}

async function timeLimit(
  listener: LoopbackListener,
  milliseconds: number,
  over: AbortSignal,
): Promise<never> {
  await wait(milliseconds, undefined, { signal: over })
  const seconds = Math.round(milliseconds / 1000)
  const hint = 'Start again; the page that opens wants a login and a click on Allow.'
  const foreign = listener.lastForeign
  if (foreign === null) {
    throw new GmailSqlError('OAUTH_TIMEOUT', `The sign-in was not finished within ${seconds} s.`, { hint })
  }
  const message = `The sign-in was not finished within ${seconds} s, and what came did not belong to it: ${foreign.message}`
  throw new GmailSqlError('OAUTH_STATE', message, { hint: foreign.hint })
}

function abortion(signal: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(cancelled()), { once: true, signal: over })
  })
}

function cancelled(): GmailSqlError {
  return new GmailSqlError('CANCELLED', 'The sign-in was cancelled.', {
    hint: 'Start it again when it is wanted.',
  })
}
