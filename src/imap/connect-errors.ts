import { mailServer, reachText } from '../net/reach-texts.ts'
import { type GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import { markBusy } from './busy.ts'
import {
  asLibraryError,
  type ErrorContext,
  failure,
  isProtocolCode,
  type LibraryError,
  limitError,
  lostError,
  type ServerAnswer,
  serverAnswer,
} from './errors.ts'
import { cleanServerText } from './server-text.ts'
import { tlsError } from './tls-errors.ts'

const ENABLE_IMAP =
  'Enable IMAP in Gmail: Settings → Forwarding and POP/IMAP → Enable IMAP → Save Changes. ' +
  'In Google Workspace the administrator may forbid it.'
const BAD_TOKEN =
  'The access token is expired, revoked or of another account than User: get a new one. ' +
  'The scope must be https://mail.google.com/.'
const APP_PASSWORD =
  'Gmail takes no account password here: create an app password ' +
  '(Google Account → Security → 2-Step Verification → ' +
  'App passwords) or use OAuth (InitiateOAuth=GETANDREFRESH).'

/** A failure of connecting, securing or logging in. `secure`: TLS from the first byte. */
export function connectError(
  error: unknown,
  context: ErrorContext,
  how: { kind: string; secure: boolean },
): GmailSqlError {
  if (isGmailSqlError(error)) return error
  const library = asLibraryError(error)
  const answer = serverAnswer(library, context)
  if (library.authenticationFailed === true || answer.status === 'NO' || answer.status === 'BAD') {
    return loginError(library, answer, context, how.kind)
  }
  if (library.code === 'STARTTLS_INJECTION') {
    return failure(
      'PROTOCOL',
      `${mailServer(context)} sent data between STARTTLS and the TLS handshake; it was not used.`,
      {
        hint: 'Somebody on the way may be tampering; use the port with TLS from the start (993).',
      },
    )
  }
  return tlsError(library, context, how.secure) ?? reachError(library, context)
}

/** Nothing came within Timeout. `state`: how far the connection had come. */
export function silentError(context: ErrorContext, state: 'new' | 'open' | 'greeted'): GmailSqlError {
  const what = {
    new: 'did not answer',
    open: 'accepted the connection but did not greet',
    greeted: 'stopped during the login',
  }
  return failure('CONNECT', `${mailServer(context)} ${what[state]} within Timeout.`, {
    hint: 'Check Server and Port, or raise Timeout.',
  })
}

const OWN_TEXTS: ReadonlyMap<unknown, string> = new Map([
  ['ETIMEDOUT', 'did not answer'],
  ['GREETING_TIMEOUT', 'accepted the connection but did not greet within Timeout'],
  ['UPGRADE_TIMEOUT', 'did not finish the TLS handshake'],
])

function reachError(library: LibraryError, context: ErrorContext): GmailSqlError {
  if (isProtocolCode(library.code)) return lostError(library, context, 'the greeting')
  const bye = typeof library.reason === 'string' ? cleanServerText(library.reason, context.secrets) : ''
  const limit = limitError(bye, '', context)
  if (limit !== null) return limit
  const what =
    reachText(library.code) ??
    OWN_TEXTS.get(library.code) ??
    (bye === '' ? 'closed the connection before the login' : `said BYE: ${bye}`)
  return failure('CONNECT', `${mailServer(context)} ${what}.`, {
    hint: 'Check Server, Port and the network; then try again.',
  })
}

function loginError(
  library: LibraryError,
  answer: ServerAnswer,
  context: ErrorContext,
  kind: string,
): GmailSqlError {
  const limit = limitError(answer.text, answer.code, context)
  if (limit !== null) return limit
  const said = answer.text === '' ? '' : `: ${answer.text}`
  if (answer.code === 'UNAVAILABLE' || /temporary system error/i.test(answer.text)) {
    return markBusy(
      failure('CONNECT', `${mailServer(context)} cannot log ${context.user} in now${said}`, {
        hint: 'Try again.',
      }),
      'short',
    )
  }
  const oauth = oauthText(library.oauthError, context)
  const hint = loginHint(library, answer, kind)
  return failure('AUTH_REFUSED', `The mail server refused the login of ${context.user}${said}${oauth}`, {
    hint,
  })
}

function loginHint(library: LibraryError, answer: ServerAnswer, kind: string): string {
  const line = typeof library.response === 'string' ? library.response : answer.text
  const url = webAlertUrl(library, answer)
  if (url !== null) return `Google asks for a login in the browser: ${url}`
  if (/imap.{0,30}(disabled|not enabled)|not enabled for imap/i.test(`${answer.text} ${line}`))
    return ENABLE_IMAP
  if (kind === 'accessToken') return BAD_TOKEN
  return APP_PASSWORD
}

/** The address of `[WEBALERT …]`: https only and without control characters, since a user may click it. */
function webAlertUrl(library: LibraryError, answer: ServerAnswer): string | null {
  const unparsed = library.parserError?.parserContext?.input
  const lines = [library.response, unparsed, answer.text].filter(line => typeof line === 'string')
  for (const line of lines) {
    const match = /WEBALERT "?(https:\/\/[\x21\x23-\x5c\x5e-\x7e]{1,500})/i.exec(line)
    if (match !== null) return match[1]!
  }
  return null
}

/**
 * Google's JSON in the continuation of a refused XOAUTH2: `{"status":"400","schemes":"Bearer","scope":"…"}`.
 */
function oauthText(oauth: unknown, context: ErrorContext): string {
  if (typeof oauth !== 'object' || oauth === null) return ''
  const { status, scope } = oauth as { status?: unknown; scope?: unknown }
  const parts = [
    typeof status === 'string' ? `status ${status}` : '',
    typeof scope === 'string' ? `scope ${scope}` : '',
  ].filter(part => part !== '')
  return parts.length === 0 ? '' : ` (OAuth ${cleanServerText(parts.join(', '), context.secrets)})`
}
