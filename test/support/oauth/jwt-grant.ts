import { createPublicKey } from 'node:crypto'
import { compactVerify, decodeJwt, type JWTPayload } from 'jose'
import { type Context, errors, type Provider } from 'oidc-provider'
import { IMAP_ADMIN_SCOPE, MAIL_SCOPE, type ServerSettings, type ServiceAccount } from './settings.ts'

export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
/** Google takes assertions without a client id; the provider knows no request without one. */
export const JWT_CLIENT = 'assertions'

const GOOGLE_AUDIENCE = 'https://oauth2.googleapis.com/token'
/** Seconds: RFC 7523 leaves it open, Google takes no more than an hour. */
const LONGEST = 3600
/** Seconds that Google's clock and the signer's may differ. */
const TOLERANCE = 300

interface JwtGrantParts {
  readonly settings: ServerSettings
  readonly audience: string
}

/** Assertions of service accounts (RFC 7523), refused in Google's words. */
export function registerJwtGrant(provider: Provider, parts: JwtGrantParts): void {
  const handle = async (context: Context) => {
    const { assertion } = context.oidc.params
    if (!assertion) throw refused('invalid_request', 'Missing required parameter: assertion')
    const accepted = await accept(assertion, parts)
    const token = new provider.AccessToken({ ...accepted, client: context.oidc.client, gty: 'jwt_bearer' })
    const accessToken = await token.save()
    context.body = { access_token: accessToken, expires_in: token.expiration, token_type: 'Bearer' }
  }
  provider.registerGrantType(JWT_BEARER, handle, ['assertion'])
}

async function accept(
  assertion: string,
  parts: JwtGrantParts,
): Promise<{ accountId: string; scope: string }> {
  const claims = read(assertion)
  const account = parts.settings.serviceAccounts.find(({ email }) => email === claims.iss)
  if (account === undefined) throw refused('invalid_grant', 'Invalid grant: account not found')
  await verify(assertion, account)
  checkTimes(claims, Date.now() + parts.settings.clockOffset)
  if (claims.aud !== parts.audience && claims.aud !== GOOGLE_AUDIENCE) {
    throw refused(
      'invalid_grant',
      'Invalid JWT: Failed audience check. The right audience is the token endpoint.',
    )
  }
  const scope = typeof claims.scope === 'string' ? claims.scope.trim() : ''
  if (scope === '') throw refused('invalid_scope', 'Invalid OAuth scope or ID token audience provided.')
  checkDelegation(account, claims.sub, scope)
  return { accountId: claims.sub ?? account.email, scope }
}

function read(assertion: string): JWTPayload {
  try {
    return decodeJwt(assertion)
  } catch {
    throw refused('invalid_grant', 'Bad Request')
  }
}

async function verify(assertion: string, { publicKey }: ServiceAccount): Promise<void> {
  const key = typeof publicKey === 'string' ? createPublicKey(publicKey) : publicKey
  try {
    await compactVerify(assertion, key, { algorithms: ['RS256'] })
  } catch {
    throw refused('invalid_grant', 'Invalid JWT Signature.')
  }
}

function checkTimes({ iat, exp }: JWTPayload, now: number): void {
  const seconds = now / 1000
  const isGood =
    typeof iat === 'number' &&
    typeof exp === 'number' &&
    exp - iat <= LONGEST &&
    exp > seconds - TOLERANCE &&
    iat < seconds + TOLERANCE
  if (isGood) return
  throw refused(
    'invalid_grant',
    'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
  )
}

function checkDelegation(account: ServiceAccount, subject: string | undefined, scope: string): void {
  const granted = account.scopes ?? [MAIL_SCOPE, IMAP_ADMIN_SCOPE]
  const isDelegated = subject === undefined || subject === account.email || account.subjects.includes(subject)
  if (isDelegated && scope.split(/\s+/).every(word => granted.includes(word))) return
  throw refused(
    'unauthorized_client',
    'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
    401,
  )
}

function refused(error: string, description: string, status = 400): Error {
  const refusal = new errors.CustomOIDCProviderError(error, description)
  refusal.status = status
  refusal.statusCode = status
  return refusal
}
