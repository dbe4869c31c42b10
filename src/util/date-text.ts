import { instantOf, offsetAt } from './time-zone.ts'

/**
 * A date as text means it. `date`: a day of the calendar, in no zone; `local`: a time without a zone, either UTC, as
 * stored, or of TimeZone, as typed; `zoned`: a time with its offset.
 */
export interface DateText {
  readonly form: 'date' | 'local' | 'zoned'
  /** date, local: the wall time as if it were UTC. zoned: the instant. Milliseconds. */
  readonly ms: number
}

const DATE_TEXT =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?[ ]?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i

/** ISO 8601, as far as people write it: a day, or a day and a time, maybe with an offset. null: not that, or no such day. */
export function parseDateText(text: string): DateText | null {
  const match = DATE_TEXT.exec(text)
  if (!match) return null
  const [, year, month, day, hour, minute, second = '0', fraction = '', offset] = match
  const days = dayMs(Number(year), Number(month), Number(day))
  if (days === null) return null
  if (hour === undefined) return { form: 'date', ms: days }
  const [h, m, s] = [Number(hour), Number(minute), Number(second)]
  if (h > 23 || m > 59 || s > 59) return null
  const wall = days + ((h * 60 + m) * 60 + s) * 1000 + Math.trunc(Number(`0.${fraction || '0'}`) * 1000)
  if (offset === undefined) return { form: 'local', ms: wall }
  const ahead = offsetMs(offset)
  return ahead === null ? null : { form: 'zoned', ms: wall - ahead }
}

/** Midnight of a day of the proleptic Gregorian calendar, years 1 to 9999; null when there is no such day. */
export function dayMs(year: number, month: number, day: number): number | null {
  if (!(year >= 1 && year <= 9999)) return null
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const isSame =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return isSame ? date.getTime() : null
}

function offsetMs(text: string): number | null {
  if (/^z$/i.test(text)) return 0
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(3).replace(':', '') || '0')]
  if (hours > 15 || minutes > 59) return null
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

const FIRST_MS = -62_135_596_800_000
const LAST_MS = 253_402_300_799_999

/** Whether an instant or wall time lies in the years 1 to 9999, which four digits can write. */
export function isWritable(ms: number): boolean {
  return ms >= FIRST_MS && ms <= LAST_MS
}

/** `YYYY-MM-DD` of a wall time. */
export function dayText(wall: number): string {
  return new Date(wall).toISOString().slice(0, 10)
}

/** `YYYY-MM-DD HH:MM:SS`, and milliseconds when there are some. */
export function timeText(wall: number): string {
  const iso = new Date(wall).toISOString()
  return `${iso.slice(0, 10)} ${iso.slice(11, wall % 1000 === 0 ? 19 : 23)}`
}

/** A wall time of the zone with its offset, so that it says which instant it is; in UTC without. */
export function zonedText(instant: number, timeZone: string): string {
  if (timeZone === 'UTC') return timeText(instant)
  const offset = offsetAt(timeZone, instant)
  const minutes = Math.round(Math.abs(offset) / 60_000)
  const two = (part: number) => String(part).padStart(2, '0')
  const sign = offset < 0 ? '-' : '+'
  return `${timeText(instant + offset)}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** The instant of a literal: one without a zone is of TimeZone, a day is its midnight there. */
export function literalInstant({ form, ms }: DateText, timeZone: string): number {
  return form === 'zoned' ? ms : instantOf(timeZone, ms)
}
