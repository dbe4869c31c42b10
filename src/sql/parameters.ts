import { GmailSqlError } from '../util/errors.ts'
import type { Parameters, ParameterValue, SqlValue } from '../util/value.ts'
import type { Token } from './lexer.ts'

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
  const names = new Map(Object.entries(given).map(([name, value]) => [name.replace(/^[:@$]/, ''), value]))
  for (const name of names.keys()) {
    if (!slots.includes(name))
      throw new GmailSqlError('BAD_VALUE', `the statement has no parameter "${name}"`)
  }
  return slots.map(slot => {
    const name = String(slot)
    if (!names.has(name)) throw new GmailSqlError('BAD_VALUE', `no value was given for parameter "${name}"`)
    return toSqlValue(names.get(name), `parameter "${name}"`)
  })
}

/** The values of ?1 … up to the last that the text still has: SQLite takes no more than those. */
export function usedParameters(tokens: readonly Token[], values: readonly SqlValue[]): readonly SqlValue[] {
  const numbers = tokens.filter(({ kind }) => kind === 'parameter').map(({ text }) => Number(text.slice(1)))
  return values.slice(0, Math.max(0, ...numbers))
}

function isPositional(given: Parameters): given is readonly ParameterValue[] {
  return Array.isArray(given)
}

function bindByPosition(slots: ParameterSlots, given: readonly ParameterValue[]): SqlValue[] {
  const named = slots.find(slot => typeof slot === 'string')
  if (named !== undefined && given.length === 0)
    throw new GmailSqlError('BAD_VALUE', `no value was given for parameter "${named}"`)
  const needed = named === undefined ? Math.max(0, ...slots.map(Number)) : slots.length
  if (given.length !== needed) {
    throw new GmailSqlError(
      'BAD_VALUE',
      `the statement has ${needed} parameter${needed === 1 ? '' : 's'}, ${given.length} given`,
    )
  }
  return slots.map((slot, index) => {
    const position = typeof slot === 'number' ? slot : index + 1
    return toSqlValue(given[position - 1], `parameter ${position}`)
  })
}

function toSqlValue(value: ParameterValue, where: string): SqlValue {
  if (value === undefined || value === null) return null
  switch (typeof value) {
    case 'boolean':
      return value ? 1 : 0
    case 'bigint':
      if (value !== BigInt.asIntN(64, value))
        throw new GmailSqlError('BAD_VALUE', `${where}: ${value} does not fit in 64 bits`)
      return value
    case 'number':
      return checkNumber(value, where)
    case 'string':
      if (!value.isWellFormed())
        throw new GmailSqlError('BAD_VALUE', `${where}: the text holds a lone surrogate`)
      return value
  }
  if (value instanceof Date) return dateText(value, where)
  if (value instanceof Uint8Array) return value
  throw new GmailSqlError('BAD_VALUE', `${where}: ${describe(value)} cannot be bound`, {
    hint: 'Bind null, text, numbers, bigint, boolean, Date or Buffer.',
  })
}

function checkNumber(value: number, where: string): number {
  if (!Number.isFinite(value))
    throw new GmailSqlError('BAD_VALUE', `${where}: ${value} is not a number that SQL has`)
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new GmailSqlError('BAD_VALUE', `${where}: ${value} is beyond 2^53 and may have lost digits`, {
      hint: 'Pass a bigint or text.',
    })
  }
  return value
}

/** The one form of dates in results: UTC, `YYYY-MM-DD HH:MM:SS`. */
function dateText(value: Date, where: string): string {
  if (Number.isNaN(value.getTime())) throw new GmailSqlError('BAD_VALUE', `${where}: the Date is invalid`)
  return value.toISOString().slice(0, 19).replace('T', ' ')
}

function describe(value: unknown): string {
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`
}
