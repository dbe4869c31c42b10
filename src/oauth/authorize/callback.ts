import { GmailSqlError } from '../../util/errors.ts'
import { Secret } from '../../util/secret.ts'

/** What came back from the authorization server (RFC 6749 §4.1.2, RFC 9207), read and not yet believed. */
export interface Callback {
  /** `code`: somebody gave the code alone, so there is nothing beside it. */
  readonly form: 'query' | 'code'
  readonly code?: Secret
  readonly state?: string
  readonly iss?: string
  readonly error?: string
  readonly errorDescription?: string
  readonly scope?: string
}

/** Longer than any server's; Google's addresses have about 400 characters. */
export const CALLBACK_LIMIT = 8192

const NAMES = ['code', 'state', 'iss', 'error', 'error_description', 'scope'] as const
type Name = (typeof NAMES)[number]
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/

/**
 * Reads the address that the browser ended at, its query, or the code alone; percent-decoded or not, with the blanks,
 * line ends and quotes around it that a paste brings. A browser that hides `http://` is no obstacle.
 * @throws BAD_VALUE for control characters, repeated parameters, and what holds neither a code nor an error.
 */
export function readCallback(text: string): Callback {
  if (text.length > CALLBACK_LIMIT) throw unreadable(`has ${text.length} characters`)
  const trimmed = unquote(text.trim())
  if (trimmed === '') throw unreadable('is empty')
  if (CONTROL.test(trimmed)) throw unreadable('holds a control character')
  const query = queryOf(trimmed)
  return query === null ? bareCode(trimmed) : fromQuery(query)
}

function unquote(text: string): string {
  return /^(?:"[^"]*"|'[^']*'|<[^>]*>)$/.test(text) ? text.slice(1, -1).trim() : text
}

/** null: the text is a code alone. */
function queryOf(text: string): string | null {
  const withoutFragment = text.split('#', 1)[0]!
  const start = withoutFragment.indexOf('?')
  if (start >= 0) return withoutFragment.slice(start + 1)
  if (/(?:^|&)(?:code|error|state)=/.test(withoutFragment)) return withoutFragment
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return null
  throw unreadable('is an address without a query')
}

function fromQuery(query: string): Callback {
  const found = new Map<Name, string>()
  for (const pair of query.split('&')) readPair(pair, found)
  const code = found.get('code')
  if (code === undefined && !found.has('error')) {
    if (/(?:^|&)response_type=/.test(query)) throw unreadable('is the address to open, not the one it led to')
    throw unreadable('holds no code')
  }
  const { code: _code, error_description: errorDescription, ...plain } = Object.fromEntries(found)
  return {
    form: 'query',
    ...plain,
    ...(code === undefined ? {} : { code: checkedCode(code) }),
    ...(errorDescription === undefined ? {} : { errorDescription }),
  }
}

function readPair(pair: string, found: Map<Name, string>): void {
  const equals = pair.indexOf('=')
  const name = NAMES.find(known => known === pair.slice(0, equals))
  if (equals < 0 || name === undefined) return
  // RFC 6749 §3.1: a parameter twice is an attack or a mistake, and which of the two counts is anybody's guess.
  if (found.has(name)) throw unreadable(`holds ${name} twice`)
  const raw = pair.slice(equals + 1)
  // A code never holds a blank, but it may hold a plus that was decoded before the paste.
  found.set(name, decode(name === 'code' ? raw : raw.replaceAll('+', ' ')))
}

function bareCode(text: string): Callback {
  return { form: 'code', code: checkedCode(decode(text)) }
}

/** RFC 6749 appendix A.11, without the blank that it allows and no server uses. */
function checkedCode(code: string): Secret {
  if (code === '') throw unreadable('holds an empty code')
  if (!/^[\x21-\x7e]+$/.test(code)) throw unreadable('holds characters that no code has')
  return new Secret(code)
}

function decode(text: string): string {
  let decoded: string
  try {
    decoded = decodeURIComponent(text)
  } catch {
    throw unreadable('is percent-encoded wrongly')
  }
  if (CONTROL.test(decoded)) throw unreadable('holds a control character')
  return decoded
}

/** The text itself is never shown: it may hold a code that is still good. */
function unreadable(why: string): GmailSqlError {
  return new GmailSqlError('BAD_VALUE', `The callback ${why}.`, {
    hint: 'Copy the whole address that the browser ended at: it holds code= and state=.',
  })
}
