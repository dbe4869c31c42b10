import { randomUUID } from 'node:crypto'
import { GmailSqlError } from '../../util/errors.ts'
import type { HeaderText } from './types.ts'

/** Line ends would begin another field; NUL and the other controls stand in no header (RFC 5322 §2.2). */
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029]/

/**
 * A text that becomes the value of one header field.
 * @param field the input or column, for the message
 * @throws BAD_INPUT for line ends and other controls
 */
export function checkHeaderText(text: string, field: string): string {
  const at = text.search(CONTROL)
  if (at < 0) return text.toWellFormed()
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')
  throw badField(field, `contains the control character U+${code}`, 'It must be one line of text.')
}

export function badField(field: string, what: string, hint: string): GmailSqlError {
  return new GmailSqlError('BAD_INPUT', `${field} ${what}`, { hint })
}

/** RFC 5322 §3.6.4, and no longer than a line may be. */
const MESSAGE_ID = /^<[^\s<>\p{Cc}]{1,900}>$/u

/**
 * Message-IDs separated by blanks, each with or without its angle brackets.
 * @throws BAD_INPUT for anything else
 */
export function readMessageIds(text: string, field: string): string[] {
  return checkHeaderText(text, field)
    .split(/[\s,]+|(?<=>)(?=<)/)
    .filter(id => id !== '')
    .map(id => {
      const whole = id.startsWith('<') ? id : `<${id}>`
      if (MESSAGE_ID.test(whole)) return whole
      throw badField(field, `has no Message-ID in "${id.slice(0, 100)}"`, 'Write <id@domain>.')
    })
}

/** A new Message-ID in the domain of an address. */
export function newMessageId(address: string): string {
  const domain = /@([\w.-]+)$/.exec(address)?.[1] ?? 'localhost'
  return `<${randomUUID()}@${domain}>`
}

/** Fields that have an input of their own, or that describe the octets: two of them would mean two things. */
const OWN_FIELDS: ReadonlyMap<string, string> = new Map([
  ['from', 'From'],
  ['to', 'To'],
  ['cc', 'CC'],
  ['bcc', 'BCC'],
  ['reply-to', 'ReplyTo'],
  ['subject', 'Subject'],
  ['in-reply-to', 'InReplyTo'],
  ['importance', 'Importance'],
  ['priority', 'Priority'],
  ['sensitivity', 'Sensitivity'],
  ['date', ''],
  ['message-id', ''],
  ['references', ''],
  ['mime-version', ''],
  ['return-path', ''],
  ['received', ''],
])

/**
 * Further header fields: lines `Name: value`, or a JSON object of texts.
 * @throws BAD_INPUT for what is no field, or is one of those that the driver writes itself
 */
export function readHeaders(text: string, field: string): HeaderText[] {
  const pairs = text.trimStart().startsWith('{') ? jsonPairs(text, field) : linePairs(text, field)
  return pairs.map(([name, value]) => {
    const own = OWN_FIELDS.get(name.toLowerCase())
    if (own !== undefined || /^content-/i.test(name)) {
      const hint = own ? `Use ${own} instead.` : 'The driver writes it itself.'
      throw badField(field, `cannot hold the field ${name}`, hint)
    }
    return { name, value: checkHeaderText(value, `${field}: ${name}`).trim() }
  })
}

/** RFC 5322 §3.6.8: printable ASCII but the colon. */
const FIELD_NAME = /^[!-9;-~]{1,76}$/

function linePairs(text: string, field: string): [string, string][] {
  return text
    .split(/\r\n|\n/)
    .filter(line => line.trim() !== '')
    .map(line => {
      const colon = line.indexOf(':')
      return [checkName(colon < 0 ? line : line.slice(0, colon), field, colon >= 0), line.slice(colon + 1)]
    })
}

function jsonPairs(text: string, field: string): [string, string][] {
  const read = parsedJson(text)
  if (read === null) throw badField(field, 'is no JSON object', 'Write {"X-Name": "value"}.')
  return Object.entries(read).map(([name, value]) => {
    if (typeof value !== 'string' && typeof value !== 'number')
      throw badField(field, `has no text for "${name.slice(0, 76)}"`, 'Write {"X-Name": "value"}.')
    return [checkName(name, field, true), String(value)]
  })
}

function parsedJson(text: string): object | null {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' ? read : null
  } catch {
    return null
  }
}

function checkName(name: string, field: string, isNamed: boolean): string {
  if (isNamed && FIELD_NAME.test(name)) return name
  const shown = JSON.stringify(name.slice(0, 76))
  throw badField(field, `has no header field in ${shown}`, 'Write a field a line: "X-Name: value".')
}
