import { monthIndex } from '../wire/format.ts'

/** Days since 1970 of a calendar date. */
export function dayOf(year: number, month: number, day: number): number {
  return Math.floor(Date.UTC(year, month, day) / 86_400_000)
}

/** The day on which a moment falls in an IANA zone. */
export function zonedDay(timeZone: string): (ms: number) => number {
  if (timeZone === 'UTC') return ms => Math.floor(ms / 86_400_000)
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  })
  return ms => {
    const [month, day, year] = format.format(ms).split('/').map(Number) as [number, number, number]
    return dayOf(year, month - 1, day)
  }
}

/** `1-Jan-2026` of RFC 3501; undefined if it is none. */
export function parseSearchDate(text: string): number | undefined {
  const found = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/.exec(text)
  if (found === null) return undefined
  const [day, month, year] = [Number(found[1]), monthIndex(found[2]!), Number(found[3])]
  if (month < 0 || day < 1 || day > 31) return undefined
  return dayOf(year, month, day)
}

/** The day that a Date header names, its time and zone disregarded (RFC 3501 SENTON). */
export function headerDay(value: string): number | undefined {
  const found = /(\d{1,2})\s+([A-Za-z]{3})[a-z]*\s+(\d{2,4})/.exec(value)
  if (found === null) return undefined
  const month = monthIndex(found[2]!)
  if (month < 0) return undefined
  const year = Number(found[3])
  if (year >= 100) return dayOf(year, month, Number(found[1]))
  // RFC 5322 §4.3: two digits up to 49 are this century's.
  return dayOf(year < 50 ? 2000 + year : 1900 + year, month, Number(found[1]))
}
