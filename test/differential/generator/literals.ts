import { dateText, literalOf } from './constants.ts'
import type { Context } from './context.ts'
import { both, type Fragment, same, sql, userOnly } from './fragment.ts'
import type { Source } from './source.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A UID of the table or near one, as number, text, parameter, or something that only looks like one. */
export function uidConstant({ random, constants }: Context, { table }: Source): Fragment {
  const uid =
    table.uids.length > 0
      ? random.pick(table.uids) +
        random.weighted([
          [6, 0],
          [1, 1],
          [1, -1],
        ])
      : 7
  const make = random.weighted<() => Fragment>([
    [24, () => constants.of(uid)],
    [2, () => computedNumber({ random, constants }, uid)],
    [2, () => constants.of(String(uid))],
    [1, () => constants.of(BigInt(uid))],
    [1, () => constants.of(` ${uid} `)],
    [1, () => constants.of(`+${uid}`)],
    [1, () => constants.of(`0${uid}`)],
    [1, () => constants.of(`${uid}x`)],
    [1, () => constants.of(`\u00a0${uid}`)],
    [1, () => constants.of(`${uid}.0`)],
    [1, () => same(`${uid}.0`)],
    [1, () => same(`${uid}.5`)],
    [1, () => same(`0x${uid.toString(16)}`)],
    [1, () => same(`${uid}e0`)],
    [1, () => constants.of(null)],
    [1, () => constants.of(random.pick([0, -1, -uid, 4_294_967_295, 4_294_967_296]))],
    [1, () => same(random.pick(['9007199254740993', '18446744073709551616', '- 3', '-0', '+5']))],
    [1, () => constants.of('')],
  ])
  return make()
}

/** An X-GM-MSGID of the table, or of elsewhere. */
export function msgIdConstant({ random, constants, words }: Context, { table }: Source): Fragment {
  const id =
    table.msgIds.length > 0 && random.chance(0.8) ? random.pick(table.msgIds) : random.pick(words.msgIds)
  return gmailIdConstant(id, { random, constants })
}

export function threadIdConstant({ random, constants, words }: Context): Fragment {
  return gmailIdConstant(random.pick(words.threadIds), { random, constants })
}

function gmailIdConstant(id: string, { random, constants }: Pick<Context, 'random' | 'constants'>): Fragment {
  const make = random.weighted<() => Fragment>([
    [14, () => constants.of(id)],
    [2, () => constants.of(BigInt(id))],
    [1, () => same(id)],
    [1, () => constants.of(`0${id}`)],
    [1, () => constants.of(` ${id}`)],
    [1, () => constants.of(random.pick(['', 'x', '1', '99999999999999999999', '18446744073709551615']))],
    [1, () => constants.of(null)],
  ])
  return make()
}

/** A size in octets near one of a message. */
export function sizeConstant({ random, constants, words }: Context): Fragment {
  const size =
    random.pick(words.sizes) +
    random.weighted([
      [3, 0],
      [1, 1],
      [1, -1],
      [2, random.int(-900, 900)],
    ])
  const make = random.weighted<() => Fragment>([
    [20, () => constants.of(size)],
    [3, () => computedNumber({ random, constants }, size)],
    [2, () => constants.of(String(size))],
    [1, () => same(`${size}.5`)],
    [1, () => same(`${(size / 1000).toFixed(3)}e3`)],
    [1, () => constants.of(`${size} bytes`)],
    [1, () => constants.of(random.pick([0, -1, 1, 4_294_967_294, 4_294_967_295, 2 ** 40]))],
    [1, () => constants.of(null)],
  ])
  return make()
}

/** A number in pieces, one of which may be a parameter. */
function computedNumber({ random, constants }: Pick<Context, 'random' | 'constants'>, n: number): Fragment {
  return random.pick<() => Fragment>([
    () => sql`${Math.floor(n / 1024)} * 1024`,
    () => sql`(${constants.of(n - 7)} + 7)`,
    () => sql`-(-${n})`,
    () => sql`${n}.0 * 1`,
    () => sql`${n / 2} * 2`,
    () => sql`LENGTH('abc') + ${n - 3}`,
    () => sql`'${String(n).slice(0, 1)}' || ${constants.of(String(n).slice(1))}`,
    () => sql`${n} + 9223372036854775807`,
    () => sql`${n} / 0`,
  ])()
}

/** For a column that is 0 or 1. */
export function flagConstant({ random, constants }: Context): Fragment {
  const make = random.weighted<() => Fragment>([
    [10, () => constants.of(random.int(0, 1))],
    [3, () => same(random.pick(['TRUE', 'FALSE', 'true']))],
    [2, () => constants.of(random.chance(0.5))],
    [1, () => constants.of(random.pick(['0', '1', ' 1', '']))],
    [1, () => same(random.pick(['1.0', '0.0', '0.5', '-1', '- 1', '2', '0x1']))],
    [1, () => constants.of(null)],
  ])
  return make()
}

/** A moment at, just beside or on the day of a message, in one of the forms in which people write dates. */
export function dateConstant(context: Context): Fragment {
  const { random, constants, words } = context
  const base = random.pick(words.dates)
  const midnight = Math.floor(base / DAY) * DAY
  const near = [
    base,
    base + 1000,
    base - 1000,
    midnight,
    midnight - 1000,
    midnight + DAY,
    base + DAY,
    base - DAY,
  ]
  const ms = random.pick(near)
  const text = dateText(ms)
  const day = text.slice(0, 10)
  const make = random.weighted<() => Fragment>([
    [10, () => constants.date(text)],
    [10, () => constants.date(day, columnText(midnightOf(ms)))],
    [2, () => constants.date(new Date(ms))],
    [6, () => spelledDate(context, ms)],
    [1, () => constants.date(random.pick(NO_DATES), null)],
    [1, () => constants.date(null)],
    [3, () => computedDate(context, ms)],
    [1, () => both(String(new Date(ms).getUTCFullYear()), String(new Date(ms).getUTCFullYear()))],
  ])
  return make()
}

function midnightOf(ms: number): number {
  return Math.floor(ms / DAY) * DAY
}

function columnText(ms: number): string {
  return literalOf(dateText(ms))
}

/** The same moment in the forms of ISO 8601 that are in use. */
function spelledDate({ random, constants }: Context, ms: number): Fragment {
  const iso = new Date(ms).toISOString()
  const text = dateText(ms)
  const minute = Math.floor(ms / 60_000) * 60_000
  const spelled = random.pick<readonly [string, number]>([
    [text.slice(0, 16), minute],
    [iso.slice(0, 16), minute],
    [`${iso.slice(0, 19)}Z`, ms],
    [iso, ms],
    [`${text}.000`, ms],
    [`${text}+09:00`, ms - 9 * HOUR],
    [`${text} -0800`, ms + 8 * HOUR],
    [`${text}-08`, ms + 8 * HOUR],
    ['9990-12-31 23:59:59', Date.UTC(9990, 11, 31, 23, 59, 59)],
  ])
  return constants.date(spelled[0], columnText(spelled[1]))
}

/** A date that is computed from constants. */
function computedDate({ random }: Context, ms: number): Fragment {
  const text = columnText(ms)
  const n = random.int(-40, 40)
  const made = random.pick<readonly [string, number]>([
    [`date(${text})`, midnightOf(ms)],
    [`datetime(${text}, '${n} days')`, ms + n * DAY],
    [`DATEADD('hour', ${n}, ${text})`, ms + n * HOUR],
    [`DATEADD(day, ${n}, ${text})`, ms + n * DAY],
    [`DATE_TRUNC('day', ${text})`, midnightOf(ms)],
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
