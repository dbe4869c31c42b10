import { OversizedAnswer } from '../mail/oversized.ts'
import { type ErrorCode, GmailSqlError, type GmailSqlErrorOptions, isGmailSqlError } from '../util/errors.ts'
import { markBusy } from './busy.ts'
import { cleanServerText } from './server-text.ts'

const DAY_MS = 86_400_000

/** What an error message may name. `secrets` are removed from every text. */
export interface ErrorContext {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly secrets: readonly string[]
}

/** What imapflow and node put on their errors; everything optional, nothing trusted. */
export interface LibraryError {
  readonly code?: unknown
  readonly message?: unknown
  readonly reason?: unknown
  readonly response?: unknown
  readonly responseStatus?: unknown
  readonly responseText?: unknown
  readonly serverResponseCode?: unknown
  readonly authenticationFailed?: unknown
  readonly oauthError?: unknown
  readonly tlsFailed?: unknown
  readonly parserError?: { readonly parserContext?: { readonly input?: unknown } }
}

export function asLibraryError(error: unknown): LibraryError {
  return typeof error === 'object' && error !== null ? (error as LibraryError) : { message: String(error) }
}

/** The server's own words in a failure: status, response code in upper case, text; '' where there is none. */
export interface ServerAnswer {
  readonly status: string
  readonly code: string
  readonly text: string
}

export function serverAnswer(error: LibraryError, context: ErrorContext): ServerAnswer {
  const unparsed = error.parserError?.parserContext?.input
  const line =
    typeof error.response === 'string' ? error.response : typeof unparsed === 'string' ? unparsed : ''
  const code =
    typeof error.serverResponseCode === 'string'
      ? error.serverResponseCode
      : (responseCode(error.response) ?? codeIn(line))
  const told = typeof error.responseText === 'string' ? error.responseText : ''
  const text = told !== '' ? told : line.replace(/^\S+ (?:OK|NO|BAD|BYE) /i, '')
  const status =
    typeof error.responseStatus === 'string'
      ? error.responseStatus
      : (/^\S+ (NO|BAD) /i.exec(line)?.[1] ?? '')
  return {
    status: status.toUpperCase(),
    code: code.toUpperCase(),
    text: cleanServerText(text, context.secrets),
  }
}

function codeIn(line: string): string {
  return /\[([A-Za-z0-9-]+)/.exec(line)?.[1] ?? ''
}

/** The response code of a parsed status line: the first atom in its brackets. */
function responseCode(response: unknown): string | null {
  if (typeof response !== 'object' || response === null) return null
  const attributes = (response as { attributes?: { section?: { value?: unknown }[] }[] }).attributes
  const value = attributes?.[0]?.section?.[0]?.value
  return typeof value === 'string' ? value : null
}

/**
 * Failures that mean the same whether the server tells them at the login, in answer to a command, or in its
 * BYE. Null when the text is none of these.
 */
export function limitError(text: string, code: string, context: ErrorContext): GmailSqlError | null {
  if (/too many simultaneous|too many connections|maximum number of connections/i.test(text)) {
    const hint = 'Gmail allows 15 connections, phones included; close some or lower PoolMaxSize.'
    const message = `The mail server refuses another connection for ${context.user}: ${text}`
    return markBusy(failure('TOO_MANY_CONNECTIONS', message, { hint }), 'short')
  }
  if (code === 'OVERQUOTA' || /command or bandwidth limits|over ?quota|bandwidth limit/i.test(text)) {
    const latest = new Date(Date.now() + DAY_MS).toISOString().slice(0, 16).replace('T', ' ')
    const when = `Try again later: Gmail lifts its limits within hours, at most a day (${latest} UTC)`
    const hint = `${when}. What was fetched is kept; sys_information tells how much that was in the last 24 hours.`
    return markBusy(failure('THROTTLED', `The account's limit is reached: ${text}`, { hint }), 'long')
  }
  return null
}

export function failure(code: ErrorCode, message: string, options?: GmailSqlErrorOptions): GmailSqlError {
  return new GmailSqlError(code, message, options)
}

/** A failure inside the session. `command` names what was running, `mailbox` what it was about. */
export function commandError(
  error: unknown,
  context: ErrorContext,
  about: { readonly command: string; readonly mailbox?: string | undefined },
): GmailSqlError {
  if (isGmailSqlError(error)) return error
  const library = asLibraryError(error)
  const answer = serverAnswer(library, context)
  if (answer.status === 'NO' || answer.status === 'BAD') return refusal(answer, context, about)
  return lostError(library, context, about.command)
}

function refusal(
  answer: ServerAnswer,
  context: ErrorContext,
  about: { readonly command: string; readonly mailbox?: string | undefined },
): GmailSqlError {
  const said = answer.text === '' ? 'no reason given' : answer.text
  const limit = limitError(answer.text, answer.code, context)
  if (limit !== null) return limit
  const opens = about.command === 'EXAMINE' || about.command === 'STATUS'
  if (answer.code === 'NONEXISTENT' || (opens && /unknown mailbox|n['o]t exist/i.test(answer.text))) {
    return failure('NO_TABLE', `There is no mailbox named ${JSON.stringify(about.mailbox ?? '')}: ${said}`, {
      hint: 'Names are case-sensitive; list the mailboxes with SELECT Name FROM Mailboxes.',
    })
  }
  if (answer.code === 'UNAVAILABLE' || /temporary system error/i.test(answer.text)) {
    return markBusy(
      failure('CONNECTION_LOST', `The mail server cannot answer ${about.command} now: ${said}`, {
        hint: 'Try again.',
      }),
      'short',
    )
  }
  if (answer.code === 'BADCHARSET' || answer.code === 'CANNOT') {
    return failure('NOT_SUPPORTED', `The mail server does not support this ${about.command}: ${said}`, {
      hint: 'Pushdown=None asks the server for less.',
    })
  }
  return failure('PROTOCOL', `The mail server answered ${about.command} with ${answer.status}: ${said}`)
}

/** Codes of imapflow for a server that breaks the protocol or its size limits. */
const PROTOCOL_CODES: ReadonlySet<unknown> = new Set([
  'LineTooLarge',
  'LiteralTooLarge',
  'ResponseTooLarge',
  'TooManyTokens',
  'TooManyResponses',
  'UnexpectedTag',
  'MissingTag',
  'InvalidResponse',
  'ResponseProcessingFailed',
  'MAX_IMAP_NESTING_REACHED',
])

/** Of these, what the mail may be to blame for, and not the server: the line of one message. */
const SIZE_CODES: ReadonlySet<unknown> = new Set(['LineTooLarge', 'ResponseTooLarge', 'TooManyTokens'])

export function isProtocolCode(code: unknown): boolean {
  return PROTOCOL_CODES.has(code) || (typeof code === 'string' && code.startsWith('ParserError'))
}

/** A connection that ended while `command` ran. */
export function lostError(error: LibraryError, context: ErrorContext, command: string): GmailSqlError {
  const reason = typeof error.reason === 'string' ? cleanServerText(error.reason, context.secrets) : ''
  if (error.code === 'ETIMEOUT') return silenceError(context, command)
  if (isProtocolCode(error.code)) {
    const detail = cleanServerText(String(error.message), context.secrets)
    const message = `The mail server's answer to ${command} cannot be read: ${detail}`
    return SIZE_CODES.has(error.code) ? new OversizedAnswer(message) : failure('PROTOCOL', message)
  }
  const limit = limitError(reason, '', context)
  if (limit !== null) return limit
  const said = reason === '' ? '' : `: the server said ${JSON.stringify(reason)}`
  return failure(
    'CONNECTION_LOST',
    `The connection to ${context.host}:${context.port} ended during ${command}${said}.`,
    {
      hint: 'The next statement connects anew.',
    },
  )
}

export function silenceError(context: ErrorContext, command: string): GmailSqlError {
  return failure(
    'TIMEOUT',
    `The mail server ${context.host}:${context.port} made no progress with ${command} within Timeout.`,
    {
      hint: 'Try again, or raise Timeout (seconds; 0 waits for ever).',
      retryable: true,
    },
  )
}
