import { dateText, literalOf } from './constants.ts'
import type { Context } from './context.ts'
import { both, type Fragment, userOnly } from './fragment.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/**
 * A moment at, just beside or on the day of a message, in one of the forms in which people write dates: on the clocks of
 * TimeZone unless it says its offset.
 */
export function dateConstant(context: Context): Fragment {
  const { random, constants, words, zone } = context
  const base = random.pick(words.dates)
  const midnight = midnightOf(zone.wallOf(base))
  const near = [
    base,
    base + 1000,
    base - 1000,
    zone.instantOf(midnight),
    zone.instantOf(midnight) - 1000,
    zone.instantOf(midnight + DAY),
    base + DAY,
    base - DAY,
  ]
  const ms = random.pick(near)
  const make = random.weighted<() => Fragment>([
    [10, () => typedTime(context, zone.wallOf(ms))],
    [10, () => typedDay(context, zone.wallOf(ms))],
    [2, () => constants.date(new Date(ms))],
    [6, () => spelledDate(context, ms)],
    [1, () => constants.date(random.pick(NO_DATES), null)],
    [1, () => constants.date(null)],
    [3, () => computedDate(context, ms)],
    [1, () => both(String(new Date(ms).getUTCFullYear()), String(new Date(ms).getUTCFullYear()))],
    [zone.oddWalls.length > 0 ? 4 : 0, () => typedTime(context, random.pick(zone.oddWalls))],
  ])
  return make()
}

function typedTime({ constants, zone }: Context, wall: number): Fragment {
  return constants.date(dateText(wall), columnText(zone.instantOf(wall)))
}

function typedDay({ constants, zone }: Context, wall: number): Fragment {
  return constants.date(dateText(wall).slice(0, 10), columnText(zone.instantOf(midnightOf(wall))))
}

/** A literal as typed, and as it stands in the column. */
export function typedLiteral({ zone }: Context, instant: number): Fragment {
  const wall = zone.wallOf(instant)
  return both(columnText(wall), columnText(zone.instantOf(wall)))
}

function midnightOf(ms: number): number {
  return Math.floor(ms / DAY) * DAY
}

export function columnText(ms: number): string {
  return literalOf(dateText(ms))
}

/** The same moment in the forms of ISO 8601 that are in use. */
function spelledDate({ random, constants, zone }: Context, ms: number): Fragment {
  const wall = zone.wallOf(ms)
  const [iso, local] = [new Date(ms).toISOString(), dateText(wall)]
  const minute = zone.instantOf(Math.floor(wall / 60_000) * 60_000)
  const utc = dateText(ms)
  const spelled = random.pick<readonly [string, number]>([
    [local.slice(0, 16), minute],
    [local.slice(0, 16).replace(' ', 'T'), minute],
    [`${iso.slice(0, 19)}Z`, ms],
    [iso, ms],
    [`${local}.000`, zone.instantOf(wall)],
    [`${utc}+09:00`, ms - 9 * HOUR],
    [`${utc} -0800`, ms + 8 * HOUR],
    [`${utc}-08`, ms + 8 * HOUR],
    ['9990-12-31 23:59:59', zone.instantOf(Date.UTC(9990, 11, 31, 23, 59, 59))],
  ])
  return constants.date(spelled[0], columnText(spelled[1]))
}

/** A date that is computed from constants: SQLite's own functions work in UTC, the others on the clocks of TimeZone. */
function computedDate({ random, zone }: Context, ms: number): Fragment {
  const text = columnText(ms)
  const wall = zone.wallOf(ms)
  const [typed, meant] = [columnText(wall), zone.instantOf(wall)]
  const n = random.int(-40, 40)
  const made = random.pick<readonly [string, number]>([
    [`date(${text})`, zone.instantOf(midnightOf(ms))],
    [`datetime(${text}, '${n} days')`, ms + n * DAY],
    [`DATEADD('hour', ${n}, ${typed})`, meant + n * HOUR],
    [`DATEADD(day, ${n}, ${typed})`, zone.instantOf(wall + n * DAY)],
    [`DATE_TRUNC('day', ${typed})`, zone.instantOf(midnightOf(wall))],
    [`NVL(NULL, ${text})`, ms],
    [`CURRENT_TIMESTAMP`, Number.NaN],
    [`L_LAST_N_YEARS(${random.int(1, 4)})`, Number.NaN],
  ])
  return Number.isNaN(made[1]) ? userOnly(made[0]) : both(made[0], columnText(made[1]))
}

/** Refused, whatever is pushed down. */
const NO_DATES = [
  '2025-02-30',
  '2025-13-45',
  '2024-3-7',
  '0000-00-00',
  '-2024-01-01',
  '2024-01-01 24:00:00',
  ' 2024-01-01',
  '2024',
  'yesterday',
  '',
]
