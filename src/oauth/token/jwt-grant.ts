import { GmailSqlError } from '../../util/errors.ts'
import { Secret } from '../../util/secret.ts'
import type { HttpAnswer, ServiceKey, TokenAnswer } from '../types.ts'
import { signalOf } from './google-client.ts'
import { signAssertion } from './jwt-assertion.ts'
import { jwtError } from './jwt-errors.ts'
import { type ExchangePorts, isGoogle } from './ports.ts'
import { readAnswer } from './read-answer.ts'
import { readRefusal } from './refused.ts'
import { postPatiently } from './retry.ts'

export interface JwtGrant extends ExchangePorts {
  readonly key: ServiceKey
  /** Address of the service account. */
  readonly issuer: string
  /** The user to act for. */
  readonly subject: string | null
  readonly scope: string
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined
}

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
/** Google wants this one in `aud`, whichever of its addresses the assertion is posted to. */
const GOOGLE_AUDIENCE = 'https://oauth2.googleapis.com/token'

/**
 * An access token for a service account acting for a user (RFC 7523 §2.1). At most three tries, on network failure,
 * 5xx and 429 only, each with an assertion of its own. There is no refresh token.
 *
 * @throws MISSING_PROPERTY (issuer, subject), OAUTH_CLIENT (key, clock, delegation), OAUTH_SCOPE, OAUTH_DENIED, and what
 * the transport throws.
 */
export async function jwtGrant(input: JwtGrant): Promise<TokenAnswer> {
  const subject = required(input)
  const now = input.now ?? Date.now
  const secrets: Secret[] = [input.key.privateKey]
  const post = async (): Promise<HttpAnswer> => {
    const audience = isGoogle(input.endpoints) ? GOOGLE_AUDIENCE : input.endpoints.token
    const assertion = signAssertion(input.key, { ...input, subject, audience, now: now() })
    secrets.push(new Secret(assertion))
    return await input.transport.post(
      input.endpoints.token,
      { grant_type: GRANT_TYPE, assertion },
      signalOf(input),
    )
  }
  const answer = await postPatiently(post, input.signal)
  if (answer.status === 200) return readAnswer(answer, { ...input, clientId: null, secrets })
  const refusal = readRefusal(answer, input.endpoints.token, secrets)
  const { issuer, scope } = input
  throw jwtError(refusal, { issuer, subject, scope, now: now(), date: answer.headers['date'] })
}

function required({ issuer, subject }: JwtGrant): string {
  if (issuer === '') {
    throw new GmailSqlError(
      'MISSING_PROPERTY',
      'OAuthJWTIssuer is needed: the address of the service account',
      {
        hint: 'It ends in .iam.gserviceaccount.com and stands in the Google Cloud console under Service accounts.',
      },
    )
  }
  if (subject !== null && subject !== '') return subject
  throw new GmailSqlError('MISSING_PROPERTY', 'OAuthJWTSubject is needed: a service account has no mailbox', {
    hint: 'Set OAuthJWTSubject to the address of the user whose mail is meant.',
  })
}
