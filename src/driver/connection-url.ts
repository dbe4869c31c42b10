import { GmailSqlError } from '../util/errors.ts'
import { type Pair, scanPairs } from './connection-pairs.ts'

/** `gmail:///?User=…`, `gmail://user@host:port?…`, either also after `jdbc:` or `jdbc:cdata:`. */
const URL_FORM = /^\s*(?:jdbc:(?:cdata:)?)?gmail:\/\//i
const NO_INBOXES = /^(?:gmail|googlemail)\.com$/i

export function isConnectionUrl(text: string): boolean {
  return URL_FORM.test(text)
}

/**
 * The pairs of a URL: user, password, host and port are User, Password, Server and Port; `&` and `;` separate the
 * rest. Names and values are percent-decoded; `+` stays a plus, because addresses have one.
 */
export function* scanUrl(text: string): Generator<Pair> {
  const start = URL_FORM.exec(text)![0].length
  const question = text.indexOf('?', start)
  const authorityEnd = question < 0 ? text.length : question
  const before = text.slice(start, authorityEnd).trim()
  for (const pair of authorityPairs(before)) yield decodePair(pair)
  if (question < 0) return
  for (const pair of scanPairs(text, question + 1, '&;')) yield decodePair(pair)
}

function authorityPairs(before: string): Pair[] {
  const slash = before.indexOf('/')
  const authority = slash < 0 ? before : before.slice(0, slash)
  if (slash >= 0 && slash < before.length - 1) {
    throw badUrl('The URL has a path', 'Write gmail://user@server?name=value or gmail:///?name=value.')
  }
  const at = authority.lastIndexOf('@')
  const login = at < 0 ? '' : authority.slice(0, at)
  const { host, port } = splitPort(authority.slice(at + 1))
  if (NO_INBOXES.test(host)) {
    throw badUrl(
      `${host} is a mail domain, not a mail server`,
      `Write gmail:///?User=name@${host.toLowerCase()}.`,
    )
  }
  const colon = login.indexOf(':')
  const user = colon < 0 ? login : login.slice(0, colon)
  const password = colon < 0 ? '' : login.slice(colon + 1)
  if (!/^\d*$/.test(port)) {
    // Not shown: it is the password of a URL that lacks its @.
    throw badUrl('The port of the URL is no number', 'Write gmail://user:password@server:port?name=value.')
  }
  const named = { User: user, Password: password, Server: host, Port: port }
  return Object.entries(named).flatMap(([name, value]) => (value === '' ? [] : [authorityPair(name, value)]))
}

function splitPort(text: string): { host: string; port: string } {
  const match = /^(?<host>\[[^\]]*\]|[^:]*)(?::(?<port>.*))?$/s.exec(text)
  return { host: match?.groups?.['host'] ?? text, port: match?.groups?.['port'] ?? '' }
}

function authorityPair(name: string, value: string): Pair {
  return { name, value, isQuoted: true, offset: 0 }
}

function decodePair(pair: Pair): Pair {
  return { ...pair, name: decode(pair.name), value: decode(pair.value) }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw badUrl(
      'A % of the URL is not followed by the two digits of a UTF-8 byte',
      'Write a % itself as %25.',
    )
  }
}

function badUrl(message: string, hint: string): GmailSqlError {
  return new GmailSqlError('BAD_PROPERTY', message, { hint })
}
