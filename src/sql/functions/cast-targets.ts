import { parseDateText } from '../../util/date-text.ts'
import type { StatementClock } from '../../util/sql-function.ts'
import { instantOf } from '../../util/time-zone.ts'
import { anything, badArgument, text, textOf, value } from './arguments.ts'
import { timeText, wallTime } from './date-value.ts'
import { Family } from './define.ts'

const internal = new Family('internal')

/** What casts to dates and times become where no function of another database does the same. */
export const castFunctions = [
  ...internal.timed({
    name: 'GMAILSQL_TRY_DATETIME',
    parameters: 'value',
    doc: 'TRY_CAST(value AS DATETIME).',
    example: ["GMAILSQL_TRY_DATETIME('soon')", null],
    args: [anything],
    call: ({ timeZone }, given) => {
      const parsed = given === null ? null : parseDateText(textOf(given))
      return parsed && timeText(parsed.form === 'date' ? instantOf(timeZone, parsed.ms) : parsed.ms)
    },
  }),
  ...internal.timed({
    name: 'GMAILSQL_TIME',
    parameters: 'value',
    doc: 'CAST(value AS TIME).',
    example: ["GMAILSQL_TIME('2026-03-05 06:07:08')", '06:07:08'],
    args: [value],
    call: (clock, given) => {
      const time = timeOfDay(textOf(given), clock)
      if (time === null) throw badArgument('CAST AS TIME', given, 'a time', 'Times are written HH:MM:SS.')
      return time
    },
  }),
  ...internal.timed({
    name: 'GMAILSQL_TRY_TIME',
    parameters: 'value',
    doc: 'TRY_CAST(value AS TIME).',
    example: ["GMAILSQL_TRY_TIME('noon')", null],
    args: [value],
    call: (clock, given) => timeOfDay(textOf(given), clock),
  }),
  ...internal.scalar({
    name: 'GMAILSQL_STYLED_DATE',
    parameters: 'text, picture',
    doc: 'CONVERT(DATE, text, style): the text with its parts in the order of a date.',
    example: ["GMAILSQL_STYLED_DATE('05.03.2026', 'DD.MM.YYYY')", '2026-03-05'],
    args: [text, text],
    call: styledDate,
  }),
]

/** On the clocks of TimeZone for a date; a time by itself as it is. */
function timeOfDay(given: string, clock: StatementClock): string | null {
  const date = parseDateText(given)
  if (date) return timeText(Math.floor(wallTime(date, clock) / 1000) * 1000).slice(11)
  const time = parseDateText(`2000-01-01 ${given.trim().replace(/^\d:/, '0$&')}`)
  return time && timeText(Math.floor(time.ms / 1000) * 1000).slice(11)
}

const PARTS = ['YYYY', 'YY', 'MM', 'DD'] as const

/** A text in another form is left for the cast to read, which refuses what is no date. */
function styledDate(given: string, picture: string): string {
  const day = picture.split(/[ "]/, 1)[0]!
  const pattern = day
    .replaceAll('.', '\\.')
    .replace(/YYYY|YY|MM|DD/g, part => `(?<${part}>\\d{${part.length}})`)
  const groups = new RegExp(`^${pattern}(?<rest>.*)$`, 's').exec(given.trim())?.groups
  if (!groups || !PARTS.some(part => groups[part])) return given
  const year = groups['YYYY'] ?? `20${groups['YY']}`
  return `${year}-${groups['MM']}-${groups['DD']}${groups['rest']}`
}
