import { positionAt } from '../sql/position.ts'
import { GmailSqlError } from '../util/errors.ts'

/** One `name=value` as written; `name` has lost its blanks, `value` its quotes. */
export interface Pair {
  readonly name: string
  readonly value: string
  readonly isQuoted: boolean
  /** Where it starts in the text. */
  readonly offset: number
}

interface Value {
  readonly value: string
  readonly isQuoted: boolean
  readonly end: number
}

/**
 * Reads `name=value;name="a;b";…` from an offset on, one at a time, so that a reader who refuses the first has not
 * paid for the rest. Blanks and line ends around names and unquoted values do not
 * count, empty entries are skipped, a value may hold `=`.
 *
 * @throws BAD_PROPERTY with the position. It never shows the text: what stands there may be a piece of a password.
 */
export function* scanPairs(text: string, from = 0, separators = ';'): Generator<Pair> {
  let at = skip(text, from, separators)
  while (at < text.length) {
    const nameEnd = find(text, at, `=${separators}`)
    if (text[nameEnd] !== '=') throw noEqualsSign(text, at)
    const name = text.slice(at, nameEnd).replace(/\s/g, '')
    if (name === '') throw badAt(text, at, 'A property’s name is missing before the =', 'Write name=value.')
    const value = readValue(text, nameEnd + 1, separators)
    yield { name, value: value.value, isQuoted: value.isQuoted, offset: at }
    at = skip(text, value.end, separators)
  }
}

function readValue(text: string, from: number, separators: string): Value {
  const start = skip(text, from, '')
  const quote = text[start]
  if (quote === '"' || quote === "'") return readQuoted(text, start, separators)
  const end = find(text, start, separators)
  return { value: text.slice(start, end).trimEnd(), isQuoted: false, end }
}

function readQuoted(text: string, start: number, separators: string): Value {
  const quote = text[start]!
  let value = ''
  let at = start + 1
  for (;;) {
    const close = text.indexOf(quote, at)
    if (close < 0)
      throw badAt(text, start, 'A quote is opened and never closed', 'A quote inside is doubled.')
    value += text.slice(at, close)
    at = close + 1
    if (text[at] !== quote) break
    value += quote
    at++
  }
  const end = skip(text, at, '')
  if (end < text.length && !separators.includes(text[end]!)) {
    throw badAt(text, end, 'Text follows a closing quote', 'A quote inside quotes is doubled.')
  }
  return { value, isQuoted: true, end }
}

/** Offset of the first character at or after `from` that is neither blank nor one of `others`. */
function skip(text: string, from: number, others: string): number {
  let at = from
  while (at < text.length && (isBlank(text[at]!) || others.includes(text[at]!))) at++
  return at
}

function find(text: string, from: number, characters: string): number {
  let at = from
  while (at < text.length && !characters.includes(text[at]!)) at++
  return at
}

function isBlank(character: string): boolean {
  return character.trim() === ''
}

function noEqualsSign(text: string, at: number): GmailSqlError {
  const hint = 'Write name=value; a value that holds a semicolon, a quote or outer blanks goes in quotes.'
  return badAt(text, at, 'An entry of the connection string has no =', hint)
}

function badAt(text: string, offset: number, message: string, hint?: string): GmailSqlError {
  const position = positionAt(text, offset)
  const place = `line ${position.line}, column ${position.column}`
  return new GmailSqlError('BAD_PROPERTY', `${message} (${place} of the connection string)`, {
    hint,
    position,
  })
}
