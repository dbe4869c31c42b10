import { randomUUID } from 'node:crypto'
import type { SqlValue } from '../../util/value.ts'
import { anything, condition, isTrue, numberIn, optional, value, whole } from './arguments.ts'
import { Family } from './define.ts'

const family = new Family('conditional')

export const conditionalFunctions = [
  ...family.scalar({
    name: 'NVL',
    parameters: 'a, b',
    doc: 'The first, or the second when the first is NULL.',
    example: ["NVL(NULL, 'none')", 'none'],
    args: [anything, anything],
    call: (a, b) => a ?? b,
  }),
  ...family.scalar({
    name: 'NVL2',
    parameters: 'a, b, c',
    doc: 'The second, or the third when the first is NULL.',
    example: ['NVL2(NULL, 1, 2)', 2],
    args: [anything, anything, anything],
    call: (a, b, c) => (a === null ? c : b),
  }),
  ...family.scalar({
    name: 'IFF',
    parameters: 'condition, a, b',
    doc: 'The one when the condition is true, else the other. IIF and IF are SQLite’s own.',
    example: ["IFF(2 > 1, 'yes', 'no')", 'yes'],
    args: [condition, anything, anything],
    call: (holds, a, b) => (holds ? a : b),
  }),
  ...family.scalar({
    name: 'DECODE',
    parameters: 'value, a, x, b, y, …[, otherwise]',
    doc: 'x when the value is a, y when it is b …; NULL equals NULL.',
    example: ["DECODE(2, 1, 'one', 2, 'two', 'many')", 'two'],
    args: [anything, anything, anything],
    rest: anything,
    call: (given, ...choices) => decode(given, choices),
  }),
  ...family.scalar({
    name: 'CHOOSE',
    aliases: ['ELT'],
    parameters: 'n, a, b, …',
    doc: 'The n-th of the values, from 1; NULL when there is none.',
    example: ["CHOOSE(2, 'a', 'b', 'c')", 'b'],
    args: [whole],
    rest: anything,
    call: (n, ...values) => values[n - 1] ?? null,
  }),
  ...family.scalar({
    name: 'EQUAL_NULL',
    parameters: 'a, b',
    doc: '1 when both are equal, or both NULL.',
    example: ['EQUAL_NULL(NULL, NULL)', 1],
    args: [anything, anything],
    call: isSame,
  }),
  ...family.scalar({
    name: 'ZEROIFNULL',
    parameters: 'number',
    doc: '0 instead of NULL.',
    example: ['ZEROIFNULL(NULL)', 0],
    args: [anything],
    call: given => given ?? 0n,
  }),
  ...family.scalar({
    name: 'NULLIFZERO',
    parameters: 'number',
    doc: 'NULL instead of 0.',
    example: ['NULLIFZERO(0)', null],
    args: [value],
    call: given => (given === 0n || given === 0 ? null : given),
  }),
  ...family.scalar({
    name: 'ISNUMERIC',
    parameters: 'value',
    doc: '1 when the value is a number, or a text that is one as a whole.',
    example: ["ISNUMERIC('1e3')", 1],
    args: [anything],
    call: given =>
      typeof given === 'bigint' ||
      typeof given === 'number' ||
      (typeof given === 'string' && numberIn(given) !== null),
  }),
  ...family.scalar({
    name: 'TO_BOOLEAN',
    parameters: 'value',
    doc: '1 for true, yes, on, t, y and numbers other than 0; 0 for their opposites; NULL for anything else.',
    example: ["TO_BOOLEAN('yes')", 1],
    args: [value],
    call: toBoolean,
  }),
  ...family.scalar({
    name: 'TO_NUMBER',
    parameters: 'text[, otherwise]',
    doc: 'The number that the text is as a whole; otherwise NULL, or the second argument.',
    example: ["TO_NUMBER('12.5 kB', 0)", 0],
    args: [value, optional(anything)],
    call: (given, otherwise = null) => {
      if (typeof given !== 'string') return given instanceof Uint8Array ? otherwise : given
      const number = numberIn(given)
      if (number === null) return otherwise
      return /^\s*[+-]?\d{1,18}\s*$/.test(given) ? BigInt(given.trim()) : number
    },
  }),
  ...family.scalar({
    name: 'NEWID',
    aliases: ['UUID', 'GEN_RANDOM_UUID', 'UUID_STRING'],
    parameters: '',
    doc: 'A random UUID, another one in every row.',
    example: ['length(NEWID())', 36],
    args: [],
    deterministic: false,
    call: () => randomUUID(),
  }),
]

/** Values of two types are never equal, but an INTEGER and a REAL of the same number are. */
function isSame(a: SqlValue, b: SqlValue): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0
  if (typeof a === 'bigint' && typeof b === 'number') return Number(a) === b
  if (typeof a === 'number' && typeof b === 'bigint') return a === Number(b)
  return a === b
}

function decode(given: SqlValue, choices: readonly SqlValue[]): SqlValue {
  for (let i = 0; i + 1 < choices.length; i += 2) {
    if (isSame(given, choices[i]!)) return choices[i + 1]!
  }
  return choices.length % 2 === 1 ? choices.at(-1)! : null
}

function toBoolean(given: Exclude<SqlValue, null>): boolean | null {
  if (typeof given !== 'string') return isTrue(given)
  const word = given.trim().toLowerCase()
  if (['true', 'yes', 'on', 't', 'y'].includes(word)) return true
  if (['false', 'no', 'off', 'f', 'n'].includes(word)) return false
  const number = numberIn(word)
  return number === null ? null : number !== 0
}
