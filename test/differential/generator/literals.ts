import type { Context } from './context.ts'
import { type Fragment, same, sql } from './fragment.ts'
import type { Source } from './source.ts'

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
  // On other servers than Gmail they are texts.
  const isNumber = /^\d+$/.test(id)
  const make = random.weighted<() => Fragment>([
    [14, () => constants.of(id)],
    [2, () => constants.of(isNumber ? BigInt(id) : id)],
    [1, () => (isNumber ? same(id) : constants.of(id))],
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
