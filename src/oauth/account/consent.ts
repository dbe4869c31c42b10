import { GmailSqlError } from '../../util/errors.ts'
import { Secret } from '../../util/secret.ts'
import { type AccessType, authorizationUrl, type Prompt } from '../authorize/authorization-url.ts'
import { readCallback } from '../authorize/callback.ts'
import { runDesktopFlow } from '../authorize/desktop-flow.ts'
import { readLoopbackAddress } from '../authorize/loopback-address.ts'
import { challengeOf, createPkce } from '../authorize/pkce.ts'
import { createState } from '../authorize/state.ts'
import { exchangeCode } from '../token/exchange.ts'
import { requireGmailScope } from '../token/required-scope.ts'
import type { PendingAuthorization, TokenAnswer } from '../types.ts'
import type { ConsentContext } from './config.ts'

/** Inputs of the procedures that ask for consent; what is left out comes from the properties. */
export interface ConsentInputs {
  readonly callbackUrl?: string | undefined
  readonly scope?: string | undefined
  readonly prompt?: Prompt | undefined
  readonly accessType?: AccessType | undefined
  readonly state?: string | undefined
  /** APP: a client of the type desktop, whose callback is this machine. */
  readonly authMode?: 'WEB' | 'APP' | undefined
}

/** Desktop flow: browser, loopback callback, exchange. */
export async function authorizeInBrowser(
  account: ConsentContext,
  inputs: ConsentInputs,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  const { effective, ports, config, grant } = account
  const scope = inputs.scope ?? effective.scope
  const { code, redirectUri, codeVerifier } = await runDesktopFlow({
    endpoints: effective.endpoints,
    clientId: clientIdOf(account),
    scope,
    // Google gives a refresh token with the first consent only; asking anew yields one again.
    prompt: inputs.prompt ?? (grant?.refreshToken ? 'SELECT_ACCOUNT' : 'CONSENT'),
    accessType: inputs.accessType ?? 'OFFLINE',
    loginHint: config.user ?? undefined,
    callbackUrl: inputs.callbackUrl ?? config.callbackUrl ?? undefined,
    issuer: effective.issuer,
    say: ports.say,
    openBrowser: ports.openBrowser,
    readPasted: ports.readPasted,
    onNotice: ports.notify,
    signal,
  })
  return await exchange(account, { code, redirectUri, codeVerifier, scope }, signal)
}

/** Web flow, first step: the URL to send the user to. The verifier is kept for the second step, whichever process does it. */
export async function beginWebFlow(
  account: ConsentContext,
  inputs: ConsentInputs,
): Promise<{ url: string; state: string }> {
  const { effective, ports, config } = account
  const client = clientIdOf(account)
  const callbackUrl = callbackUrlOf(inputs.callbackUrl ?? config.callbackUrl, inputs.authMode)
  const settings = await ports.settings()
  const shared = inputs.state
    ? undefined
    : (await settings.listPending(client)).find(row => row.callbackUrl === callbackUrl)
  const codeVerifier = shared?.codeVerifier ?? createPkce().codeVerifier
  const state = inputs.state ? new Secret(inputs.state) : createState()
  const scope = inputs.scope ?? effective.scope
  await settings.addPending({ client, callbackUrl, state, codeVerifier, scope, createdAt: ports.now() })
  const url = authorizationUrl({
    endpoints: effective.endpoints,
    clientId: client,
    redirectUri: callbackUrl,
    scope,
    state,
    codeChallenge: challengeOf(codeVerifier),
    prompt: inputs.prompt ?? 'SELECT_ACCOUNT',
    accessType: inputs.accessType ?? 'OFFLINE',
    loginHint: config.user ?? undefined,
  })
  return { url, state: state.reveal() }
}

/** For APP an address of this machine, which need not answer: the code is read off it. For WEB the registered one. */
function callbackUrlOf(given: string | null, authMode: ConsentInputs['authMode']): string {
  if (authMode === 'APP') {
    readLoopbackAddress(given ?? undefined)
    return given ?? 'http://127.0.0.1/'
  }
  if (given === null) {
    throw new GmailSqlError('MISSING_INPUT', 'GetOAuthAuthorizationURL needs the input CallbackURL', {
      hint: 'It is the redirect URI registered with the OAuth client.',
    })
  }
  if (!/^https:\/\//i.test(given)) readLoopbackAddress(given)
  return given
}

/** Web flow, second step: the code, or the whole callback URL, for tokens. */
export async function redeemVerifier(
  account: ConsentContext,
  inputs: ConsentInputs & { readonly verifier: string },
  signal: AbortSignal,
): Promise<TokenAnswer> {
  const callback = readCallback(inputs.verifier)
  if (callback.error) throw refusedByUser(callback.error)
  if (!callback.code)
    throw new GmailSqlError('BAD_INPUT', 'the Verifier holds no code', {
      hint: 'Pass the code of the callback URL, or the URL itself.',
    })
  tellForm(account, callback.form, callback.code.reveal() === inputs.verifier)
  checkIssuer(account, callback.iss ?? null)
  const state = inputs.state ?? callback.state ?? undefined
  const pending = await pendingOf(account, state, inputs.callbackUrl)
  const { callbackUrl: redirectUri, codeVerifier, scope } = pending
  const request = { code: callback.code, redirectUri, codeVerifier, scope: inputs.scope ?? scope }
  const answer = await exchange(account, request, signal)
  // A bare code does not tell which of several users' authorizations it ends; theirs end by themselves.
  if (state !== undefined) await (await account.ports.settings()).removePending(state)
  return answer
}

/** What was pasted may be more than the code: which of it is taken is told, but for the code itself. */
function tellForm({ ports }: ConsentContext, form: 'query' | 'code', isBare: boolean): void {
  if (isBare) return
  const what =
    form === 'query'
      ? 'a callback URL: the code in it is taken'
      : 'a code as it was pasted: it is taken percent-decoded and without what stands around it'
  ports.notify({ code: 'VERIFIER', message: `the Verifier is ${what}` })
}

interface Exchange {
  readonly code: Secret
  readonly redirectUri: string
  readonly codeVerifier: Secret
  readonly scope: string
}

async function exchange(
  account: ConsentContext,
  { scope, ...request }: Exchange,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  const { effective, ports } = account
  const answer = await exchangeCode({
    ...request,
    clientId: clientIdOf(account),
    clientSecret: effective.property('OAuthClientSecret'),
    endpoints: effective.endpoints,
    transport: ports.transport,
    onNotice: ports.notify,
    signal,
  })
  for (const secret of [answer.accessToken, answer.refreshToken]) if (secret) ports.learn(secret)
  requireGmailScope(answer.scope, scope)
  return { ...answer, scope: answer.scope ?? scope }
}

/** The authorization that a code belongs to: by its state, else the only callback of this client that is awaited. */
async function pendingOf(
  account: ConsentContext,
  state: string | undefined,
  callbackUrl: string | undefined,
): Promise<PendingAuthorization> {
  const rows = await (await account.ports.settings()).listPending(clientIdOf(account))
  if (state !== undefined) {
    const own = rows.find(row => row.state.reveal() === state)
    if (own) return own
    throw new GmailSqlError(
      'OAUTH_STATE',
      'the state of the callback belongs to no authorization that was begun here in the last ten minutes',
      {
        hint: 'Call GetOAuthAuthorizationURL again and send the user to its URL.',
      },
    )
  }
  const fitting = rows.filter(row => callbackUrl === undefined || row.callbackUrl === callbackUrl)
  const [newest] = fitting
  if (!newest) {
    throw new GmailSqlError('OAUTH_STATE', 'no authorization of this client is under way', {
      hint: 'Call GetOAuthAuthorizationURL first; its URL is good for ten minutes.',
    })
  }
  if (new Set(fitting.map(row => row.callbackUrl)).size > 1) {
    throw new GmailSqlError(
      'OAUTH_STATE',
      'authorizations with different CallbackURLs are under way, and the code does not tell which is meant',
      {
        hint: 'Pass CallbackURL or State, or the whole callback URL as Verifier.',
      },
    )
  }
  return newest
}

function checkIssuer({ effective }: ConsentContext, iss: string | null): void {
  if (iss === null || effective.issuer === undefined || iss === effective.issuer) return
  throw new GmailSqlError(
    'OAUTH_STATE',
    'the callback names another issuer than the authorization server that was asked',
    {
      hint: 'The code was not used. Begin again with GetOAuthAuthorizationURL.',
    },
  )
}

function refusedByUser(error: string): GmailSqlError {
  return new GmailSqlError('OAUTH_DENIED', `the authorization was refused: ${error.slice(0, 100)}`, {
    hint: 'Begin again and grant access.',
  })
}

export function anotherAccountConsented(email: string, user: string): GmailSqlError {
  return new GmailSqlError('AUTH_REFUSED', `${email} gave consent, but User is ${user}; nothing was stored`, {
    hint: 'Log in as the account that User names, or change User.',
  })
}

function clientIdOf({ effective }: ConsentContext): string {
  const clientId = effective.text('OAuthClientId')
  if (clientId) return clientId
  throw new GmailSqlError('MISSING_PROPERTY', 'OAuthClientId is needed', {
    hint: 'Create an OAuth client in the Google Cloud console and give OAuthClientId and OAuthClientSecret.',
  })
}
