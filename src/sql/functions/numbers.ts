import type { SqlValue } from '../../util/value.ts'
import { anything, badArgument, integer, number, optional, whole } from './arguments.ts'
import { Family } from './define.ts'
import { compareValues } from './order.ts'

const family = new Family('math')

/** An answer that is no number is an argument out of range. */
function finite(answer: number, called: string, given: number): number {
  if (!Number.isFinite(answer)) throw badArgument(called, given, 'a number that it has a value for')
  return answer
}

export const numberFunctions = [
  ...family.scalar({
    name: 'ATN2',
    parameters: 'y, x',
    doc: 'The angle of the point, in radians; ATAN2 is the same.',
    example: ['ROUND(ATN2(1, 1), 4)', 0.7854],
    args: [number, number],
    call: Math.atan2,
  }),
  ...family.scalar({
    name: 'CBRT',
    parameters: 'x',
    doc: 'The third root.',
    example: ['CBRT(27)', 3],
    args: [number],
    call: Math.cbrt,
  }),
  ...family.scalar({
    name: 'COT',
    parameters: 'x',
    doc: 'The cotangent.',
    example: ['ROUND(COT(1), 4)', 0.6421],
    args: [number],
    call: x => finite(1 / Math.tan(x), 'COT', x),
  }),
  ...family.scalar({
    name: 'SQUARE',
    parameters: 'x',
    doc: 'The number times itself.',
    example: ['SQUARE(1.5)', 2.25],
    args: [number],
    call: x => x * x,
  }),
  ...family.scalar({
    name: 'TRUNCATE',
    parameters: 'x, decimals',
    doc: 'The number cut off after so many decimals; before the point when they are negative.',
    example: ['TRUNCATE(-2.789, 1)', -2.7],
    args: [number, whole],
    call: (x, decimals) => truncate(x, decimals),
  }),
  ...family.scalar({
    name: 'RAND',
    parameters: '[seed]',
    doc: 'A random number from 0 to below 1, another one in every row; with a seed always the same.',
    example: ['RAND() < 1', 1],
    args: [optional(whole)],
    deterministic: false,
    call: seed => (seed === undefined ? Math.random() : seeded(seed)),
  }),
  ...family.scalar({
    name: 'FACTORIAL',
    parameters: 'n',
    doc: 'n! for n from 0 to 20.',
    example: ['FACTORIAL(5)', 120],
    args: [whole],
    call: n => {
      if (n < 0 || n > 20) throw badArgument('FACTORIAL', BigInt(n), 'a number from 0 to 20')
      let product = 1n
      for (let i = 2n; i <= n; i++) product *= i
      return product
    },
  }),
  ...family.scalar({
    name: 'GCD',
    parameters: 'a, b',
    doc: 'The greatest number that divides both.',
    example: ['GCD(12, 18)', 6],
    args: [integer, integer],
    call: (a, b) => in64Bits(gcd(a, b), 'GCD'),
  }),
  ...family.scalar({
    name: 'LCM',
    parameters: 'a, b',
    doc: 'The smallest number that both divide.',
    example: ['LCM(4, 6)', 12],
    args: [integer, integer],
    call: (a, b) => (a === 0n || b === 0n ? 0n : in64Bits(magnitude((a / gcd(a, b)) * b), 'LCM')),
  }),
  ...family.scalar({
    name: 'BIT_COUNT',
    parameters: 'n',
    doc: 'How many bits are set, of the 64 that an integer has.',
    example: ['BIT_COUNT(7)', 3],
    args: [integer],
    gives: 'INTEGER',
    call: n => BigInt.asUintN(64, n).toString(2).replaceAll('0', '').length,
  }),
  ...family.scalar({
    name: 'BITAND',
    parameters: 'a, b',
    doc: 'The bits that both have.',
    example: ['BITAND(12, 10)', 8],
    args: [integer, integer],
    call: (a, b) => BigInt.asIntN(64, a & b),
  }),
  ...family.scalar({
    name: 'BITOR',
    parameters: 'a, b',
    doc: 'The bits that either has.',
    example: ['BITOR(12, 10)', 14],
    args: [integer, integer],
    call: (a, b) => BigInt.asIntN(64, a | b),
  }),
  ...family.scalar({
    name: 'BITXOR',
    parameters: 'a, b',
    doc: 'The bits that one of both has.',
    example: ['BITXOR(12, 10)', 6],
    args: [integer, integer],
    call: (a, b) => BigInt.asIntN(64, a ^ b),
  }),
  ...family.scalar({
    name: 'GREATEST',
    parameters: 'a, b, …',
    doc: 'The greatest of the values, NULLs left out.',
    example: ['GREATEST(2, NULL, 3)', 3],
    args: [anything],
    rest: anything,
    call: (...values) => extreme(values, 1),
  }),
  ...family.scalar({
    name: 'LEAST',
    parameters: 'a, b, …',
    doc: 'The least of the values, NULLs left out.',
    example: ["LEAST('b', 'a', NULL)", 'a'],
    args: [anything],
    rest: anything,
    call: (...values) => extreme(values, -1),
  }),
]

function truncate(x: number, decimals: number): number {
  const places = Math.min(Math.max(decimals, -20), 20)
  const [digits = '', exponent = '0'] = String(x).split('e')
  const moved = Math.trunc(Number(`${digits}e${Number(exponent) + places}`))
  const [whole = '', power = '0'] = String(moved).split('e')
  return Number(`${whole}e${Number(power) - places}`)
}

function seeded(seed: number): number {
  let state = (seed + 0x6d2b79f5) | 0
  state = Math.imul(state ^ (state >>> 15), state | 1)
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61)
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32
}

function magnitude(n: bigint): bigint {
  return n < 0n ? -n : n
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [magnitude(a), magnitude(b)]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

function in64Bits(n: bigint, called: string): bigint {
  if (n !== BigInt.asIntN(64, n)) throw badArgument(called, n, 'an integer of 64 bits')
  return n
}

function extreme(values: readonly SqlValue[], sign: 1 | -1): SqlValue {
  const known = values.filter(each => each !== null)
  return known.reduce<SqlValue>((best, each) => {
    return best === null || compareValues(each, best) * sign > 0 ? each : best
  }, null)
}
