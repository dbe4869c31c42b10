import type { StatementClock } from '../../util/sql-function.ts'
import type { SqlValue } from '../../util/value.ts'
import { badArgument, number, optional, text, textOf, value, whole } from './arguments.ts'
import { addMonths, addTo, bordersBetween, startOf, truncated } from './date-arithmetic.ts'
import { DAY_MS, datePart } from './date-parts.ts'
import { checkRange, type DateValue, date, dayText, instant, wallTime } from './date-value.ts'
import { Family } from './define.ts'

const family = new Family('date')

export const moveFunctions = [
  ...family.timed({
    name: 'DATEADD',
    aliases: ['TIMESTAMPADD', 'DATE_ADD'],
    parameters: 'part, n, date',
    doc: 'The date, n units on; back when n is negative. The part is a word or a text.',
    example: ["DATEADD('day', -7, '2026-03-05')", '2026-02-26'],
    args: [text, whole, date],
    call: (clock, part, n, given) => addTo(given, datePart(part, 'DATEADD'), n, { clock, called: 'DATEADD' }),
  }),
  ...family.timed({
    name: 'ADD_MONTHS',
    parameters: 'date, n',
    doc: 'The date, n months on; the last of a month stays within a shorter one.',
    example: ["ADD_MONTHS('2026-01-31', 1)", '2026-02-28'],
    args: [date, whole],
    call: (clock, given, n) => addTo(given, 'month', n, { clock, called: 'ADD_MONTHS' }),
  }),
  ...family.timed({
    name: 'ADDDATE',
    parameters: 'date, days',
    doc: 'The date, so many days on.',
    example: ["ADDDATE('2026-03-05', 30)", '2026-04-04'],
    args: [date, whole],
    call: (clock, given, n) => addTo(given, 'day', n, { clock, called: 'ADDDATE' }),
  }),
  ...family.timed({
    name: 'SUBDATE',
    parameters: 'date, days',
    doc: 'The date, so many days back.',
    example: ["SUBDATE('2026-03-05', 5)", '2026-02-28'],
    args: [date, whole],
    call: (clock, given, n) => addTo(given, 'day', -n, { clock, called: 'SUBDATE' }),
  }),
  ...family.timed({
    name: 'DATEDIFF',
    aliases: ['DATEDIFF_BIG'],
    parameters: 'part, from, to',
    doc: 'How many borders of the unit lie between. With two dates, as in MySQL: the days from the second to the first.',
    example: ["DATEDIFF('month', '2026-01-31', '2026-03-01')", 2],
    args: [value, value, optional(value)],
    gives: 'INTEGER',
    call: (clock, ...values) => difference(clock, values),
  }),
  ...family.timed({
    name: 'TIMESTAMPDIFF',
    aliases: ['DATE_DIFF'],
    parameters: 'part, from, to',
    doc: 'How many borders of the unit lie between.',
    example: ["TIMESTAMPDIFF('hour', '2026-03-05 06:59:00', '2026-03-05 08:01:00')", 2],
    args: [text, date, date],
    gives: 'INTEGER',
    call: (clock, part, from, to) => bordersBetween(datePart(part, 'TIMESTAMPDIFF'), from, to, clock),
  }),
  ...family.timed({
    name: 'MONTHS_BETWEEN',
    parameters: 'later, earlier',
    doc: 'Months as a number with a fraction in 31sts; whole when both are the same day or the last of their month.',
    example: ["MONTHS_BETWEEN('2026-03-31', '2026-02-28')", 1],
    args: [date, date],
    call: (clock, later, earlier) => monthsBetween(wallTime(later, clock), wallTime(earlier, clock)),
  }),
  ...family.timed({
    name: 'DATE_TRUNC',
    parameters: 'part, date',
    doc: 'The start of the unit that the date is in, in TimeZone; weeks begin on Monday.',
    example: ["DATE_TRUNC('month', '2026-03-05 06:07:08')", '2026-03-01 00:00:00'],
    args: [text, date],
    call: (clock, part, given) => {
      const unit = datePart(part, 'DATE_TRUNC')
      return truncated(unit === 'week' ? 'isoweek' : unit, given, clock)
    },
  }),
  ...family.timed({
    name: 'DATETRUNC',
    parameters: 'part, date',
    doc: 'The start of the unit that the date is in, in TimeZone; weeks begin on Sunday, those of iso_week on Monday.',
    example: ["DATETRUNC('week', '2026-03-05')", '2026-03-01'],
    args: [text, date],
    call: (clock, part, given) => truncated(datePart(part, 'DATETRUNC'), given, clock),
  }),
  ...family.timed({
    name: 'EOMONTH',
    parameters: 'date[, months]',
    doc: 'The last day of the month, or of one so many months on.',
    example: ["EOMONTH('2026-02-05')", '2026-02-28'],
    args: [date, optional(whole)],
    call: (clock, given, months = 0) => lastDay(wallTime(given, clock), months, 'EOMONTH'),
  }),
  ...family.timed({
    name: 'LAST_DAY',
    parameters: 'date',
    doc: 'The last day of the month.',
    example: ["LAST_DAY('2024-02-05')", '2024-02-29'],
    args: [date],
    call: (clock, given) => lastDay(wallTime(given, clock), 0, 'LAST_DAY'),
  }),
  ...family.timed({
    name: 'TO_DAYS',
    parameters: 'date',
    doc: 'Days since the year 0, as in MySQL.',
    example: ["TO_DAYS('2026-03-05')", 740045],
    args: [date],
    gives: 'INTEGER',
    call: (clock, given) => Math.floor(wallTime(given, clock) / DAY_MS) + 719_528,
  }),
  ...family.timed({
    name: 'UNIX_TIMESTAMP',
    parameters: '[date]',
    doc: 'Seconds since 1970 in UTC, of the date or of now.',
    example: ["UNIX_TIMESTAMP('2026-03-05 06:07:08')", 1772690828],
    args: [optional(date)],
    gives: 'INTEGER',
    call: (clock, given) => Math.floor((given ? instant(given, clock) : clock.nowMs) / 1000),
  }),
  ...family.scalar({
    name: 'FROM_UNIXTIME',
    parameters: 'seconds',
    doc: 'The date of a number of seconds since 1970, in UTC.',
    example: ['FROM_UNIXTIME(1772690828)', '2026-03-05 06:07:08'],
    args: [number],
    call: seconds => fromSeconds(seconds),
  }),
]

function fromSeconds(seconds: number): string {
  const ms = checkRange(Math.round(seconds * 1000), 'FROM_UNIXTIME')
  return new Date(ms)
    .toISOString()
    .slice(0, ms % 1000 === 0 ? 19 : 23)
    .replace('T', ' ')
}

type Given = Exclude<SqlValue, null>

function difference(clock: StatementClock, [first, second, third]: readonly (Given | undefined)[]): number {
  const read = (each: Given | undefined): DateValue => date.read(each ?? null, 'DATEDIFF')
  if (third === undefined) return bordersBetween('day', read(second), read(first), clock)
  if (first === undefined) throw badArgument('DATEDIFF', null, 'a date part')
  return bordersBetween(datePart(textOf(first), 'DATEDIFF'), read(second), read(third), clock)
}

function monthsBetween(later: number, earlier: number): number {
  const [a, b] = [new Date(later), new Date(earlier)]
  const months = (a.getUTCFullYear() - b.getUTCFullYear()) * 12 + a.getUTCMonth() - b.getUTCMonth()
  const isLast = (wall: number) => new Date(wall + DAY_MS).getUTCDate() === 1
  const isWhole = a.getUTCDate() === b.getUTCDate() || (isLast(later) && isLast(earlier))
  if (isWhole) return months
  const inDay = (wall: number) => (((wall % DAY_MS) + DAY_MS) % DAY_MS) / DAY_MS
  return months + (a.getUTCDate() - b.getUTCDate() + inDay(later) - inDay(earlier)) / 31
}

function lastDay(wall: number, months: number, called: string): string {
  const next = checkRange(addMonths(startOf('month', wall), months + 1), called)
  return dayText(next - DAY_MS)
}
