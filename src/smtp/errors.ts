import type { PeerFault } from '../net/peer-certificate.ts'
import { mailServer, reachText } from '../net/reach-texts.ts'
import { pinHint, tlsFault } from '../net/tls-faults.ts'
import { cleanText } from '../util/clean-text.ts'
import { GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import type { Mail } from './options.ts'

/** What a message of an error may name; the secrets are left out of every text. */
export interface SmtpContext {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly secrets: readonly string[]
  readonly isToken: boolean
}

/** What nodemailer and node put on their errors; nothing trusted. */
export interface LibraryError {
  readonly code?: unknown
  readonly originalCode?: unknown
  readonly message?: unknown
  readonly command?: unknown
  readonly response?: unknown
  readonly responseCode?: unknown
  readonly rejectedErrors?: unknown
}

function asLibraryError(error: unknown): LibraryError {
  return typeof error === 'object' && error !== null ? error : { message: String(error) }
}

/** How far the content of a message had come. */
export interface Progress {
  /** All of it was given to the connection, so that the server may have taken it. */
  isComplete: boolean
}

function saidBy(response: unknown, { secrets }: SmtpContext): string {
  return typeof response === 'string' ? cleanText(response, secrets) : ''
}

/** The library ends its own wait, of Timeout, with the code of the system. */
function textOf(code: unknown): string | undefined {
  return reachText(code === 'ETIMEDOUT' ? 'CONNECT_TIMEOUT' : code)
}

/** A failure of connecting or securing: nothing of the message was sent. */
export function connectFailure(error: unknown, context: SmtpContext): GmailSqlError {
  if (isGmailSqlError(error)) return error
  const library = asLibraryError(error)
  // These are the library's own, of SMTP, though they look like codes of TLS.
  const isOfSmtp = library.code === 'EPROTOCOL' || library.code === 'ETLS'
  const code = library.originalCode ?? (isOfSmtp ? undefined : library.code)
  const fault = tlsFault({ code, message: library.message })
  if (fault !== null) return peerRefused({ what: fault.what, fingerprint: '' }, context)
  if (library.code === 'ETLS')
    return peerRefused({ what: 'STARTTLS failed or is not offered', fingerprint: '' }, context)
  const said = saidBy(library.response, context)
  const what =
    said === ''
      ? (textOf(library.originalCode) ?? textOf(library.code) ?? 'closed the connection before it greeted')
      : `does not take mail now: ${said}`
  return new GmailSqlError('CONNECT', `${mailServer(context)} ${what}.`, {
    hint: 'Check SMTPServer, SMTPPort and the network. Nothing was sent.',
  })
}

export function peerRefused({ what, fingerprint }: PeerFault, { host, port }: SmtpContext): GmailSqlError {
  const pin = fingerprint === '' ? '' : ` ${pinHint(fingerprint)}`
  return new GmailSqlError('TLS_REFUSED', `No secure connection to ${host}:${port}: ${what}.`, {
    hint: `Port 465 takes TLS from the start, port 587 takes STARTTLS. Nothing was sent.${pin}`,
  })
}

const BAD_TOKEN =
  'The access token is expired, revoked or of another account than User: get a new one. ' +
  'The scope must be https://mail.google.com/.'
const APP_PASSWORD =
  'Gmail takes no account password here: create an app password ' +
  '(Google Account → Security → 2-Step Verification → App passwords) or use OAuth (InitiateOAuth=GETANDREFRESH).'

export function loginFailure(error: unknown, context: SmtpContext): GmailSqlError {
  const library = asLibraryError(error)
  const said = saidBy(library.response, context)
  if (isGmailSqlError(error)) return error
  if (said === '') return lost(library, context, 'the login')
  const message = `${mailServer(context)} refused the login of ${context.user}: ${said}`
  if (/^4/.test(said)) return new GmailSqlError('CONNECT', message, { hint: 'Try again later.' })
  return new GmailSqlError('AUTH_REFUSED', message, { hint: context.isToken ? BAD_TOKEN : APP_PASSWORD })
}

/** A failure from MAIL FROM on. Once the content is out, only an answer of the server tells what became of it. */
export function sendFailure(
  error: unknown,
  { isComplete }: Progress,
  about: { readonly mail: Mail; readonly context: SmtpContext },
): GmailSqlError {
  const { mail, context } = about
  const library = asLibraryError(error)
  const said = saidBy(library.response, context)
  // RFC 5321 §4.2.1: what begins otherwise is no answer that refuses.
  if (/^[45]/.test(said)) return refusal(library, said, context)
  if (said !== '' && !isComplete) return notSmtp(context, 'the sending')
  if (/larger than allowed/.test(String(library.message)))
    return new GmailSqlError(
      'MESSAGE_LIMIT',
      `The message has ${mail.octets.length} bytes, and ${context.host} takes fewer.`,
      { hint: 'Attach less. Nothing was sent.' },
    )
  if (!isComplete) return isGmailSqlError(error) ? error : lost(library, context, 'the sending')
  return new GmailSqlError(
    'OUTCOME_UNKNOWN',
    `${mailServer(context)} got the message ${mail.messageId} and did not say whether it took it.`,
    { hint: 'It may have been sent: look for its MessageId in SentMail before you send it again.' },
  )
}

function refusal(library: LibraryError, said: string, context: SmtpContext): GmailSqlError {
  const each = refusedRecipients(library.rejectedErrors, context).map(
    ({ address, said: why }) => `${address} (${why})`,
  )
  const what = each.length === 0 ? said : each.join('; ')
  const message = `${mailServer(context)} did not take the message: ${what}`
  if (/5\.4\.5|(sending|quota|rate).{0,20}(limit|exceeded)|limit exceeded/i.test(said))
    return new GmailSqlError('SEND_REFUSED', message, {
      hint: 'Gmail limits how much an account sends in a day. Nothing was sent; try again later.',
      retryable: true,
    })
  if (/^53[0458]/.test(said))
    return new GmailSqlError('AUTH_REFUSED', message, {
      hint: 'Nothing was sent. The server wants another login, or TLS before it: look at TLS and SMTPPort.',
    })
  // RFC 3463: 5.2.2 is the full mailbox of a recipient, to which RFC 5321 gives the same 552.
  if (/\b5\.(2\.3|3\.4)\b|^552 (?!5\.)/.test(said))
    return new GmailSqlError('MESSAGE_LIMIT', message, { hint: 'Attach less. Nothing was sent.' })
  const isTemporary = /^4/.test(said)
  return new GmailSqlError('SEND_REFUSED', message, {
    hint: isTemporary
      ? 'Nothing was sent; try again later.'
      : 'Nothing was sent. Look at what the server says.',
    retryable: isTemporary,
  })
}

export function refusedRecipients(
  errors: unknown,
  context: SmtpContext,
): { address: string; said: string }[] {
  const list: unknown[] = Array.isArray(errors) ? errors : []
  return list.map(error => {
    const { recipient, response } = error as { recipient?: unknown; response?: unknown }
    return { address: String(recipient), said: saidBy(response, context) }
  })
}

function lost(library: LibraryError, context: SmtpContext, during: string): GmailSqlError {
  if (library.code === 'ETIMEDOUT')
    return new GmailSqlError(
      'TIMEOUT',
      `${mailServer(context)} made no progress with ${during} within Timeout.`,
      {
        hint: 'Nothing was sent. Try again, or raise Timeout (seconds; 0 waits for ever).',
        retryable: true,
      },
    )
  if (library.code === 'EPROTOCOL') return notSmtp(context, during)
  return new GmailSqlError(
    'CONNECTION_LOST',
    `The connection to ${context.host}:${context.port} ended during ${during}.`,
    {
      hint: 'Nothing was sent: the server did not get the whole message.',
    },
  )
}

function notSmtp(context: SmtpContext, during: string): GmailSqlError {
  return new GmailSqlError('PROTOCOL', `${mailServer(context)} answered ${during} with what is not SMTP.`)
}
