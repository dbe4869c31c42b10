import { GmailSqlError } from '../../util/errors.ts'
import { realText } from '../../util/number-text.ts'
import type { SqlValue } from '../../util/value.ts'

/** How a function reads one of its arguments. */
export interface Argument<T> {
  /** Whether NULL is a value to it; else NULL in this place makes the whole call NULL. */
  readonly takesNull: boolean
  readonly isOptional: boolean
  /** @throws BAD_VALUE naming the function and the value. */
  readonly read: (value: SqlValue, called: string) => T
}

function argument<T>(read: (value: SqlValue, called: string) => T): Argument<T> {
  return { takesNull: false, isOptional: false, read }
}

export function badArgument(called: string, value: SqlValue, what: string, hint?: string): GmailSqlError {
  return new GmailSqlError('BAD_VALUE', `${called}: ${shown(value)} is not ${what}`, { hint })
}

const SHOWN_LENGTH = 60

function shown(value: SqlValue): string {
  if (value === null) return 'NULL'
  if (value instanceof Uint8Array) return `a BLOB of ${value.length} bytes`
  if (typeof value !== 'string') return String(value)
  const short = [...value.slice(0, SHOWN_LENGTH * 2)].slice(0, SHOWN_LENGTH).join('')
  return short.length < value.length ? `'${short}…'` : `'${value}'`
}

/** A value as CAST(x AS TEXT) gives it. */
export function textOf(value: Exclude<SqlValue, null>): string {
  if (typeof value === 'string') return value
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return realText(value)
  return new TextDecoder().decode(value)
}

/** A BLOB as it is, anything else as its text in UTF-8. */
export function octetsOf(given: Exclude<SqlValue, null>): Uint8Array {
  return given instanceof Uint8Array ? given : Buffer.from(textOf(given))
}

/** The number that a text is as a whole; null when it is something else. */
export function numberIn(text: string): number | null {
  const isNumber = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text)
  return isNumber ? Number(text) : null
}

function readNumber(value: SqlValue, called: string): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  const number = typeof value === 'string' ? numberIn(value) : null
  if (number === null) throw badArgument(called, value, 'a number')
  return number
}

function readWhole(value: SqlValue, called: string): number {
  const number = Math.trunc(readNumber(value, called))
  if (!Number.isSafeInteger(number)) throw badArgument(called, value, 'a number that can be counted to')
  return number
}

function readInteger(value: SqlValue, called: string): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'string' && /^\s*[+-]?\d{1,30}\s*$/.test(value)) return BigInt(value.trim())
  const number = readNumber(value, called)
  if (!Number.isInteger(number)) throw badArgument(called, value, 'an integer')
  return BigInt(number)
}

/** Text; a number is written as SQLite does. */
export const text = argument(value => (value === null ? '' : textOf(value)))
/** A count or a place: a fraction is cut off. */
export const whole = argument(readWhole)
/** All of SQLite's 64 bits. */
export const integer = argument(readInteger)
export const number = argument(readNumber)
/** Whatever it is. */
export const value = argument(each => each as Exclude<SqlValue, null>)
/** Whatever it is, NULL as well. */
export const anything: Argument<SqlValue> = { takesNull: true, isOptional: false, read: each => each }

/** True as SQLite has it: a number other than 0. */
export const condition: Argument<boolean> = {
  takesNull: true,
  isOptional: false,
  read: each => isTrue(each),
}

export function isTrue(each: SqlValue): boolean {
  if (each === null) return false
  if (typeof each === 'bigint') return each !== 0n
  if (typeof each === 'number') return each !== 0
  return Number.parseFloat(textOf(each)) !== 0 && !Number.isNaN(Number.parseFloat(textOf(each)))
}

export function optional<T>(of: Argument<T>): Argument<T | undefined> {
  return { takesNull: of.takesNull, isOptional: true, read: of.read }
}

/** The longest text or BLOB that SQLite takes is 1 GB; a function makes none that is larger than this. */
const LONGEST = 100_000_000

/** @throws TOO_COMPLEX when a text of so many characters would be made. */
export function checkLength(length: number, called: string): void {
  if (length > LONGEST) {
    throw new GmailSqlError('TOO_COMPLEX', `${called}: a text of ${length} characters is too long`)
  }
}
