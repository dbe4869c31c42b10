import { GmailSqlError } from '../../util/errors.ts'
import type { Secret } from '../../util/secret.ts'
import type { Endpoints } from '../types.ts'
import { readEndpoint } from './safe-url.ts'

/** What the server asks the user again although it knows the answer. */
export type Prompt = 'SELECT_ACCOUNT' | 'CONSENT' | 'NONE'
/** OFFLINE: a refresh token is wanted. */
export type AccessType = 'OFFLINE' | 'ONLINE'

export interface AuthorizationRequest {
  readonly endpoints: Pick<Endpoints, 'authorize'>
  readonly clientId: string
  readonly redirectUri: string
  /** Space-separated. */
  readonly scope: string
  readonly state: Secret
  /** S256 (RFC 7636 §4.2). */
  readonly codeChallenge: string
  /** Default CONSENT. */
  readonly prompt?: Prompt | undefined
  /** Default OFFLINE. */
  readonly accessType?: AccessType | undefined
  /** The address to log in with, so that the user need not choose. */
  readonly loginHint?: string | undefined
}

/**
 * The address that the user's browser is sent to (RFC 6749 §4.1.1, RFC 7636 §4.3).
 * @throws BAD_PROPERTY for an endpoint that is neither https nor on this machine, BAD_VALUE for control characters.
 */
export function authorizationUrl(request: AuthorizationRequest): string {
  const url = readEndpoint(request.endpoints.authorize, 'OAuthAuthorizationURL')
  const accessType = request.accessType ?? 'OFFLINE'
  const parameters = {
    response_type: 'code',
    client_id: plain('OAuthClientId', request.clientId),
    redirect_uri: plain('CallbackURL', request.redirectUri),
    scope: readScope(request.scope),
    state: request.state.reveal(),
    code_challenge: request.codeChallenge,
    code_challenge_method: 'S256',
    access_type: accessType.toLowerCase(),
    prompt: promptFor(request.prompt ?? 'CONSENT', accessType),
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  if (request.loginHint) url.searchParams.set('login_hint', plain('User', request.loginHint))
  return url.href
}

/** Google gives a refresh token with a consent only: whoever wants one must ask for the consent again. */
function promptFor(prompt: Prompt, accessType: AccessType): string {
  if (prompt === 'SELECT_ACCOUNT' && accessType === 'OFFLINE') return 'select_account consent'
  return prompt.toLowerCase()
}

/** RFC 6749 §3.3. */
function readScope(scope: string): string {
  const words = scope.split(' ').filter(word => word !== '')
  if (words.length > 0 && words.every(word => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(word)))
    return words.join(' ')
  throw new GmailSqlError(
    'BAD_VALUE',
    `Scope takes words separated by blanks, not ${JSON.stringify(scope)}.`,
    {
      hint: 'Gmail over IMAP needs https://mail.google.com/.',
    },
  )
}

function plain(name: string, value: string): string {
  if (!/[\u0000-\u001f\u007f-\u009f]/.test(value)) return value
  throw new GmailSqlError('BAD_VALUE', `${name} holds a control character: ${JSON.stringify(value)}.`, {
    hint: 'If it was pasted or read from a file, remove the line end.',
  })
}
