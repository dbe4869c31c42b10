import type { ScalarFunction, StatementClock } from '../../util/sql-function.ts'
import { text } from './arguments.ts'
import { DAY_NAMES, type DatePart, datePart, MONTH_NAMES, partOf } from './date-parts.ts'
import { type DateValue, date, instant, wallTime } from './date-value.ts'
import { Family } from './define.ts'

const family = new Family('date')

function fieldOf(part: DatePart, given: DateValue, clock: StatementClock): number {
  return part === 'epoch' ? Math.floor(instant(given, clock) / 1000) : partOf(part, wallTime(given, clock))
}

interface Field {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly part: DatePart
  readonly doc: string
  /** Of 2026-03-05 06:07:08, a Thursday. */
  readonly gives: number
}

function field({ name, aliases = [], part, doc, gives }: Field): ScalarFunction[] {
  return family.timed({
    name,
    aliases,
    parameters: 'date',
    doc,
    example: [`${name}('2026-03-05 06:07:08')`, gives],
    args: [date],
    gives: 'INTEGER',
    call: (clock, given) => fieldOf(part, given, clock),
  })
}

export const fieldFunctions = [
  ...field({ name: 'YEAR', part: 'year', doc: 'The year.', gives: 2026 }),
  ...field({ name: 'QUARTER', part: 'quarter', doc: 'The quarter, 1 to 4.', gives: 1 }),
  ...field({ name: 'MONTH', part: 'month', doc: 'The month, 1 to 12.', gives: 3 }),
  ...field({ name: 'DAY', aliases: ['DAYOFMONTH'], part: 'day', doc: 'The day of the month.', gives: 5 }),
  ...field({ name: 'HOUR', part: 'hour', doc: 'The hour, 0 to 23.', gives: 6 }),
  ...field({ name: 'MINUTE', part: 'minute', doc: 'The minute.', gives: 7 }),
  ...field({ name: 'SECOND', part: 'second', doc: 'The second.', gives: 8 }),
  ...field({ name: 'MILLISECOND', part: 'millisecond', doc: 'The thousandths of the second.', gives: 0 }),
  ...field({
    name: 'WEEK',
    part: 'week',
    doc: 'The week of the year: weeks begin on Sunday, the first has 1 January in it.',
    gives: 10,
  }),
  ...field({
    name: 'ISOWEEK',
    aliases: ['ISO_WEEK', 'WEEKOFYEAR'],
    part: 'isoweek',
    doc: 'The week of the year by ISO 8601: weeks begin on Monday, the first has a Thursday in it.',
    gives: 10,
  }),
  ...field({
    name: 'DAYOFWEEK',
    part: 'weekday',
    doc: 'The day of the week, 1 is Sunday.',
    gives: 5,
  }),
  ...field({
    name: 'DAYOFYEAR',
    part: 'dayofyear',
    doc: 'The day of the year, from 1.',
    gives: 64,
  }),
  ...family.timed({
    name: 'WEEKDAY',
    parameters: 'date',
    doc: 'The day of the week, 0 is Monday.',
    example: ["WEEKDAY('2026-03-05')", 3],
    args: [date],
    gives: 'INTEGER',
    call: (clock, given) => partOf('isodow', wallTime(given, clock)) - 1,
  }),
  ...family.timed({
    name: 'YEARWEEK',
    parameters: 'date',
    doc: 'Year and week by ISO 8601, as one number.',
    example: ["YEARWEEK('2026-03-05')", 202610],
    args: [date],
    gives: 'INTEGER',
    call: (clock, given) => {
      const wall = wallTime(given, clock)
      return partOf('isoyear', wall) * 100 + partOf('isoweek', wall)
    },
  }),
  ...family.timed({
    name: 'DAYNAME',
    parameters: 'date',
    doc: 'The English name of the day.',
    example: ["DAYNAME('2026-03-05')", 'Thursday'],
    args: [date],
    call: (clock, given) => nameOf('weekday', given, clock),
  }),
  ...family.timed({
    name: 'MONTHNAME',
    parameters: 'date',
    doc: 'The English name of the month.',
    example: ["MONTHNAME('2026-03-05')", 'March'],
    args: [date],
    call: (clock, given) => nameOf('month', given, clock),
  }),
  ...family.timed({
    name: 'DATEPART',
    aliases: ['DATE_PART'],
    parameters: 'part, date',
    doc: 'One part as a number: year, month, iso_week, weekday, hour … or their T-SQL abbreviations.',
    example: ["DATEPART('mm', '2026-03-05')", 3],
    args: [text, date],
    gives: 'INTEGER',
    call: (clock, part, given) => fieldOf(datePart(part, 'DATEPART'), given, clock),
  }),
  ...family.timed({
    name: 'DATENAME',
    parameters: 'part, date',
    doc: 'One part as text: months and days of the week by their English names.',
    example: ["DATENAME('month', '2026-03-05')", 'March'],
    args: [text, date],
    call: (clock, part, given) => nameOf(datePart(part, 'DATENAME'), given, clock),
  }),
]

function nameOf(part: DatePart, given: DateValue, clock: StatementClock): string {
  const field = fieldOf(part, given, clock)
  if (part === 'month') return MONTH_NAMES[field - 1]!
  return part === 'weekday' ? DAY_NAMES[field - 1]! : String(field)
}
