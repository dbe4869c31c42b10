import { GmailSqlError, isGmailSqlError } from '../../util/errors.ts'
import type { Secret } from '../../util/secret.ts'
import { escapeForTerminal } from '../../util/text.ts'
import { type Callback, readCallback } from './callback.ts'
import { isSameState } from './state.ts'

/** RFC 6749 §4.1.2.1: the user, or the server by itself, says no. */
const DENIED = 'access_denied'

/** What a callback must match. */
export interface Expected {
  readonly state: Secret
  /** RFC 9207; undefined: the server's issuer is not known, so `iss` is not looked at. */
  readonly issuer?: string | undefined
}

/**
 * `code`: ours, exchange it · `refused`: ours, and it says that there will be no code · `foreign`: not ours, go on
 * waiting.
 */
export type Verdict =
  | { readonly kind: 'code'; readonly code: Secret }
  | { readonly kind: 'refused'; readonly error: GmailSqlError; readonly isByUser: boolean }
  | { readonly kind: 'foreign'; readonly error: GmailSqlError }

/** A callback as it arrived at the listener: nothing without our state is believed. */
export function judgeQuery(query: string, expected: Expected): Verdict {
  return withReading(`?${query}`, callback => judge(callback, expected))
}

/**
 * A callback as the user pasted it. A code alone has no state; it is taken, because the proof key ties it to this
 * request (RFC 9700 §2.1.1), and the user put it there by hand.
 */
export function judgePasted(text: string, expected: Expected): Verdict {
  return withReading(text, callback => {
    if (callback.form === 'code' && callback.code !== undefined) return { kind: 'code', code: callback.code }
    return judge(callback, expected)
  })
}

function withReading(text: string, decide: (callback: Callback) => Verdict): Verdict {
  try {
    return decide(readCallback(text))
  } catch (error) {
    if (isGmailSqlError(error)) return { kind: 'foreign', error }
    throw error
  }
}

/** Whose callback it is, before anything that it says. */
function judge(callback: Callback, { state, issuer }: Expected): Verdict {
  if (callback.state === undefined) return foreign('has no state')
  if (!isSameState(state, callback.state)) return foreign('has the state of another request')
  const isOtherIssuer = issuer !== undefined && callback.iss !== undefined && callback.iss !== issuer
  if (isOtherIssuer) return foreign(`comes from ${shown(callback.iss)}, not from ${issuer}`)
  if (callback.error !== undefined) {
    return { kind: 'refused', error: refusalOf(callback), isByUser: callback.error === DENIED }
  }
  return callback.code === undefined ? foreign('holds no code') : { kind: 'code', code: callback.code }
}

function foreign(why: string): Verdict {
  const hint = 'Use the page that was opened last, and no older one.'
  return { kind: 'foreign', error: new GmailSqlError('OAUTH_STATE', `The callback ${why}.`, { hint }) }
}

/**
 * What the `error` of a callback means (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6): OAUTH_DENIED, OAUTH_SCOPE,
 * OAUTH_CLIENT or OAUTH_ENDPOINT.
 */
function refusalOf({ error = '', errorDescription }: Callback): GmailSqlError {
  if (error === DENIED) {
    return new GmailSqlError('OAUTH_DENIED', 'The user did not grant access (access_denied).', {
      hint: 'Start again and press Allow; a Workspace administrator may have to permit the app first.',
    })
  }
  const description = errorDescription === undefined ? '' : `: ${shown(errorDescription)}`
  const message = `The authorization server refused: ${shown(error)}${description}`
  const [code, hint] = meaningOf(error)
  return new GmailSqlError(code, message, { hint })
}

function meaningOf(
  error: string,
): readonly ['OAUTH_DENIED' | 'OAUTH_SCOPE' | 'OAUTH_CLIENT' | 'OAUTH_ENDPOINT', string] {
  switch (error) {
    case 'invalid_scope':
      return ['OAUTH_SCOPE', 'Check the property Scope; Gmail over IMAP needs https://mail.google.com/.']
    case 'unauthorized_client':
    case 'invalid_client':
      return ['OAUTH_CLIENT', 'Check OAuthClientId, and that the app is registered for this kind of sign-in.']
    case 'server_error':
    case 'temporarily_unavailable':
      return ['OAUTH_ENDPOINT', 'Try again in a few minutes.']
    case 'interaction_required':
    case 'login_required':
    case 'consent_required':
    case 'account_selection_required':
      return ['OAUTH_DENIED', 'The user must be asked: use Prompt=CONSENT instead of NONE.']
    default:
      return [
        'OAUTH_DENIED',
        'The app’s settings in the Google Cloud console or in Workspace do not allow it.',
      ]
  }
}

function shown(text: string | undefined): string {
  return escapeForTerminal((text ?? '').slice(0, 200))
}
