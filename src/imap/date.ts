const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const FULL_MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** Zone names of RFC 5322 §4.3 in minutes; every other name, the military letters too, counts as -0000. */
const ZONES: ReadonlyMap<string, number> = new Map([
  ['EST', -300],
  ['EDT', -240],
  ['CST', -360],
  ['CDT', -300],
  ['MST', -420],
  ['MDT', -360],
  ['PST', -480],
  ['PDT', -420],
])

/** The form that nearly all mail has, and that of INTERNALDATE: read in one step, unless something is odd about them. */
const COMMON =
  /^(?:[A-Za-z]{3}, )?(\d{1,2}) ([A-Za-z]{3}) ([1-9]\d{3}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d) ?$/
const INTERNAL = /^\s*(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/

/** The 29th of February is left to the calendar. */
const DAYS_IN = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

interface DateWords {
  readonly day: string
  readonly month: string
  readonly year: string
  readonly time: string
  readonly zone: string
}

/**
 * A Date header (RFC 5322 §3.3 and the obsolete forms of §4.3) in milliseconds since the epoch, or null. Also
 * read, as Python's `email` does: month before day, asctime order, `10.11.12` times, RFC 850 dates. A date
 * that is not in the calendar, or an hour that is not on the clock, is null: never a date that rolled over.
 */
export function parseDate(text: string): number | null {
  return commonDate(COMMON.exec(text)) ?? oddDate(text)
}

function commonDate(match: RegExpExecArray | null): number | null {
  if (match === null) return null
  const [, day, name, year, hour, minute, second, sign, zoneHour, zoneMinute] = match
  const month = MONTHS.indexOf(name!.toLowerCase())
  const isOdd =
    month < 0 ||
    Number(day) === 0 ||
    Number(day) > DAYS_IN[month]! ||
    Number(year) < 1000 ||
    hour! > '23' ||
    minute! > '59' ||
    second! > '59' ||
    zoneHour! > '23' ||
    zoneMinute! > '59'
  if (isOdd) return null
  const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -60_000 : 60_000)
  return Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute), Number(second)) - offset
}

function oddDate(text: string): number | null {
  const words = dateWords(stripComments(text))
  if (words === null) return null
  const clock = parseClock(words.time)
  const offset = parseZone(words.zone)
  const month = monthIndex(words.month)
  if (clock === null || offset === null || month < 0) return null
  if (!/^0?\d{1,2}$/.test(words.day) || !/^\d{2,4}$/.test(words.year)) return null
  const year = fullYear(words.year)
  const day = Number(words.day)
  if (day < 1 || day > daysIn(year, month)) return null
  return utc(year, month, day) + clock - offset * 60_000
}

/**
 * INTERNALDATE (`dd-Mon-yyyy hh:mm:ss +zzzz`, RFC 9051 §9 date-time) in milliseconds since the epoch, or
 * null.
 */
export function parseInternalDate(text: string): number | null {
  const match = INTERNAL.exec(text)
  if (match === null) return null
  const [, day, month, year, hour, minute, second, sign, zoneHour, zoneMinute] = match
  return (
    commonDate(match) ??
    oddDate(`${day} ${month} ${year} ${hour}:${minute}:${second} ${sign}${zoneHour}${zoneMinute}`)
  )
}

/**
 * Comments nest and may hold quoted pairs (RFC 5322 §3.2.2); each is white space. An open one runs to the
 * end.
 */
function stripComments(text: string): string {
  if (!text.includes('(')) return text
  let depth = 0
  let out = ''
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (c === '\\' && depth > 0) i++
    else if (c === '(') depth++
    else if (c === ')' && depth > 0) {
      depth--
      out += ' '
    } else if (depth === 0) out += c
  }
  return out
}

function dateWords(text: string): DateWords | null {
  // Bounded: a header of megabytes is no date, and the patterns below must not walk it.
  if (text.length > 200) return null
  const words = text
    .replace(/\s+/g, ' ')
    .replace(/ ?: ?/g, ':')
    .replaceAll(',', ' , ')
    .split(' ')
    .filter(word => word !== '')
  const first = words[0]
  if (first === undefined) return null
  const comma = words.indexOf(',')
  if (comma === 1 && !/^\d/.test(first)) words.splice(0, 2)
  else if (DAYS.includes(first.toLowerCase())) words.shift()
  const parts = words.filter(word => word !== ',')
  const dashed = parts[0]?.split('-')
  if (dashed?.length === 3) parts.splice(0, 1, ...dashed)
  return arrange(parts)
}

/** Puts day, month, year, time and zone in their places; the zone may be glued to the time. */
function arrange(parts: readonly string[]): DateWords | null {
  let [day, month, year, time, zone = '', ...rest] = parts
  if (day === undefined || month === undefined || year === undefined || time === undefined) return null
  if (monthIndex(month) < 0) [day, month] = [month, day]
  if (/:/.test(year)) [year, time, zone, rest] = rotateYear(year, time, zone, rest)
  const glued = /^([\d:.]+)([+-]\d+|[A-Za-z]+)$/.exec(time)
  if (glued !== null) [time, zone] = [glued[1]!, glued[2]!]
  // `GMT +0100` and `+0100 GMT`: the number tells the offset.
  if (rest[0] !== undefined && /^[+-]\d{4}$/.test(rest[0])) zone = rest[0]
  return { day, month, year, time, zone }
}

/** asctime puts the year last, with or without a zone name before it. */
function rotateYear(
  clock: string,
  next: string,
  after: string,
  rest: string[],
): [string, string, string, string[]] {
  if (/^\d{4}$/.test(next)) return [next, clock, after, rest]
  return [after, clock, next, rest]
}

function parseClock(time: string): number | null {
  const parts = time.split(time.includes(':') ? ':' : '.')
  if (parts.length < 2 || parts.length > 3) return null
  const [hours, minutes, seconds = '0'] = parts
  // A fraction of a second is outside the RFC; it is cut off.
  const second = seconds.replace(/\.\d+$/, '')
  if (![hours, minutes, second].every(part => /^\d{1,2}$/.test(part!))) return null
  const [h, m, s] = [Number(hours), Number(minutes), Number(second)]
  // 60 is the leap second of §3.3.
  if (h > 23 || m > 59 || s > 60) return null
  return ((h * 60 + m) * 60 + s) * 1000
}

/** Minutes east of UTC; null for a number that is no offset. */
function parseZone(zone: string): number | null {
  const match = /^([+-]?)(\d{1,4})$/.exec(zone)
  if (match === null) return /^[+-]\d/.test(zone) ? null : (ZONES.get(zone.toUpperCase()) ?? 0)
  const digits = match[2]!.padStart(4, '0')
  const minutes = Number(digits.slice(2))
  const hours = Number(digits.slice(0, 2))
  if (minutes > 59 || hours > 23) return null
  return (match[1] === '-' ? -1 : 1) * (hours * 60 + minutes)
}

function monthIndex(word: string): number {
  const name = word.toLowerCase().replace(/\.$/, '')
  const short = MONTHS.indexOf(name)
  return short >= 0 ? short : FULL_MONTHS.indexOf(name)
}

/** RFC 5322 §4.3: 00–49 are 20xx, 50–99 and all years of three digits count from 1900. */
function fullYear(digits: string): number {
  const year = Number(digits)
  if (digits.length === 2) return year < 50 ? 2000 + year : 1900 + year
  return digits.length === 3 ? 1900 + year : year
}

function daysIn(year: number, month: number): number {
  return new Date(utc(year, month + 1, 0)).getUTCDate()
}

/** Date.UTC takes the years 0–99 for 19xx. */
function utc(year: number, month: number, day: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month, day)
  return date.getTime()
}
