import type { StatementClock } from '../../util/sql-function.ts'
import { instantOf } from '../../util/time-zone.ts'
import { DAY_MS, type DatePart, dayNumber, startOfMonth, startOfWeek } from './date-parts.ts'
import { checkRange, type DateValue, dayText, instant, likeGiven, wallTime, zonedText } from './date-value.ts'

const UNIT_MS: Readonly<Partial<Record<DatePart, number>>> = {
  hour: 3_600_000,
  minute: 60_000,
  second: 1_000,
  epoch: 1_000,
  millisecond: 1,
  microsecond: 1e-3,
  nanosecond: 1e-6,
}
const UNIT_MONTHS: Readonly<Partial<Record<DatePart, number>>> = {
  year: 12,
  isoyear: 12,
  quarter: 3,
  month: 1,
}

/**
 * A date, n units on. Hours and less are counted in time that passes; days and more on the calendar of TimeZone: a day on
 * is the same time of the next day, also where clocks change. The last of a month stays within a shorter one.
 */
export function addTo(given: DateValue, part: DatePart, n: number, { clock, called }: Called): string {
  const unit = UNIT_MS[part]
  if (unit !== undefined) {
    const on = checkRange(instant(given, clock) + Math.trunc(n * unit), called)
    return likeGiven(on, given.form, clock)
  }
  const months = UNIT_MONTHS[part]
  const wall = wallTime(given, clock)
  const days = part === 'week' || part === 'isoweek' ? 7 * n : n
  const on = checkRange(months === undefined ? wall + days * DAY_MS : addMonths(wall, months * n), called)
  return given.form === 'date' ? dayText(on) : likeGiven(instantOf(clock.timeZone, on), given.form, clock)
}

export interface Called {
  readonly clock: StatementClock
  /** The function, for its errors. */
  readonly called: string
}

export function addMonths(wall: number, months: number): number {
  const date = new Date(wall)
  const first = startOfMonth(date.getUTCFullYear(), date.getUTCMonth() + months)
  const moved = new Date(first)
  const last = new Date(startOfMonth(moved.getUTCFullYear(), moved.getUTCMonth() + 1) - DAY_MS).getUTCDate()
  const timeOfDay = wall - dayNumber(wall) * DAY_MS
  return first + (Math.min(date.getUTCDate(), last) - 1) * DAY_MS + timeOfDay
}

/** How many borders of a unit lie between two dates: from 23:59 to 00:01 is a day, as in T-SQL. */
export function bordersBetween(
  part: DatePart,
  from: DateValue,
  to: DateValue,
  clock: StatementClock,
): number {
  const unit = UNIT_MS[part]
  if (unit !== undefined && unit < 60_000) {
    return Math.floor(instant(to, clock) / unit) - Math.floor(instant(from, clock) / unit)
  }
  const [a, b] = [wallTime(from, clock), wallTime(to, clock)]
  if (unit !== undefined) return elapsedBorders(unit, from, to, clock)
  const months = UNIT_MONTHS[part]
  if (months !== undefined) return Math.floor(monthNumber(b) / months) - Math.floor(monthNumber(a) / months)
  if (part === 'week') return (startOfWeek(b, 'sunday') - startOfWeek(a, 'sunday')) / (7 * DAY_MS)
  if (part === 'isoweek') return (startOfWeek(b, 'monday') - startOfWeek(a, 'monday')) / (7 * DAY_MS)
  return dayNumber(b) - dayNumber(a)
}

/** Hours and minutes: what passed, from the start of the one unit to that of the other. */
function elapsedBorders(unit: number, from: DateValue, to: DateValue, clock: StatementClock): number {
  const start = (date: DateValue) => {
    const wall = wallTime(date, clock)
    return instant(date, clock) - (((wall % unit) + unit) % unit)
  }
  return Math.round((start(to) - start(from)) / unit)
}

function monthNumber(wall: number): number {
  const date = new Date(wall)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** The wall time at which the unit began that a wall time is in. */
export function startOf(part: DatePart, wall: number): number {
  const unit = UNIT_MS[part]
  if (unit !== undefined) return Math.floor(wall / Math.max(unit, 1)) * Math.max(unit, 1)
  const months = UNIT_MONTHS[part]
  if (months !== undefined) {
    const first = Math.floor(monthNumber(wall) / months) * months
    return startOfMonth(Math.floor(first / 12), first % 12)
  }
  if (part === 'week') return startOfWeek(wall, 'sunday')
  if (part === 'isoweek') return startOfWeek(wall, 'monday')
  return dayNumber(wall) * DAY_MS
}

/** The start of a unit as text: a day for a day, else a time that says its offset. */
export function truncated(part: DatePart, given: DateValue, clock: StatementClock): string {
  const start = startOf(part, wallTime(given, clock))
  if (given.form === 'date' && UNIT_MS[part] === undefined) return dayText(start)
  return zonedText(instantOf(clock.timeZone, start), clock.timeZone)
}
