import { membersOf } from '../http/answer-json.ts'
import { endpointError } from '../http/http-errors.ts'
import type { Endpoints } from '../types.ts'
import { hostOf, isGoogle } from './ports.ts'

const GOOGLE_ISSUERS = ['https://accounts.google.com', 'accounts.google.com']
const MAX_EMAIL = 320

/**
 * The account that consented, of the id_token's `email` claim; null when there is none or it is not verified. The
 * signature is not checked: the token came from the token endpoint over TLS (OpenID Connect Core §3.1.3.7, 6).
 *
 * @throws OAUTH_ENDPOINT when it is no id_token, or one for another client or of another issuer.
 */
export function emailOf(idToken: unknown, clientId: string, endpoints: Endpoints): string | null {
  if (idToken === undefined || idToken === null || idToken === '') return null
  const claims = claimsOf(idToken)
  if (claims === null) throw bad(endpoints, 'an id_token that cannot be read')
  if (![claims.get('aud')].flat().includes(clientId)) throw bad(endpoints, 'an id_token for another client')
  const issuer = claims.get('iss')
  if (isGoogle(endpoints) && !GOOGLE_ISSUERS.includes(String(issuer))) {
    throw bad(endpoints, 'an id_token of another issuer')
  }
  return verifiedEmail(claims)
}

function claimsOf(idToken: unknown): ReadonlyMap<string, unknown> | null {
  if (typeof idToken !== 'string' || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(idToken)) return null
  return membersOf(Buffer.from(idToken.split('.')[1]!, 'base64url').toString('utf8'))
}

function verifiedEmail(claims: ReadonlyMap<string, unknown>): string | null {
  const email = claims.get('email')
  if (typeof email !== 'string' || claims.get('email_verified') === false) return null
  const isAddress = email.length <= MAX_EMAIL && /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u.test(email)
  return isAddress ? email : null
}

function bad(endpoints: Endpoints, what: string) {
  return endpointError(
    `${hostOf(endpoints.token)} answered with ${what}`,
    'Look at OAuthAccessTokenURL and OAuthClientId.',
  )
}
