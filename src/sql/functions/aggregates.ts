import type { Accumulator, AggregateFunction } from '../../util/sql-function.ts'
import type { SqlValue } from '../../util/value.ts'
import { integer, isTrue, textOf } from './arguments.ts'
import { Family } from './define.ts'
import { compareValues } from './order.ts'

const family = new Family('aggregate')

type Known = Exclude<SqlValue, null>

/** The values that are not NULL, in order; a window takes them out from the front. */
function queue(result: (values: readonly Known[]) => SqlValue): Accumulator {
  let values: Known[] = []
  let from = 0
  return {
    add: ([value = null]) => {
      if (value !== null) values.push(value)
    },
    remove: ([value = null]) => {
      if (value === null) return
      from++
      if (from > 1_000 && from > values.length / 2) {
        values = values.slice(from)
        from = 0
      }
    },
    result: () => result(from === 0 ? values : values.slice(from)),
  }
}

/** How many there are of each value; the first that came is first. */
function tally(
  result: (counts: ReadonlyMap<string, { value: Known; count: number }>) => SqlValue,
): Accumulator {
  const counts = new Map<string, { value: Known; count: number }>()
  const change =
    (by: 1 | -1) =>
    ([value = null]: readonly SqlValue[]) => {
      if (value === null) return
      const key = keyOf(value)
      const count = (counts.get(key)?.count ?? 0) + by
      if (count === 0) counts.delete(key)
      else counts.set(key, { value, count })
    }
  return { add: change(1), remove: change(-1), result: () => result(counts) }
}

/** 1 and 1.0 are one value, '1' is another. */
function keyOf(value: Known): string {
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString('hex')}`
  return typeof value === 'string' ? `t${value}` : `n${value}`
}

/** Counts those that hold. */
function truths(result: (held: number, all: number) => SqlValue): Accumulator {
  let [held, all] = [0, 0]
  const change =
    (by: 1 | -1) =>
    ([value = null]: readonly SqlValue[]) => {
      if (value === null) return
      all += by
      if (isTrue(value)) held += by
    }
  return { add: change(1), remove: change(-1), result: () => result(held, all) }
}

function bits(name: string, combine: (a: bigint, b: bigint) => bigint): Accumulator {
  return queue(values => {
    const numbers = values.map(value => integer.read(value, name))
    return numbers.length === 0 ? null : BigInt.asIntN(64, numbers.reduce(combine))
  })
}

/** The first argument where the second is extreme. */
function by(sign: 1 | -1): Accumulator {
  let best: { value: SqlValue; by: Known } | null = null
  return {
    add: ([value = null, key = null]) => {
      if (key !== null && (best === null || compareValues(key, best.by) * sign > 0)) best = { value, by: key }
    },
    remove: null,
    result: () => best?.value ?? null,
  }
}

function listed(): Accumulator {
  const rows: { readonly text: string; readonly separator: string }[] = []
  let from = 0
  return {
    add: ([value = null, separator = '']) => {
      if (value !== null)
        rows.push({ text: textOf(value), separator: separator === null ? '' : textOf(separator) })
    },
    remove: ([value = null]) => {
      if (value !== null) from++
    },
    result: () => {
      const kept = rows.slice(from)
      return kept.length === 0
        ? null
        : kept.map(({ text, separator }, i) => (i === 0 ? '' : separator) + text).join('')
    },
  }
}

interface One {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly parameters?: string
  readonly doc: string
  readonly start: () => Accumulator
  readonly example: readonly [call: string, gives: SqlValue]
  readonly arity?: readonly [number, number]
}

const ROWS = "(VALUES ('b', 3), ('a', 6), ('b', NULL))"

/** The examples are over the rows ('b', 3), ('a', 6), ('b', NULL). */
function aggregate({
  parameters = 'x',
  example: [call, gives],
  arity = [1, 1],
  ...given
}: One): AggregateFunction[] {
  return family.aggregate({ ...given, parameters, arity, example: [`(SELECT ${call} FROM ${ROWS})`, gives] })
}

export const aggregateFunctions = [
  ...aggregate({
    name: 'COUNT_BIG',
    parameters: '* or x',
    doc: 'The same as COUNT.',
    arity: [0, 1],
    start: count,
    example: ['COUNT_BIG(column2)', 2],
  }),
  ...aggregate({
    name: 'LISTAGG',
    parameters: 'x[, separator]',
    doc: 'The values as one text.',
    arity: [1, 2],
    start: listed,
    example: ["LISTAGG(column1, '/')", 'b/a/b'],
  }),
  ...aggregate({
    name: 'ANY_VALUE',
    doc: 'One of the values that are not NULL: the first.',
    start: () => queue(values => values[0] ?? null),
    example: ['ANY_VALUE(column1)', 'b'],
  }),
  ...aggregate({
    name: 'MODE',
    doc: 'The value that comes most often; of several the first.',
    start: () => tally(counts => [...counts.values()].reduce<Best>(mostOften, null)?.value ?? null),
    example: ['MODE(column1)', 'b'],
  }),
  ...aggregate({
    name: 'APPROX_COUNT_DISTINCT',
    aliases: ['APPROX_DISTINCT'],
    doc: 'How many values there are, exactly.',
    start: () => tally(counts => BigInt(counts.size)),
    example: ['APPROX_COUNT_DISTINCT(column1)', 2],
  }),
  ...aggregate({
    name: 'BOOL_AND',
    aliases: ['EVERY', 'LOGICAL_AND'],
    parameters: 'condition',
    doc: '1 when the condition holds in all rows where it is not NULL.',
    start: () => truths((held, all) => (all === 0 ? null : BigInt(Number(held === all)))),
    example: ['BOOL_AND(column2 > 2)', 1],
  }),
  ...aggregate({
    name: 'BOOL_OR',
    aliases: ['LOGICAL_OR'],
    parameters: 'condition',
    doc: '1 when the condition holds in a row.',
    start: () => truths((held, all) => (all === 0 ? null : BigInt(Number(held > 0)))),
    example: ['BOOL_OR(column2 > 6)', 0],
  }),
  ...aggregate({
    name: 'COUNT_IF',
    aliases: ['COUNTIF'],
    parameters: 'condition',
    doc: 'In how many rows the condition holds.',
    start: () => truths(held => BigInt(held)),
    example: ['COUNT_IF(column2 > 3)', 1],
  }),
  ...aggregate({
    name: 'BIT_AND',
    doc: 'The bits that all have.',
    start: () => bits('BIT_AND', (a, b) => a & b),
    example: ['BIT_AND(column2)', 2],
  }),
  ...aggregate({
    name: 'BIT_OR',
    doc: 'The bits that any has.',
    start: () => bits('BIT_OR', (a, b) => a | b),
    example: ['BIT_OR(column2)', 7],
  }),
  ...aggregate({
    name: 'BIT_XOR',
    doc: 'The bits that an odd number of them has.',
    start: () => bits('BIT_XOR', (a, b) => a ^ b),
    example: ['BIT_XOR(column2)', 5],
  }),
  ...aggregate({
    name: 'MAX_BY',
    aliases: ['ARG_MAX'],
    parameters: 'x, y',
    doc: 'x of the row with the greatest y; no window function.',
    arity: [2, 2],
    start: () => by(1),
    example: ['MAX_BY(column1, column2)', 'a'],
  }),
  ...aggregate({
    name: 'MIN_BY',
    aliases: ['ARG_MIN'],
    parameters: 'x, y',
    doc: 'x of the row with the least y; no window function.',
    arity: [2, 2],
    start: () => by(-1),
    example: ['MIN_BY(column1, column2)', 'b'],
  }),
]

type Best = { readonly value: Known; readonly count: number } | null

function mostOften(best: Best, each: { readonly value: Known; readonly count: number }): Best {
  return best === null || each.count > best.count ? each : best
}

/** Without an argument it counts rows: `COUNT_BIG(*)`. */
function count(): Accumulator {
  let rows = 0
  const isCounted = (args: readonly SqlValue[]) => args.length === 0 || args[0] !== null
  return {
    add: args => {
      if (isCounted(args)) rows++
    },
    remove: args => {
      if (isCounted(args)) rows--
    },
    result: () => BigInt(rows),
  }
}
