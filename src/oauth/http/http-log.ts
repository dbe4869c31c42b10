import { describeProxy, type ProxyServer } from '../../net/proxy.ts'
import { cleanText } from '../../util/clean-text.ts'
import type { Logger } from '../../util/log.ts'
import type { HttpAnswer } from '../types.ts'
import { membersOf } from './answer-json.ts'
import { excerptOf } from './excerpt.ts'

const MASK = '********'
/** What may be shown of a request; every other field is taken for a secret. */
const OPEN_FIELDS = new Set(['grant_type', 'client_id', 'redirect_uri', 'scope', 'token_type_hint'])
const OPEN_ANSWERS = new Set([
  ...['error', 'error_description', 'error_uri', 'error_subtype', 'token_type', 'scope', 'expires_in'],
])
const CLOSED_HEADERS = /cookie|auth/

type Form = Readonly<Record<string, string>>

/**
 * One HTTP exchange in the log: level 1 (OAUTH) its outcome, level 3 (HTTP) headers and bodies. The logger masks the
 * secrets that it knows; a token in an answer is not known to it yet, so it is masked here.
 */
export class ExchangeLog {
  readonly #logger: Logger
  readonly #url: URL
  readonly #form: Form
  readonly #startedAt = performance.now()

  constructor(logger: Logger, url: URL, form: Form) {
    this.#logger = logger
    this.#url = url
    this.#form = form
  }

  request(headers: Readonly<Record<string, string>>, proxy: ProxyServer | null): void {
    if (!this.#logger.isEnabled(3, 'HTTP')) return
    const way = proxy === null ? '' : ` through ${describeProxy(proxy)}`
    const fields = Object.entries(this.#form).map(([name, value]) => {
      return `${name}=${OPEN_FIELDS.has(name) ? value : MASK}`
    })
    this.#logger.write(3, 'HTTP', `> POST ${this.#url.href}${way} ${show(headers)} ${fields.join('&')}`)
  }

  answer(answer: HttpAnswer): void {
    this.#outcome(`HTTP ${answer.status}`)
    if (!this.#logger.isEnabled(3, 'HTTP')) return
    const body = maskBody(answer.body, Object.values(this.#form))
    this.#logger.write(3, 'HTTP', `< ${answer.status} ${show(answer.headers)} ${body}`)
  }

  failure(error: Error): void {
    this.#outcome(error.message)
  }

  #outcome(text: string): void {
    if (!this.#logger.isEnabled(1, 'OAUTH')) return
    const took = Math.round(performance.now() - this.#startedAt)
    const grant = this.#form['grant_type'] ?? 'revoke'
    this.#logger.write(1, 'OAUTH', `${grant} at ${this.#url.host}: ${text}, ${took} ms`)
  }
}

function show(headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => [
    name,
    CLOSED_HEADERS.test(name) ? MASK : value,
  ])
  return lines.map(([name, value]) => `[${name}: ${value}]`).join(' ')
}

function maskBody(body: string, secrets: readonly string[]): string {
  const members = membersOf(body)
  if (members === null) return excerptOf(body, secrets)
  const shown = [...members].map(([name, value]) => {
    const isOpen = OPEN_ANSWERS.has(name) && (typeof value === 'number' || typeof value === 'string')
    return [name, isOpen ? cleanText(String(value), secrets) : MASK]
  })
  return JSON.stringify(Object.fromEntries(shown))
}
