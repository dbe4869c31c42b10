import { GmailSqlError } from '../../util/errors.ts'
import type { Secret } from '../../util/secret.ts'
import type { TokenAnswer } from '../types.ts'
import { askWithLibrary } from './google-client.ts'
import type { ClientLogin, ExchangePorts } from './ports.ts'
import { readAnswer } from './read-answer.ts'
import { commonRefusal, type Refusal, readRefusal } from './refused.ts'
import { postPatiently } from './retry.ts'

export interface Refresh extends ClientLogin, ExchangePorts {
  readonly refreshToken: Secret
  /** How long ago the grant was got, where known: a week tells of a project in Testing. */
  readonly grantAgeMs?: number | undefined
}

/**
 * New tokens for a refresh token (RFC 6749 §6). At most three tries, on network failure, 5xx and 429 only. A
 * `refreshToken` in the answer replaces the one that was sent, which a rotating server has ended; null leaves it valid.
 *
 * @throws OAUTH_GRANT_DEAD, OAUTH_CLIENT, OAUTH_SCOPE, OAUTH_DENIED, and what the transport throws.
 */
export async function refreshTokens(input: Refresh): Promise<TokenAnswer> {
  const secrets = [input.refreshToken, input.clientSecret].filter(secret => secret !== null)
  const answer = await postPatiently(() => postRefresh(input), input.signal)
  if (answer.status === 200) return readAnswer(answer, { ...input, secrets })
  throw refreshError(readRefusal(answer, input.endpoints.token, secrets), input.grantAgeMs)
}

async function postRefresh(input: Refresh) {
  return await askWithLibrary(input, input, async client => {
    client.setCredentials({ refresh_token: input.refreshToken.reveal() })
    await client.refreshAccessToken()
  })
}

function refreshError(refusal: Refusal, grantAgeMs: number | undefined): GmailSqlError {
  if (refusal.error !== 'invalid_grant') return commonRefusal(refusal)
  return new GmailSqlError(
    'OAUTH_GRANT_DEAD',
    `${refusal.host} does not accept the refresh token any more (${refusal.said})`,
    {
      hint: `Log in again. ${causes(refusal, grantAgeMs)}`,
    },
  )
}

const TESTING = 'the Google Cloud project is in Testing, where a grant lives 7 days'
const SESSION_POLICY = 'a session policy of the Workspace domain'
/** In the order of likelihood. */
const CAUSES = [
  'access was revoked by the user',
  'it was not used for 6 months',
  'the password was changed, which ends grants with Gmail scopes',
  'too many live refresh tokens of this client and account (100), the oldest of which ends',
  SESSION_POLICY,
  TESTING,
]

function causes(refusal: Refusal, grantAgeMs: number | undefined): string {
  const first = likeliest(refusal, grantAgeMs)
  const ordered = first === null ? CAUSES : [first, ...CAUSES.filter(cause => cause !== first)]
  return `Causes, the likeliest first: ${ordered.map((cause, index) => `(${index + 1}) ${cause}`).join('; ')}.`
}

function likeliest(refusal: Refusal, grantAgeMs: number | undefined): string | null {
  if (refusal.subtype === 'invalid_rapt' || /rapt|reauth/i.test(refusal.description)) return SESSION_POLICY
  const days = (grantAgeMs ?? 0) / 86_400_000
  return days >= 6.5 && days <= 7.5 ? TESTING : null
}
