import type { ScalarFunction, StatementClock } from '../../util/sql-function.ts'
import { offsetAt } from '../../util/time-zone.ts'
import { badArgument, whole } from './arguments.ts'
import { addMonths, startOf } from './date-arithmetic.ts'
import { DAY_MS, type DatePart } from './date-parts.ts'
import { checkRange, dayText } from './date-value.ts'
import { Family } from './define.ts'

/** Days [from, to) of the calendar in TimeZone, as wall times. */
export interface Period {
  readonly from: number
  readonly to: number
}

/** In which unit a literal counts, and which units it means, 0 being the one of today. */
interface Literal {
  readonly name: string
  readonly unit: DatePart
  /** The first unit and the one behind the last; `n` is the argument, for those that take one. */
  readonly span: (n: number) => readonly [from: number, to: number]
  readonly takesNumber: boolean
  readonly doc: string
  /** The first day, of a statement that begins on Thursday 2026-03-05. */
  readonly firstDay: string
}

const fixed = (
  name: string,
  unit: DatePart,
  span: readonly [from: number, to: number],
  [doc, firstDay]: [string, string],
): Literal => ({ name, unit, span: () => span, takesNumber: false, doc, firstDay })

const counted = (
  name: string,
  unit: DatePart,
  span: (n: number) => readonly [number, number],
  [doc, firstDay]: [string, string],
): Literal => ({ name, unit, span, takesNumber: true, doc, firstDay })

const UNITS = [
  { word: 'WEEK', unit: 'week', last: '2026-02-22', current: '2026-03-01', next: '2026-03-08' },
  { word: 'MONTH', unit: 'month', last: '2026-02-01', current: '2026-03-01', next: '2026-04-01' },
  { word: 'QUARTER', unit: 'quarter', last: '2025-10-01', current: '2026-01-01', next: '2026-04-01' },
  { word: 'YEAR', unit: 'year', last: '2025-01-01', current: '2026-01-01', next: '2027-01-01' },
] as const

/** Of n = 2, `L_LAST_N_…` begins here. */
const TWO_BACK = {
  WEEK: '2026-02-15',
  MONTH: '2026-01-01',
  QUARTER: '2025-07-01',
  YEAR: '2024-01-01',
} as const

const LITERALS: readonly Literal[] = [
  fixed('L_TODAY', 'day', [0, 1], ['Today.', '2026-03-05']),
  fixed('L_YESTERDAY', 'day', [-1, 0], ['Yesterday.', '2026-03-04']),
  fixed('L_TOMORROW', 'day', [1, 2], ['Tomorrow.', '2026-03-06']),
  ...UNITS.flatMap(({ word, unit, last, current, next }) => {
    const name = word.toLowerCase()
    const weeks = word === 'WEEK' ? ', from Sunday on' : ''
    return [
      fixed(`L_LAST_${word}`, unit, [-1, 0], [`The ${name} before this one${weeks}.`, last]),
      fixed(`L_THIS_${word}`, unit, [0, 1], [`This ${name}${weeks}.`, current]),
      fixed(`L_NEXT_${word}`, unit, [1, 2], [`The ${name} after this one${weeks}.`, next]),
    ]
  }),
  fixed('L_LAST_90_DAYS', 'day', [-90, 0], ['The 90 days before today.', '2025-12-05']),
  fixed('L_NEXT_90_DAYS', 'day', [0, 90], ['90 days, today among them.', '2026-03-05']),
  counted('L_LAST_N_DAYS', 'day', n => [-n, 0], ['The n days before today.', '2026-03-03']),
  counted('L_NEXT_N_DAYS', 'day', n => [0, n], ['n days, today among them.', '2026-03-05']),
  ...UNITS.flatMap(({ word, unit, next }) => {
    const name = `${word.toLowerCase()}s`
    return [
      counted(`L_LAST_N_${word}S`, unit, n => [-n, 0], [
        `The n whole ${name} before this one.`,
        TWO_BACK[word],
      ]),
      counted(`L_NEXT_N_${word}S`, unit, n => [1, n + 1], [`The n whole ${name} after this one.`, next]),
    ]
  }),
]

const BY_NAME: ReadonlyMap<string, Literal> = new Map(LITERALS.map(literal => [literal.name, literal]))

const MOST_UNITS = 1_000_000

/**
 * The days that a date literal means; null when there is none of that name.
 * @param name in capitals
 * @throws BAD_VALUE when n is negative, or the days are not of the years 1 to 9999.
 */
export function periodOf(name: string, n: number, { nowMs, timeZone }: StatementClock): Period | null {
  const literal = BY_NAME.get(name)
  if (!literal) return null
  if (n < 0 || n > MOST_UNITS) throw badArgument(name, BigInt(n), `a number from 0 to ${MOST_UNITS}`)
  const today = nowMs + offsetAt(timeZone, nowMs)
  const first = startOf(literal.unit, today)
  const [from, to] = literal.span(n).map(units => checkRange(moved(first, literal.unit, units), name))
  return { from: from!, to: to! }
}

function moved(start: number, unit: DatePart, units: number): number {
  switch (unit) {
    case 'week':
      return start + 7 * units * DAY_MS
    case 'month':
      return addMonths(start, units)
    case 'quarter':
      return addMonths(start, 3 * units)
    case 'year':
      return addMonths(start, 12 * units)
    default:
      return start + units * DAY_MS
  }
}

const family = new Family('date literal')

function functionOf({ name, takesNumber, doc, firstDay }: Literal): ScalarFunction[] {
  const given = { name, doc }
  if (!takesNumber) {
    return family.timed({
      ...given,
      parameters: '',
      example: [`${name}()`, firstDay],
      args: [],
      call: clock => firstDayOf(name, 0, clock),
    })
  }
  return family.timed({
    ...given,
    parameters: 'n',
    example: [`${name}(2)`, firstDay],
    args: [whole],
    call: (clock, n) => firstDayOf(name, n, clock),
  })
}

function firstDayOf(name: string, n: number, clock: StatementClock): string | null {
  const period = periodOf(name, n, clock)
  return period && dayText(period.from)
}

/** Compared with a date column they mean all of their days; anywhere else they give the first. */
export const literalFunctions: readonly ScalarFunction[] = LITERALS.flatMap(functionOf)
