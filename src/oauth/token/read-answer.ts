import { Secret } from '../../util/secret.ts'
import { membersOf } from '../http/answer-json.ts'
import { excerptOf } from '../http/excerpt.ts'
import { endpointError } from '../http/http-errors.ts'
import type { HttpAnswer, TokenAnswer } from '../types.ts'
import { emailOf } from './id-token.ts'
import { readLifetime } from './lifetime.ts'
import { type ExchangePorts, hostOf } from './ports.ts'
import { commonRefusal, readRefusal } from './refused.ts'

export interface ExpectedAnswer extends Pick<ExchangePorts, 'endpoints' | 'onNotice'> {
  /** Whom an id_token must be for; null when there is no client (a service account): then none is read. */
  readonly clientId: string | null
  /** What was sent: cut out of any text of the answer that is told. */
  readonly secrets: readonly Secret[]
}

/** RFC 6750 §2.1 (b64token). The token goes into an IMAP line whose parts are separated by control characters. */
const ACCESS_TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/
/** RFC 6749 appendix A.17: it goes into forms only. */
const REFRESH_TOKEN = /^[\x20-\x7e]+$/
const MAX_TOKEN = 16_384
const SCOPE = /^[\x20-\x7e]{0,8192}$/

/**
 * A token answer (HTTP 200), checked before anything of it is used.
 *
 * @throws OAUTH_ENDPOINT when it is no token answer; its body is told in at most 200 cleaned characters, and not at all
 * when it looks like one. What a 200 with an `error` member says is thrown as a refusal.
 */
export function readAnswer(answer: HttpAnswer, expected: ExpectedAnswer): TokenAnswer {
  const members = readObject(answer, expected)
  const type = members.get('token_type')
  if (typeof type !== 'string' || !/^bearer$/i.test(type))
    throw bad(expected, `token_type ${word(type)}, not Bearer`)
  return {
    accessToken: readAccessToken(members.get('access_token'), expected),
    refreshToken: readRefreshToken(members.get('refresh_token'), expected),
    expiresIn: readLifetime(members.get('expires_in'), expected),
    scope: readScope(members.get('scope'), expected),
    email:
      expected.clientId === null
        ? null
        : emailOf(members.get('id_token'), expected.clientId, expected.endpoints),
  }
}

function readObject(answer: HttpAnswer, expected: ExpectedAnswer): ReadonlyMap<string, unknown> {
  const type = answer.headers['content-type']
  if (type !== undefined && !/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) {
    throw bad(
      expected,
      `the content type ${word(type)}, not JSON, saying ${excerptOf(answer.body, expected.secrets)}`,
    )
  }
  const members = membersOf(answer.body)
  if (members === null) {
    throw bad(expected, `something that is not a JSON object: ${excerptOf(answer.body, expected.secrets)}`)
  }
  if (typeof members.get('error') === 'string' && !members.has('access_token')) {
    throw commonRefusal(readRefusal(answer, expected.endpoints.token, expected.secrets))
  }
  return members
}

function readAccessToken(value: unknown, expected: ExpectedAnswer): Secret {
  if (value === undefined) throw bad(expected, 'JSON without access_token')
  if (typeof value !== 'string' || value === '') throw bad(expected, 'an access_token that is not a text')
  if (value.length > MAX_TOKEN) throw bad(expected, `an access_token of ${value.length} characters`)
  if (!ACCESS_TOKEN.test(value)) throw bad(expected, 'an access_token with characters that no token has')
  return new Secret(value)
}

function readRefreshToken(value: unknown, expected: ExpectedAnswer): Secret | null {
  if (value === undefined || value === null || value === '') return null
  const isToken = typeof value === 'string' && value.length <= MAX_TOKEN && REFRESH_TOKEN.test(value)
  if (!isToken) throw bad(expected, 'a refresh_token that is none')
  return new Secret(value)
}

function readScope(value: unknown, expected: ExpectedAnswer): string | null {
  if (value === undefined || value === null) return null
  if (typeof value !== 'string' || !SCOPE.test(value)) throw bad(expected, 'a scope that is none')
  return value
}

function bad(expected: ExpectedAnswer, what: string) {
  return endpointError(
    `${hostOf(expected.endpoints.token)} answered with ${what}`,
    'Look at OAuthAccessTokenURL, and whether a login page of the network answers in its place.',
  )
}

/** A word of the answer that is short and plain, else only what kind it is. */
function word(value: unknown): string {
  if (typeof value !== 'string') return value === undefined ? '(none)' : `of kind ${typeof value}`
  return /^[\w.+/;= -]{1,60}$/.test(value) ? value : '(unreadable)'
}
