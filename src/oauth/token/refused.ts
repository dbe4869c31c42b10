import { cleanText } from '../../util/clean-text.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { Secret } from '../../util/secret.ts'
import { membersOf, textMember } from '../http/answer-json.ts'
import { excerptOf } from '../http/excerpt.ts'
import { endpointError } from '../http/http-errors.ts'
import type { HttpAnswer } from '../types.ts'
import { hostOf } from './ports.ts'

/** A token endpoint's refusal (RFC 6749 §5.2), made fit for messages. */
export interface Refusal {
  /** One of the RFC's words or of Google's; '' when the answer names none. */
  readonly error: string
  /** Google's `error_subtype`, e.g. `invalid_rapt`. */
  readonly subtype: string
  /** At most 200 characters, no secret. */
  readonly description: string
  /** `error: description`, or what the body says otherwise. */
  readonly said: string
  readonly status: number
  readonly host: string
}

export function readRefusal(answer: HttpAnswer, url: string, secrets: readonly Secret[]): Refusal {
  const members = membersOf(answer.body)
  const error = wordOf(textMember(members, 'error'))
  const description = cleanText(textMember(members, 'error_description'), secrets)
  const told = [error, description].filter(part => part !== '').join(': ')
  return {
    error,
    subtype: wordOf(textMember(members, 'error_subtype')),
    description,
    said: told === '' ? excerptOf(answer.body, secrets) : told,
    status: answer.status,
    host: hostOf(url),
  }
}

function wordOf(text: string): string {
  return /^[\w.-]{1,64}$/.test(text) ? text : ''
}

const CLIENT_ERRORS = new Set([
  ...['invalid_client', 'unauthorized_client', 'deleted_client', 'disabled_client', 'org_internal'],
])
const DENIALS = new Set(['access_denied', 'admin_policy_enforced'])

/** What a refusal means whatever was asked for. */
export function commonRefusal(refusal: Refusal): GmailSqlError {
  const { error, host, said, status } = refusal
  if (CLIENT_ERRORS.has(error)) {
    return new GmailSqlError('OAUTH_CLIENT', `${host} does not accept the OAuth client: ${said}`, {
      hint: 'Compare OAuthClientId and OAuthClientSecret with the client in the Google Cloud console.',
    })
  }
  if (error === 'invalid_scope') {
    return new GmailSqlError('OAUTH_SCOPE', `${host} does not grant the scope: ${said}`, {
      hint: 'Scope must be one that the OAuth client may ask for; IMAP needs https://mail.google.com/.',
    })
  }
  if (DENIALS.has(error)) {
    return new GmailSqlError('OAUTH_DENIED', `${host} refuses: ${said}`, {
      hint: 'In a Workspace domain the administrator decides which apps may be used (API controls).',
    })
  }
  if (status === 429 || status >= 500) {
    return endpointError(`${host} failed with HTTP ${status}: ${said}`, 'Try again in a minute.', true)
  }
  return endpointError(
    `${host} answered HTTP ${status}: ${said}`,
    'Look at OAuthAccessTokenURL, and whether a login page of the network answers in its place.',
  )
}
