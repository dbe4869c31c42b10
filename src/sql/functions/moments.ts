import type { Accumulator, AggregateFunction } from '../../util/sql-function.ts'
import type { SqlValue } from '../../util/value.ts'
import { number } from './arguments.ts'
import { Family } from './define.ts'

const family = new Family('aggregate')

/**
 * Welford's sums of two columns: means and squared distances from them, which stay exact where a difference of two large
 * sums would not. A row that leaves the frame of a window is taken out by the same formula.
 */
class Moments {
  count = 0
  #meanX = 0
  #meanY = 0
  xx = 0
  yy = 0
  xy = 0

  add(x: number, y: number): void {
    this.count++
    const [dx, dy] = [x - this.#meanX, y - this.#meanY]
    this.#meanX += dx / this.count
    this.#meanY += dy / this.count
    this.#shift(dx, dy, [x - this.#meanX, y - this.#meanY], 1)
  }

  remove(x: number, y: number): void {
    this.count--
    if (this.count === 0) {
      this.#meanX = this.#meanY = this.xx = this.yy = this.xy = 0
      return
    }
    const [dx, dy] = [x - this.#meanX, y - this.#meanY]
    this.#meanX -= dx / this.count
    this.#meanY -= dy / this.count
    this.#shift(x - this.#meanX, y - this.#meanY, [dx, dy], -1)
  }

  #shift(dx: number, dy: number, [ex, ey]: readonly [number, number], sign: 1 | -1): void {
    // Rounding may leave a little less than nothing.
    this.xx = Math.max(0, this.xx + sign * dx * ex)
    this.yy = Math.max(0, this.yy + sign * dy * ey)
    this.xy += sign * dx * ey
  }

  get meanX(): number {
    return this.#meanX
  }

  get meanY(): number {
    return this.#meanY
  }
}

type Result = (moments: Moments) => number | null

function accumulator(name: string, width: 1 | 2, result: Result): Accumulator {
  const moments = new Moments()
  const pair = (args: readonly SqlValue[]): [number, number] | null => {
    const [first = null, second = first] = args
    if (first === null || second === null) return null
    return width === 1 ? [number.read(first, name), 0] : [number.read(second, name), number.read(first, name)]
  }
  const change = (kind: 'add' | 'remove') => (args: readonly SqlValue[]) => {
    const values = pair(args)
    if (values) moments[kind](...values)
  }
  return { add: change('add'), remove: change('remove'), result: () => result(moments) }
}

interface Moment {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly doc: string
  readonly result: Result
  readonly example: readonly [string, SqlValue]
}

function ofOne({ name, aliases = [], doc, result, example }: Moment): AggregateFunction[] {
  return family.aggregate({
    name,
    aliases,
    parameters: 'x',
    doc,
    example,
    arity: [1, 1],
    start: () => accumulator(name, 1, result),
  })
}

function ofTwo({ name, doc, result, example }: Moment): AggregateFunction[] {
  return family.aggregate({
    name,
    parameters: 'y, x',
    doc,
    example,
    arity: [2, 2],
    start: () => accumulator(name, 2, result),
  })
}

const over = (sum: number, count: number) => (count > 0 ? sum / count : null)
const root = (square: number | null) => (square === null ? null : Math.sqrt(square))
const ONE = (call: string) => `(SELECT ${call} FROM (VALUES (2), (4), (4), (4), (5), (5), (7), (9)))`
const TWO = (call: string) => `(SELECT ${call} FROM (VALUES (1, 2), (2, 4), (3, 6), (4, 9)))`

export const momentFunctions = [
  ...ofOne({
    name: 'STDEV',
    aliases: ['STDDEV', 'STDDEV_SAMP'],
    doc: 'Standard deviation of a sample; NULL of fewer than two values.',
    result: ({ xx, count }) => root(over(xx, count - 1)),
    example: [`ROUND(${ONE('STDEV(column1)')}, 4)`, 2.1381],
  }),
  ...ofOne({
    name: 'STDEVP',
    aliases: ['STDDEV_POP'],
    doc: 'Standard deviation of all values.',
    result: ({ xx, count }) => root(over(xx, count)),
    example: [ONE('STDEVP(column1)'), 2],
  }),
  ...ofOne({
    name: 'VAR',
    aliases: ['VARIANCE', 'VAR_SAMP'],
    doc: 'Variance of a sample; NULL of fewer than two values.',
    result: ({ xx, count }) => over(xx, count - 1),
    example: [`ROUND(${ONE('VAR(column1)')}, 4)`, 4.5714],
  }),
  ...ofOne({
    name: 'VARP',
    aliases: ['VAR_POP'],
    doc: 'Variance of all values.',
    result: ({ xx, count }) => over(xx, count),
    example: [ONE('VARP(column1)'), 4],
  }),
  ...ofTwo({
    name: 'CORR',
    doc: 'How strictly two columns go together, from -1 to 1; NULL where one does not vary.',
    result: ({ xx, yy, xy }) => (xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null),
    example: [`ROUND(${TWO('CORR(column1, column2)')}, 4)`, 0.9944],
  }),
  ...ofTwo({
    name: 'COVAR_POP',
    doc: 'Covariance of all pairs.',
    result: ({ xy, count }) => over(xy, count),
    example: [TWO('COVAR_POP(column1, column2)'), 2.875],
  }),
  ...ofTwo({
    name: 'COVAR_SAMP',
    doc: 'Covariance of a sample of pairs; NULL of fewer than two.',
    result: ({ xy, count }) => over(xy, count - 1),
    example: [`ROUND(${TWO('COVAR_SAMP(column1, column2)')}, 4)`, 3.8333],
  }),
  ...ofTwo({
    name: 'REGR_SLOPE',
    doc: 'How steep the line y over x is that lies nearest to the pairs.',
    result: ({ xx, xy }) => (xx > 0 ? xy / xx : null),
    example: [`ROUND(${TWO('REGR_SLOPE(column2, column1)')}, 4)`, 2.3],
  }),
  ...ofTwo({
    name: 'REGR_INTERCEPT',
    doc: 'Where that line crosses x = 0.',
    result: ({ xx, xy, meanX, meanY }) => (xx > 0 ? meanY - (xy / xx) * meanX : null),
    example: [`ROUND(${TWO('REGR_INTERCEPT(column2, column1)')}, 4)`, -0.5],
  }),
]
