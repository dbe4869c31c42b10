import type { Day } from './search-term.ts'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** `1-Jan-2026` of RFC 9051 §9, or `2026-01-01`; null when it is no day of the calendar. */
export function dayOfSearch(text: string): Day | null {
  const imap = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/.exec(text)
  const month = imap ? MONTHS.indexOf(imap[2]!.toLowerCase()) + 1 : 0
  const day = imap ? `${imap[3]}-${String(month).padStart(2, '0')}-${imap[1]!.padStart(2, '0')}` : text
  const time = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day) ? (day as Day) : null
}

export function dayAfter(day: Day): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10) as Day
}
