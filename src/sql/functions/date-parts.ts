import { badArgument } from './arguments.ts'

export type DatePart =
  | 'year'
  | 'quarter'
  | 'month'
  | 'dayofyear'
  | 'day'
  | 'week'
  | 'isoweek'
  | 'isoyear'
  | 'weekday'
  | 'dow'
  | 'isodow'
  | 'hour'
  | 'minute'
  | 'second'
  | 'millisecond'
  | 'microsecond'
  | 'nanosecond'
  | 'epoch'

const SPELLINGS: Readonly<Record<DatePart, readonly string[]>> = {
  year: ['year', 'years', 'yy', 'yyyy'],
  quarter: ['quarter', 'quarters', 'qq', 'q'],
  month: ['month', 'months', 'mm', 'm', 'mon'],
  dayofyear: ['dayofyear', 'dy', 'y', 'doy'],
  day: ['day', 'days', 'dd', 'd', 'dayofmonth'],
  week: ['week', 'weeks', 'wk', 'ww'],
  isoweek: ['iso_week', 'isoweek', 'isowk', 'isoww', 'weekiso', 'week_iso'],
  isoyear: ['isoyear', 'iso_year', 'yearofweekiso'],
  weekday: ['weekday', 'dw', 'w', 'dayofweek'],
  dow: ['dow'],
  isodow: ['isodow', 'dayofweekiso'],
  hour: ['hour', 'hours', 'hh', 'h'],
  minute: ['minute', 'minutes', 'mi', 'n', 'min'],
  second: ['second', 'seconds', 'ss', 's', 'sec'],
  millisecond: ['millisecond', 'milliseconds', 'ms'],
  microsecond: ['microsecond', 'microseconds', 'mcs', 'us'],
  nanosecond: ['nanosecond', 'nanoseconds', 'ns'],
  epoch: ['epoch', 'epoch_second'],
}

const PART_OF = new Map(
  Object.entries(SPELLINGS).flatMap(([part, names]) => names.map(name => [name, part as DatePart] as const)),
)

/** A date part by its name or T-SQL abbreviation, in any case. @throws BAD_VALUE */
export function datePart(name: string, called: string): DatePart {
  const part = PART_OF.get(name.trim().toLowerCase())
  if (part !== undefined) return part
  throw badArgument(called, name, 'a date part', `Parts are ${Object.keys(SPELLINGS).join(', ')}.`)
}

export const DAY_MS = 86_400_000

export const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const
export const DAY_NAMES = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const

/** Days of the calendar since 1970-01-01. */
export function dayNumber(wall: number): number {
  return Math.floor(wall / DAY_MS)
}

/** 0 is Sunday. */
function weekdayOf(wall: number): number {
  return (((dayNumber(wall) + 4) % 7) + 7) % 7
}

/** The start of the week: of its Sunday, or of its Monday. */
export function startOfWeek(wall: number, first: 'sunday' | 'monday'): number {
  const past = first === 'sunday' ? weekdayOf(wall) : (weekdayOf(wall) + 6) % 7
  return (dayNumber(wall) - past) * DAY_MS
}

/** The first day of a month; months may be out of their year. */
export function startOfMonth(year: number, month: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month, 1)
  return date.getTime()
}

/** ISO 8601: the week of a day is that of its Thursday. */
function isoWeek(wall: number): { year: number; week: number } {
  const thursday = startOfWeek(wall, 'monday') + 3 * DAY_MS
  const year = new Date(thursday).getUTCFullYear()
  return { year, week: Math.floor((thursday - startOfMonth(year, 0)) / (7 * DAY_MS)) + 1 }
}

/** Weeks of a year begin on Sunday; the first has 1 January in it. */
function weekOfYear(wall: number): number {
  const first = startOfMonth(new Date(wall).getUTCFullYear(), 0)
  return (startOfWeek(wall, 'sunday') - startOfWeek(first, 'sunday')) / (7 * DAY_MS) + 1
}

/** One part of a wall time; `epoch` is of the instant and not asked here. */
export function partOf(part: Exclude<DatePart, 'epoch'>, wall: number): number {
  const date = new Date(wall)
  const ms = ((wall % 1000) + 1000) % 1000
  switch (part) {
    case 'year':
      return date.getUTCFullYear()
    case 'quarter':
      return Math.floor(date.getUTCMonth() / 3) + 1
    case 'month':
      return date.getUTCMonth() + 1
    case 'dayofyear':
      return dayNumber(wall) - dayNumber(startOfMonth(date.getUTCFullYear(), 0)) + 1
    case 'day':
      return date.getUTCDate()
    case 'week':
      return weekOfYear(wall)
    case 'isoweek':
      return isoWeek(wall).week
    case 'isoyear':
      return isoWeek(wall).year
    case 'weekday':
      return weekdayOf(wall) + 1
    case 'dow':
      return weekdayOf(wall)
    case 'isodow':
      return weekdayOf(wall) || 7
    default:
      return timePart(part, date, ms)
  }
}

type TimePart = 'hour' | 'minute' | 'second' | 'millisecond' | 'microsecond' | 'nanosecond'

function timePart(part: TimePart, date: Date, ms: number): number {
  switch (part) {
    case 'hour':
      return date.getUTCHours()
    case 'minute':
      return date.getUTCMinutes()
    case 'second':
      return date.getUTCSeconds()
    case 'millisecond':
      return ms
    case 'microsecond':
      return ms * 1_000
    case 'nanosecond':
      return ms * 1_000_000
  }
}
