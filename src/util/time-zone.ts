/*
 * Wall clocks of IANA zones by Intl, the only zone data that Node.js has. A wall time is held as the milliseconds that it
 * would be in UTC.
 */

const QUARTER_HOUR = 900_000
/** Zones change at quarters of an hour, so an offset holds for one; kept because Intl takes microseconds. */
const LARGEST_CACHE = 50_000
const zones = new Map<string, { format: Intl.DateTimeFormat; offsets: Map<number, number> }>()

/** Milliseconds that the clocks of the zone are ahead of UTC at an instant. */
export function offsetAt(timeZone: string, instant: number): number {
  if (timeZone === 'UTC') return 0
  const { format, offsets } = zoneOf(timeZone)
  const quarter = Math.floor(instant / QUARTER_HOUR)
  let offset = offsets.get(quarter)
  if (offset === undefined) {
    offset = wallAt(format, quarter * QUARTER_HOUR) - quarter * QUARTER_HOUR
    if (offsets.size >= LARGEST_CACHE) offsets.clear()
    offsets.set(quarter, offset)
  }
  return offset
}

/**
 * The instant of a wall time. Where clocks are set forward it may never be: then it is taken by the offset before the
 * change; where they are set back it is twice: then the first is meant.
 */
export function instantOf(timeZone: string, wall: number): number {
  if (timeZone === 'UTC') return wall
  const day = 86_400_000
  const before = wall - offsetAt(timeZone, wall - day)
  if (before + offsetAt(timeZone, before) === wall) return before
  const after = wall - offsetAt(timeZone, wall + day)
  return after + offsetAt(timeZone, after) === wall ? after : before
}

function zoneOf(timeZone: string) {
  let zone = zones.get(timeZone)
  if (!zone) {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    zone = { format, offsets: new Map() }
    zones.set(timeZone, zone)
  }
  return zone
}

function wallAt(format: Intl.DateTimeFormat, instant: number): number {
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type))
  const year = parts.get('era') === 'BC' ? 1 - part('year') : part('year')
  const wall = new Date(0)
  wall.setUTCFullYear(year, part('month') - 1, part('day'))
  return wall.setUTCHours(part('hour'), part('minute'), part('second'))
}
