import { type ErrorCode, GmailSqlError } from '../../util/errors.ts'
import { ASSERTION_SECONDS } from './jwt-assertion.ts'
import { commonRefusal, type Refusal } from './refused.ts'

/** What was asserted, and when by whose clock. */
export interface Asserted {
  readonly issuer: string
  readonly subject: string
  readonly scope: string
  /** Milliseconds since the epoch, when the answer came. */
  readonly now: number
  /** The answer's HTTP header Date. */
  readonly date: string | undefined
}

/** Network delay and whole seconds of the Date header stay below. */
const CLOCK_TOLERANCE_SECONDS = 30

const DELEGATION =
  'Admin console → Security → Access and data control → API controls → Domain-wide delegation: ' +
  'the service account’s client id must be listed there'

/** A refused assertion: one cause each, told by the endpoint's words and the two clocks. */
export function jwtError(refusal: Refusal, asserted: Asserted): GmailSqlError {
  const { error, description, host, said } = refusal
  const refused = `${host} refuses the service account ${asserted.issuer}: ${said}`
  const fail = (code: ErrorCode, hint: string) => new GmailSqlError(code, refused, { hint })
  if (error === 'invalid_grant' || error === 'invalid_request') {
    return fail('OAUTH_CLIENT', grantHint(description, asserted))
  }
  if (error === 'invalid_scope' || (error === 'access_denied' && /scope/i.test(description))) {
    const hint = `The scope ${asserted.scope} is not granted to it. ${DELEGATION} with exactly this scope.`
    return fail('OAUTH_SCOPE', hint)
  }
  if (error === 'unauthorized_client' || error === 'access_denied') {
    const hint = `It may not act for ${asserted.subject}. ${DELEGATION} with the scope ${asserted.scope}.`
    return fail('OAUTH_CLIENT', hint)
  }
  if (error === 'invalid_client') return fail('OAUTH_CLIENT', issuerHint(asserted))
  return commonRefusal(refusal)
}

function grantHint(description: string, asserted: Asserted): string {
  if (/signature|kid\b|public key/i.test(description)) {
    return `The key is not one of ${asserted.issuer}: OAuthJWTCert belongs to another account or was deleted, or OAuthJWTIssuer is wrong.`
  }
  if (
    /short-lived|time ?frame|\biat\b|\bexp\b|expir|future|not yet|lifetime|too (?:old|long)/i.test(
      description,
    )
  ) {
    return timeHint(asserted)
  }
  if (/\bsub\b|subject|user ?id|invalid email/i.test(description)) {
    return `There is no user ${asserted.subject} that it may act for. Look at OAuthJWTSubject: it takes the primary address.`
  }
  if (/issuer|\biss\b|account not found/i.test(description)) return issuerHint(asserted)
  return (
    clockHint(asserted) ??
    `Look at OAuthJWTCert, OAuthJWTIssuer (${asserted.issuer}) and OAuthJWTSubject (${asserted.subject}).`
  )
}

function issuerHint(asserted: Asserted): string {
  return `There is no service account ${asserted.issuer}. Set OAuthJWTIssuer to its address, which ends in .iam.gserviceaccount.com.`
}

function timeHint(asserted: Asserted): string {
  return (
    clockHint(asserted) ??
    `The clocks agree, so the endpoint takes a shorter lifetime than the ${ASSERTION_SECONDS} s (exp − iat) of the assertion.`
  )
}

/** Null when the clocks agree, or the answer does not tell its time. */
function clockHint({ now, date }: Asserted): string | null {
  const serverNow = Date.parse(date ?? '')
  const ahead = Math.round((now - serverNow) / 1000)
  if (Number.isNaN(ahead) || Math.abs(ahead) < CLOCK_TOLERANCE_SECONDS) return null
  const way = ahead > 0 ? 'ahead of' : 'behind'
  return `The clock of this machine is ${Math.abs(ahead)} s ${way} the endpoint’s. Set it right.`
}
