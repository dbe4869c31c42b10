import type { ScalarFunction, StatementClock } from '../../util/sql-function.ts'
import { offsetAt } from '../../util/time-zone.ts'
import { dayText, timeText, zonedText } from './date-value.ts'
import { Family } from './define.ts'

const family = new Family('date')

/** The start of the statement, to the second: the columns have no more. */
function startOf({ nowMs }: StatementClock): number {
  return Math.floor(nowMs / 1000) * 1000
}

function wallNow(clock: StatementClock): number {
  const now = startOf(clock)
  return now + offsetAt(clock.timeZone, now)
}

interface Now {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly doc: string
  readonly gives: (clock: StatementClock) => string
  readonly example: readonly [string, string]
}

function now({ name, aliases = [], doc, gives, example }: Now): ScalarFunction[] {
  return family.timed({ name, aliases, parameters: '', doc, example, args: [], call: gives })
}

/** The examples are run at 2026-03-05 06:07:08 UTC. */
export const nowFunctions = [
  ...now({
    name: 'NOW',
    aliases: ['GETDATE', 'SYSDATE', 'SYSDATETIME', 'LOCALTIMESTAMP'],
    doc: 'When the statement began, on the clocks of TimeZone: with their offset, unless that is UTC.',
    gives: clock => zonedText(startOf(clock), clock.timeZone),
    example: ['NOW()', '2026-03-05 06:07:08'],
  }),
  ...now({
    name: 'CURRENT_TIMESTAMP',
    doc: 'The same as NOW(), written without parentheses, or with.',
    gives: clock => zonedText(startOf(clock), clock.timeZone),
    example: ['CURRENT_TIMESTAMP', '2026-03-05 06:07:08'],
  }),
  ...now({
    name: 'GETUTCDATE',
    aliases: ['SYSUTCDATETIME', 'UTC_TIMESTAMP'],
    doc: 'When the statement began, in UTC.',
    gives: clock => timeText(startOf(clock)),
    example: ['GETUTCDATE()', '2026-03-05 06:07:08'],
  }),
  ...now({
    name: 'CURRENT_DATE',
    doc: 'The day in TimeZone on which the statement began, written without parentheses, or with.',
    gives: clock => dayText(wallNow(clock)),
    example: ['CURRENT_DATE', '2026-03-05'],
  }),
  ...now({
    name: 'CURDATE',
    aliases: ['TODAY'],
    doc: 'The day in TimeZone on which the statement began.',
    gives: clock => dayText(wallNow(clock)),
    example: ['CURDATE()', '2026-03-05'],
  }),
  ...now({
    name: 'UTC_DATE',
    doc: 'The day in UTC on which the statement began.',
    gives: clock => dayText(startOf(clock)),
    example: ['UTC_DATE()', '2026-03-05'],
  }),
  ...now({
    name: 'CURRENT_TIME',
    doc: 'The time of day in TimeZone at which the statement began, written without parentheses, or with.',
    gives: clock => timeText(wallNow(clock)).slice(11),
    example: ['CURRENT_TIME', '06:07:08'],
  }),
  ...now({
    name: 'CURTIME',
    aliases: ['LOCALTIME'],
    doc: 'The time of day in TimeZone at which the statement began.',
    gives: clock => timeText(wallNow(clock)).slice(11),
    example: ['CURTIME()', '06:07:08'],
  }),
  ...now({
    name: 'UTC_TIME',
    doc: 'The time of day in UTC at which the statement began.',
    gives: clock => timeText(startOf(clock)).slice(11),
    example: ['UTC_TIME()', '06:07:08'],
  }),
]

const internal = new Family('internal')

/** What `'now'` becomes in the calls of SQLite's own date functions: they would ask the clock again for every row. */
export const sqliteNowFunctions = [
  ...internal.timed({
    name: 'GMAILSQL_NOW',
    parameters: '',
    doc: 'The start of the statement in UTC, with milliseconds: the time that SQLite’s own functions call now.',
    example: ['GMAILSQL_NOW()', '2026-03-05 06:07:08.900'],
    args: [],
    call: ({ nowMs }) => timeText(nowMs),
  }),
  ...internal.timed({
    name: 'GMAILSQL_LOCAL_NOW',
    parameters: '',
    doc: 'The same on the clocks of TimeZone, for date(): its day is that of CURRENT_DATE.',
    example: ['GMAILSQL_LOCAL_NOW()', '2026-03-05 06:07:08.900'],
    args: [],
    call: ({ nowMs, timeZone }) => timeText(nowMs + offsetAt(timeZone, nowMs)),
  }),
]
