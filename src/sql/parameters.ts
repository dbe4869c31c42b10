import { types } from 'node:util'
import { GmailSqlError } from '../util/errors.ts'
import type { Parameters, ParameterValue, SqlValue } from '../util/value.ts'
import { applyEdits, replace } from './edit.ts'
import { type Token, tokenize } from './lexer.ts'

/**
 * The parameters of a statement in the order of the numbers that SQLite gives them: a string for a named one,
 * a number (from 1) for `?`, `?n` and `$n`.
 */
export type ParameterSlots = readonly (string | number)[]

/** Numbers the parameter tokens as SQLite does; `spelling` is what each becomes in the text that SQLite gets. */
export function numberParameters(tokens: readonly Token[]): {
  slots: ParameterSlots
  spelling: Map<Token, string>
} {
  const slots: (string | number)[] = []
  const spelling = new Map<Token, string>()
  let largest = 0
  for (const token of tokens) {
    if (token.kind !== 'parameter') continue
    const slot = slotOf(token, largest)
    if (typeof slot === 'number') largest = Math.max(largest, slot)
    let index = slots.indexOf(slot)
    if (index < 0) index = slots.push(slot) - 1
    spelling.set(token, `?${index + 1}`)
  }
  if (slots.some(slot => typeof slot === 'string') && slots.some(slot => typeof slot === 'number')) {
    throw new GmailSqlError('SYNTAX', 'parameters by position and by name are mixed', {
      hint: 'Use ? (or ?1, $1) throughout, or :name (or @name, $name) throughout.',
    })
  }
  return { slots, spelling }
}

function slotOf(token: Token, largest: number): string | number {
  const body = token.text.slice(1)
  if (token.text[0] === '?' && body === '') return largest + 1
  if (/^\d+$/.test(body)) {
    const number = Number(body)
    if (number >= 1 && number <= 32_766) return number
    throw new GmailSqlError('SYNTAX', `parameter number ${token.text} is out of range`, {
      hint: 'Parameters count from 1.',
    })
  }
  return body
}

/**
 * The values to bind, in slot order.
 * @throws BAD_VALUE naming the position or name: too few, too many, or a value that SQLite cannot hold exactly.
 */
export function bindParameters(slots: ParameterSlots, given: Parameters = []): SqlValue[] {
  if (isPositional(given)) return bindByPosition(slots, given)
  const values = namedValues(given)
  const known = slots.map(String)
  for (const name of values.keys()) {
    if (!known.includes(name)) {
      throw new GmailSqlError('BAD_VALUE', `the statement has no parameter "${name}"`, {
        hint: known.length === 0 ? 'It has no parameters.' : `It has ${known.join(', ')}.`,
      })
    }
  }
  return known.map(name => {
    if (!values.has(name)) throw missing(name)
    return toSqlValue(values.get(name), `parameter "${name}"`)
  })
}

/** Values by name, without the sign that may stand before it. */
function namedValues(given: Readonly<Record<string, ParameterValue>>): Map<string, ParameterValue> {
  const values = new Map<string, ParameterValue>()
  for (const [key, value] of Object.entries(given)) {
    const name = key.replace(/^[:@$]/, '')
    if (values.has(name)) {
      throw new GmailSqlError('BAD_VALUE', `parameter "${name}" is given twice`, {
        hint: 'The sign before a name is not part of it: give one of a, :a, @a and $a.',
      })
    }
    values.set(name, value)
  }
  return values
}

function missing(name: string): GmailSqlError {
  return new GmailSqlError('BAD_VALUE', `no value was given for parameter "${name}"`, {
    hint: `Pass { ${name}: … }; null is NULL.`,
  })
}

/** The numbers, from 1, of the parameters that are given as Date. */
export function dateNumbers(slots: ParameterSlots, given: Parameters = []): Set<number> {
  const values = isPositional(given) ? null : namedValues(given)
  const isDate = (slot: string | number, index: number) => {
    const position = typeof slot === 'number' ? slot : index + 1
    return types.isDate(
      values ? values.get(String(slot)) : (given as readonly ParameterValue[])[position - 1],
    )
  }
  return new Set(slots.flatMap((slot, index) => (isDate(slot, index) ? [index + 1] : [])))
}

/**
 * A text from which parameters have been taken out, with those that are left numbered anew, and their values: SQLite takes
 * no value for a number that the text does not have.
 */
export function usedParameters(
  text: string,
  values: readonly SqlValue[],
): { readonly sql: string; readonly params: readonly SqlValue[] } {
  if (values.length === 0) return { sql: text, params: values }
  const tokens = tokenize(text).filter(({ kind }) => kind === 'parameter')
  const numbers = [...new Set(tokens.map(numberOf))].sort((a, b) => a - b)
  const renumbered = new Map(numbers.map((number, index) => [number, index + 1]))
  const edits = tokens.map(token => replace(token, `?${renumbered.get(numberOf(token))}`))
  return { sql: applyEdits(text, edits), params: numbers.map(number => values[number - 1] ?? null) }
}

function numberOf({ text }: Token): number {
  return Number(text.slice(1))
}

function isPositional(given: Parameters): given is readonly ParameterValue[] {
  if (Array.isArray(given)) return true
  // Callers without types pass anything; a Date or a Buffer has no names either.
  if (isObject(given) && !isValue(given)) return false
  throw new GmailSqlError('BAD_VALUE', `the parameters are ${describe(given)}`, {
    hint: 'Pass an array for ?, or an object for names: [value], { name: value }.',
  })
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function isValue(value: object): boolean {
  return types.isDate(value) || ArrayBuffer.isView(value) || types.isMap(value) || types.isSet(value)
}

function bindByPosition(slots: ParameterSlots, given: readonly ParameterValue[]): SqlValue[] {
  const named = slots.find(slot => typeof slot === 'string')
  if (named !== undefined && given.length === 0) throw missing(String(named))
  const needed = named === undefined ? Math.max(0, ...slots.map(Number)) : slots.length
  if (given.length !== needed) {
    const message = `the statement has ${needed} parameter${needed === 1 ? '' : 's'}, ${given.length} given`
    throw new GmailSqlError('BAD_VALUE', message, {
      hint: given.length < needed ? 'null stands for NULL.' : 'Leave out the values that no ? stands for.',
    })
  }
  return slots.map((slot, index) => {
    const position = typeof slot === 'number' ? slot : index + 1
    return toSqlValue(given[position - 1], `parameter ${position}`)
  })
}

/** Dates and bytes are told by what they are inside, so that those of another realm (vm, test runners) are bound too. */
function toSqlValue(value: ParameterValue, where: string): SqlValue {
  if (value === undefined || value === null) return null
  switch (typeof value) {
    case 'boolean':
      return value ? 1 : 0
    case 'bigint':
      return checkBigint(value, where)
    case 'number':
      return checkNumber(value, where)
    case 'string':
      return checkText(value, where)
  }
  if (types.isDate(value)) return dateText(value, where)
  if (types.isUint8Array(value)) return value
  throw new GmailSqlError('BAD_VALUE', `${where}: ${describe(value)} cannot be bound`, {
    hint: 'Bind null, text, a number, a bigint, a boolean, a Date or a Uint8Array (Buffer); others as JSON text.',
  })
}

function checkBigint(value: bigint, where: string): bigint {
  if (value === BigInt.asIntN(64, value)) return value
  throw new GmailSqlError('BAD_VALUE', `${where}: ${value} does not fit in 64 bits`, {
    hint: 'Pass it as text.',
  })
}

function checkNumber(value: number, where: string): number {
  if (!Number.isFinite(value)) {
    throw new GmailSqlError('BAD_VALUE', `${where}: ${value} is not a number that SQL has`, {
      hint: 'Pass null where there is no number.',
    })
  }
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new GmailSqlError('BAD_VALUE', `${where}: ${value} is beyond 2^53 and may have lost digits`, {
      hint: 'Pass a bigint or text.',
    })
  }
  return value
}

function checkText(value: string, where: string): string {
  if (value.isWellFormed()) return value
  throw new GmailSqlError('BAD_VALUE', `${where}: the text holds a lone surrogate`, {
    hint: 'It is half of a character; toWellFormed() replaces it.',
  })
}

/** The one form of dates in results: UTC, `YYYY-MM-DD HH:MM:SS`. */
function dateText(value: Date, where: string): string {
  const text = Number.isNaN(value.getTime()) ? '' : value.toISOString()
  // Years beyond 0 to 9999 are written with a sign and six digits, and would not compare as texts.
  if (/^\d{4}-/.test(text)) return text.slice(0, 19).replace('T', ' ')
  const what = text === '' ? 'the Date is invalid' : `the year of ${text} has more than four digits`
  throw new GmailSqlError('BAD_VALUE', `${where}: ${what}`, { hint: 'Dates are of the years 0000 to 9999.' })
}

function describe(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value !== 'object') return `a ${typeof value}`
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name
  return typeof name === 'string' && name !== 'Object' ? `an object of class ${name}` : 'an object'
}
