/** Octets of IMAP of one account in five minutes. */
export interface TrafficSpan {
  /** When they began, in milliseconds since 1970. */
  readonly start: number
  readonly received: number
  readonly sent: number
}

const SPAN_MS = 300_000
const DAY_MS = 86_400_000

export function spanOf(now: number): number {
  return now - (now % SPAN_MS)
}

/** The starts of the spans of which some part lies in the day before `now`; what a clock that was wrong put ahead is among them for a day. */
export function lastDay(now: number): { readonly after: number; readonly until: number } {
  return { after: now - DAY_MS - SPAN_MS, until: now + DAY_MS }
}
