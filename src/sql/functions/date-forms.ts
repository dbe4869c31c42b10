import { dayMs, parseDateText } from '../../util/date-text.ts'
import type { StatementClock } from '../../util/sql-function.ts'
import { instantOf } from '../../util/time-zone.ts'
import { anything, badArgument, number, optional, text, textOf, whole } from './arguments.ts'
import { DAY_NAMES, MONTH_NAMES, partOf } from './date-parts.ts'
import { type DateValue, date, dayText, timeText, wallTime, zonedText } from './date-value.ts'
import { Family } from './define.ts'

const family = new Family('date')

export const makeFunctions = [
  ...family.scalar({
    name: 'DATEFROMPARTS',
    aliases: ['MAKE_DATE', 'DATE_FROM_PARTS'],
    parameters: 'year, month, day',
    doc: 'The day.',
    example: ['DATEFROMPARTS(2026, 3, 5)', '2026-03-05'],
    args: [whole, whole, whole],
    call: (year, month, day) => dayText(dayOf('DATEFROMPARTS', [year, month, day])),
  }),
  ...family.timed({
    name: 'DATETIMEFROMPARTS',
    aliases: ['TIMESTAMP_FROM_PARTS'],
    parameters: 'year, month, day, hour, minute, second[, millisecond]',
    doc: 'The time, on the clocks of TimeZone.',
    example: ['DATETIMEFROMPARTS(2026, 3, 5, 6, 7, 8, 0)', '2026-03-05 06:07:08'],
    args: [whole, whole, whole, whole, whole, number, optional(whole)],
    call: (clock, ...parts) => {
      const wall = dayOf('DATETIMEFROMPARTS', parts.slice(0, 3)) + timeOf('DATETIMEFROMPARTS', parts.slice(3))
      return zonedText(instantOf(clock.timeZone, wall), clock.timeZone)
    },
  }),
  ...family.scalar({
    name: 'TIMEFROMPARTS',
    aliases: ['TIME_FROM_PARTS'],
    parameters: 'hour, minute, second',
    doc: 'The time of day.',
    example: ['TIMEFROMPARTS(6, 7, 8)', '06:07:08'],
    args: [whole, whole, number],
    call: (...parts) => timeText(timeOf('TIMEFROMPARTS', parts)).slice(11),
  }),
  ...family.timed({
    name: 'TO_DATE',
    parameters: 'date',
    doc: 'The day in TimeZone.',
    example: ["TO_DATE('2026-03-05 06:07:08')", '2026-03-05'],
    args: [date],
    call: (clock, given) => dayText(wallTime(given, clock)),
  }),
  ...family.timed({
    name: 'TRY_TO_DATE',
    parameters: 'value',
    doc: 'The day in TimeZone; NULL when the value is no date.',
    example: ["TRY_TO_DATE('2026-02-30')", null],
    args: [anything],
    call: (clock, given) => {
      const parsed = given === null ? null : parseDateText(textOf(given))
      return parsed && dayText(wallTime(parsed, clock))
    },
  }),
  ...family.timed({
    name: 'TO_TIMESTAMP',
    aliases: ['TO_DATETIME'],
    parameters: 'date',
    doc: 'The date with its time, in UTC; a day is its midnight in TimeZone.',
    example: ["TO_TIMESTAMP('2026-03-05T06:07:08+09:00')", '2026-03-04 21:07:08'],
    args: [date],
    call: ({ timeZone }, { form, ms }) => timeText(form === 'date' ? instantOf(timeZone, ms) : ms),
  }),
  ...family.scalar({
    name: 'ISDATE',
    parameters: 'value',
    doc: '1 when the value is a date as these functions read them.',
    example: ["ISDATE('2026-02-30')", 0],
    args: [anything],
    call: given => typeof given === 'string' && parseDateText(given) !== null,
  }),
]

function dayOf(called: string, [year = 0, month = 0, day = 0]: readonly (number | undefined)[]): number {
  const days = dayMs(year, month, day)
  if (days === null) throw badArgument(called, `${year}-${month}-${day}`, 'a day')
  return days
}

function timeOf(called: string, parts: readonly (number | undefined)[]): number {
  const [hour = 0, minute = 0, second = 0, ms = 0] = parts
  const isTime = [
    hour < 24,
    minute < 60,
    second < 60,
    ms < 1000,
    hour >= 0,
    minute >= 0,
    second >= 0,
    ms >= 0,
  ]
  if (isTime.includes(false)) throw badArgument(called, `${hour}:${minute}:${second}`, 'a time of day')
  return Math.trunc((hour * 3600 + minute * 60 + second) * 1000) + ms
}

export const formatFunctions = [
  ...family.timed({
    name: 'TO_CHAR',
    parameters: 'date, picture',
    doc: 'The date as text: YYYY, YY, MM, MON, MONTH, DD, DY, DAY, DDD, IW, IYYY, Q, HH24, HH12, MI, SS, MS, AM; "text" as it is.',
    example: ["TO_CHAR('2026-03-05 16:07:08', 'DD Mon YYYY HH12:MI AM')", '05 Mar 2026 04:07 PM'],
    args: [date, text],
    call: (clock, given, picture) => pictured(picture, PICTURE, given, clock),
  }),
  ...family.timed({
    name: 'DATE_FORMAT',
    parameters: 'date, format',
    doc: 'The date as text with MySQL’s marks: %Y %y %m %c %M %b %d %e %W %a %H %h %i %s %p %j %T %%.',
    example: ["DATE_FORMAT('2026-03-05 16:07:08', '%W, %e %M %Y')", 'Thursday, 5 March 2026'],
    args: [date, text],
    call: (clock, given, format) => pictured(format, MARKS, given, clock),
  }),
]

const two = (part: number) => String(part).padStart(2, '0')
const three = (part: number) => String(part).padStart(3, '0')
const four = (part: number) => String(part).padStart(4, '0')
const half = (wall: number) => ((partOf('hour', wall) + 11) % 12) + 1
const month = (wall: number) => MONTH_NAMES[partOf('month', wall) - 1]!
const day = (wall: number) => DAY_NAMES[partOf('weekday', wall) - 1]!
const noon = (wall: number) => (partOf('hour', wall) < 12 ? 'AM' : 'PM')

interface Marks {
  readonly pattern: RegExp
  readonly of: Readonly<Record<string, (wall: number) => string>>
}

/** PostgreSQL's; names are written as the mark is: MONTH, Month, month. */
const PICTURE: Marks = {
  pattern: /"[^"]*"|YYYY|YY|IYYY|MONTH|MON|MM|DDD|DAY|DY|DD|IW|HH24|HH12|HH|MI|SS|MS|AM|PM|Q/gi,
  of: {
    YYYY: wall => four(partOf('year', wall)),
    YY: wall => two(partOf('year', wall) % 100),
    IYYY: wall => four(partOf('isoyear', wall)),
    MONTH: month,
    MON: wall => month(wall).slice(0, 3),
    MM: wall => two(partOf('month', wall)),
    DDD: wall => three(partOf('dayofyear', wall)),
    DAY: day,
    DY: wall => day(wall).slice(0, 3),
    DD: wall => two(partOf('day', wall)),
    IW: wall => two(partOf('isoweek', wall)),
    HH24: wall => two(partOf('hour', wall)),
    HH12: wall => two(half(wall)),
    HH: wall => two(half(wall)),
    MI: wall => two(partOf('minute', wall)),
    SS: wall => two(partOf('second', wall)),
    MS: wall => three(partOf('millisecond', wall)),
    AM: noon,
    PM: noon,
    Q: wall => String(partOf('quarter', wall)),
  },
}

const MARKS: Marks = {
  pattern: /%./gu,
  of: {
    '%Y': PICTURE.of.YYYY!,
    '%y': PICTURE.of.YY!,
    '%m': PICTURE.of.MM!,
    '%c': wall => String(partOf('month', wall)),
    '%M': month,
    '%b': PICTURE.of.MON!,
    '%d': PICTURE.of.DD!,
    '%e': wall => String(partOf('day', wall)),
    '%W': day,
    '%a': PICTURE.of.DY!,
    '%H': PICTURE.of.HH24!,
    '%h': PICTURE.of.HH12!,
    '%i': PICTURE.of.MI!,
    '%s': PICTURE.of.SS!,
    '%p': noon,
    '%j': PICTURE.of.DDD!,
    '%T': wall => timeText(Math.floor(wall / 1000) * 1000).slice(11),
    '%%': () => '%',
  },
}

function pictured(picture: string, { pattern, of }: Marks, given: DateValue, clock: StatementClock): string {
  const wall = wallTime(given, clock)
  return picture.replace(pattern, mark => {
    if (mark.startsWith('"')) return mark.slice(1, -1)
    const write = of[mark] ?? of[mark.toUpperCase()]
    if (!write) throw badArgument('DATE_FORMAT', mark, 'a mark of a date format')
    return inCaseOf(mark, write(wall))
  })
}

function inCaseOf(mark: string, written: string): string {
  if (!/^[A-Z]/i.test(mark) || !/^[A-Z]/i.test(written)) return written
  if (mark === mark.toUpperCase()) return written.toUpperCase()
  return mark === mark.toLowerCase() ? written.toLowerCase() : written
}
