/*
 * Clocks of the property TimeZone, by the laws of their countries and not by the zone data that gmailsql reads. A wall time
 * is held as the milliseconds that it would be in UTC.
 */

const HOUR = 3_600_000

export interface Zone {
  /** Its IANA name. */
  readonly name: string
  readonly wallOf: (instant: number) => number
  /** Of a wall time that is twice, the first; one that never is, by the offset before the change. */
  readonly instantOf: (wall: number) => number
  /** Wall times that are twice or never. */
  readonly oddWalls: readonly number[]
}

export const UTC: Zone = { name: 'UTC', wallOf: instant => instant, instantOf: wall => wall, oddWalls: [] }

const TOKYO: Zone = {
  name: 'Asia/Tokyo',
  wallOf: instant => instant + 9 * HOUR,
  instantOf: wall => wall - 9 * HOUR,
  oddWalls: [],
}

export const LOS_ANGELES: Zone = {
  name: 'America/Los_Angeles',
  wallOf: instant => instant - (isPacificDaylight(instant) ? 7 : 8) * HOUR,
  instantOf: wall => wall + (isPacificDaylight(wall + 7 * HOUR) ? 7 : 8) * HOUR,
  oddWalls: [
    ...[Date.UTC(2024, 2, 10, 2, 0), Date.UTC(2024, 2, 10, 2, 30), Date.UTC(2024, 2, 10, 3, 0)],
    ...[Date.UTC(2024, 10, 3, 1, 0), Date.UTC(2024, 10, 3, 1, 30), Date.UTC(2024, 10, 3, 2, 0)],
  ],
}

/** Those that statements are run in. */
export const ZONES: readonly Zone[] = [UTC, TOKYO, LOS_ANGELES]

/** From 2 o'clock of the second Sunday in March to 2 o'clock of the first in November, as Congress decided for 2007 and later. */
function isPacificDaylight(instant: number): boolean {
  const year = new Date(instant).getUTCFullYear()
  if (year < 2007) throw new RangeError('other laws held before 2007')
  return instant >= sunday(year, 2, 8) + 10 * HOUR && instant < sunday(year, 10, 1) + 9 * HOUR
}

/** The first Sunday from a day on. */
function sunday(year: number, month: number, day: number): number {
  const first = new Date(Date.UTC(year, month, day))
  return Date.UTC(year, month, day + ((7 - first.getUTCDay()) % 7))
}
