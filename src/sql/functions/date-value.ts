import {
  type DateText,
  dayText,
  isWritable,
  parseDateText,
  timeText,
  zonedText,
} from '../../util/date-text.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { StatementClock } from '../../util/sql-function.ts'
import { instantOf, offsetAt } from '../../util/time-zone.ts'
import { type Argument, badArgument, textOf } from './arguments.ts'

/*
 * A date that comes to a function. One without an offset is UTC, as columns are; a day alone is a day of the calendar. Days,
 * months and hours are counted on the clocks of TimeZone. What a function answers has the form of what it was
 * given, so that a column's value stays UTC and a day stays a day.
 */
export type DateValue = DateText

const HINT = 'Dates are written YYYY-MM-DD, or YYYY-MM-DD HH:MM:SS, or with an offset behind that.'

/** A date; DateText's `local` is UTC here. */
export const date: Argument<DateValue> = {
  takesNull: false,
  isOptional: false,
  read: (value, called) => {
    const text = value === null ? '' : textOf(value)
    const parsed = typeof value === 'string' || value instanceof Uint8Array ? parseDateText(text) : null
    if (!parsed) throw badArgument(called, value, 'a date', HINT)
    return parsed
  },
}

/** Milliseconds since 1970 UTC; a day is its midnight in TimeZone. */
export function instant({ form, ms }: DateValue, { timeZone }: StatementClock): number {
  return form === 'date' ? instantOf(timeZone, ms) : ms
}

/** What the clocks of TimeZone show then, as if it were UTC. */
export function wallTime({ form, ms }: DateValue, { timeZone }: StatementClock): number {
  return form === 'date' ? ms : ms + offsetAt(timeZone, ms)
}

/** @throws BAD_VALUE when the year has not four digits. */
export function checkRange(ms: number, called: string): number {
  if (isWritable(ms)) return ms
  throw new GmailSqlError('BAD_VALUE', `${called}: the date is not in the years 1 to 9999`)
}

/** An instant in the form that a date was given in; a day gets a time when it needs one. */
export function likeGiven(ms: number, form: DateValue['form'], { timeZone }: StatementClock): string {
  return form === 'local' ? timeText(ms) : zonedText(ms, timeZone)
}

export { dayText, timeText, zonedText }
