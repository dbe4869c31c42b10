import { literalInstant, parseDateText, timeText } from '../../util/date-text.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { StatementClock } from '../../util/sql-function.ts'
import { instantOf } from '../../util/time-zone.ts'
import type { SqlValue } from '../../util/value.ts'
import { type Period, periodOf } from '../functions/date-periods.ts'

/**
 * What a constant means beside a date column: an instant, days, or what it is to SQLite. A `literal` is the same whenever
 * the statement runs.
 */
export type Settled =
  | { readonly kind: 'instant'; readonly text: string; readonly isLiteral: boolean }
  | { readonly kind: 'period'; readonly first: string; readonly last: string }
  | { readonly kind: 'as is' }

export const AS_IS: Settled = { kind: 'as is' }

/** How a value came to be: typed, a Date of the program or computed. */
export type Origin = 'literal' | 'parameter' | 'Date' | 'computed'

/**
 * A value in the one form of dates. What was typed without a zone is of TimeZone; what was computed says its own zone or
 * is UTC; a day is its midnight in TimeZone. What is no text is left to SQLite, which orders it before all dates.
 * @throws BAD_VALUE naming the text when it is no date.
 */
export function settle(value: SqlValue, origin: Origin, { timeZone }: StatementClock): Settled {
  if (typeof value !== 'string') return AS_IS
  const parsed = parseDateText(value)
  if (!parsed) throw notADate(value)
  const isInstant = parsed.form === 'local' && (origin === 'Date' || origin === 'computed')
  const instant = isInstant ? parsed.ms : literalInstant(parsed, timeZone)
  return { kind: 'instant', text: timeText(instant), isLiteral: origin === 'literal' }
}

/** The days of a date literal; null when there is none of that name. */
export function settlePeriod(name: string, n: number, clock: StatementClock): Settled | null {
  const period = periodOf(name, n, clock)
  return period && { kind: 'period', ...borders(period, clock) }
}

/** Columns have whole seconds, so the last of them is a second before the next period. */
function borders({ from, to }: Period, { timeZone }: StatementClock): { first: string; last: string } {
  return {
    first: timeText(instantOf(timeZone, from)),
    last: timeText(instantOf(timeZone, to) - 1000),
  }
}

function notADate(text: string): GmailSqlError {
  const short = text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text
  return new GmailSqlError('BAD_VALUE', `a date column is compared with '${short}', which is no date`, {
    hint: 'Write YYYY-MM-DD, YYYY-MM-DD HH:MM:SS, or that with an offset; LIKE compares with a part of the text.',
  })
}
