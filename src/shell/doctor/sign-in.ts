import { signInOf } from '../connections/list-rows.ts'
import type { Library, StoredConnection } from '../door.ts'
import type { Properties } from './account.ts'
import { type Finding, failed } from './finding.ts'

const DAY_MS = 86_400_000
/** Google's, for clients of a project in testing mode. */
const TESTING_DAYS = 7
/** So many days before that it is told. */
const SOON_DAYS = 2
/** The scopes that Gmail's IMAP takes. */
const MAIL_SCOPES = ['https://mail.google.com/', 'https://www.googleapis.com/auth/gmail.imap_admin']

/** What is kept of a sign-in by OAuth; nothing is sent. */
export async function* checkSignIn(library: Library, properties: Properties): AsyncGenerator<Finding> {
  const check = 'Sign-in'
  const user = properties.get('User') ?? ''
  if (properties.get('Password')) {
    yield { check, outcome: 'ok', detail: 'by app password' }
    return
  }
  try {
    const { connections, location, protection } = await library.listConnections(
      properties.get('OAuthSettingsLocation') || undefined,
    )
    const given = [...properties].filter(([, value]) => value !== '')
    const grant = signInOf(Object.fromEntries(given), connections)
    const kept = `${location}, the key in: ${protection}`
    if (!grant) {
      yield { check, outcome: 'warn', detail: `none is kept for ${user || 'anybody'} in ${kept}`, hint: HOW }
      return
    }
    const used = ago(grant.usedAt, Date.now())
    yield { check, outcome: 'ok', detail: `of ${grant.user}, used ${used}, kept in ${kept}` }
    yield tokenFinding(grant, Date.now())
    yield scopeFinding(grant)
  } catch (error) {
    yield failed(check, error)
  }
}

/** How long the sign-in will do. */
export function tokenFinding(
  grant: Pick<StoredConnection, 'hasRefreshToken' | 'isServiceAccount' | 'consentedAt'>,
  now: number,
): Finding {
  const check = 'Token'
  if (grant.isServiceAccount)
    return { check, outcome: 'ok', detail: 'the key of a service account signs for a new one each time' }
  if (!grant.hasRefreshToken)
    return {
      check,
      outcome: 'warn',
      detail: 'there is no refresh token: the sign-in ends with its access token',
      hint: HOW,
    }
  if (grant.consentedAt === null)
    return {
      check,
      outcome: 'ok',
      detail: 'a refresh token of unknown age: it was given, not got here',
      hint: PUBLISH,
    }
  const days = Math.max(0, Math.floor((now - grant.consentedAt) / DAY_MS))
  const detail = `the refresh token is ${days} day${days === 1 ? '' : 's'} old`
  if (days > TESTING_DAYS)
    return {
      check,
      outcome: 'ok',
      detail: `${detail}; those of a client in testing mode live ${TESTING_DAYS}`,
    }
  const end = new Date(grant.consentedAt + TESTING_DAYS * DAY_MS).toISOString().slice(0, 10)
  return {
    check,
    outcome: days >= TESTING_DAYS - SOON_DAYS ? 'warn' : 'ok',
    detail: `${detail}; a client in testing mode loses it after ${TESTING_DAYS}, on ${end}`,
    hint: PUBLISH,
  }
}

/** Whether what was granted opens mail. */
export function scopeFinding({ scope }: Pick<StoredConnection, 'scope'>): Finding {
  const check = 'Scope'
  if (scope === null)
    return { check, outcome: 'skip', detail: 'not known for tokens that were given; the login tells' }
  const granted = scope.split(/\s+/)
  if (MAIL_SCOPES.some(wanted => granted.includes(wanted)))
    return { check, outcome: 'ok', detail: `granted: ${scope}` }
  return {
    check,
    outcome: 'fail',
    detail: `granted: ${scope || 'nothing'}; IMAP needs ${MAIL_SCOPES[0]}`,
    hint: 'Sign in again with gmailsql login, and leave the box for Gmail ticked; leave Scope out.',
  }
}

function ago(then: number, now: number): string {
  const days = Math.floor((now - then) / DAY_MS)
  return days <= 0 ? 'today' : `${days} day${days === 1 ? '' : 's'} ago`
}

const HOW =
  'Sign in with gmailsql login, or InitiateOAuth=GETANDREFRESH. A project in testing mode (Google Cloud, OAuth consent screen) has to be signed in to every 7 days.'
const PUBLISH =
  'A project in testing mode is published in the Google Cloud console: Google Auth Platform, Audience, "Publish app"; then sign in again.'
