import { condition, decidableCondition, maybeCondition, pushableCondition } from './conditions.ts'
import type { Context, Draft } from './context.ts'
import { both, EMPTY, type Fragment, join, same, sql } from './fragment.ts'
import { limitClause } from './select-list.ts'
import { fromWhere, makeSource, type Source } from './source.ts'

const SHOWN = ['Id', 'Id', 'MsgId', 'ReceivedDate', 'Size', 'IsRead', 'Labels', 'Flags', 'Mailbox']

/** What a list of mail asks for: `ORDER BY ReceivedDate DESC LIMIT n OFFSET m`. */
export function newestByDate(context: Context): Draft {
  const { random } = context
  const source = makeSource(context)
  const isSimple = random.chance(0.6)
  const filter = isSimple ? simpleCondition(context, source) : maybeCondition(context, [source])
  const names = context.usesEnvelope ? [...SHOWN, 'Subject', 'From'] : SHOWN
  const list = join(
    random.times(1, 4, () => source.column(random.pick(names))),
    ', ',
  )
  const direction = random.pick([' DESC', ' DESC', ' DESC', ' DESC', ' DESC', '', ' ASC'])
  const second = random.pick<() => Fragment>([
    () => EMPTY,
    () => EMPTY,
    () => sql`, ${source.column('Size')} DESC`,
    () => sql`, ${source.column('IsRead')}`,
  ])()
  const order = sql`ORDER BY ${source.column('ReceivedDate')}${direction}${second}${lastKey(source, isSimple)}`
  const limit = random.chance(0.85) ? sql` ${limitClause(context)}` : EMPTY
  return { text: sql`SELECT ${list} ${fromWhere(source, filter)} ${order}${limit}`, isOrdered: true }
}

function simpleCondition(context: Context, source: Source): Fragment | null {
  return context.random.chance(0.7) ? pushableCondition(context, [source]) : null
}

/** Messages that are equal in ORDER BY come newest first; a statement of several SELECTs has to say so. */
function lastKey({ qualified }: Source, isSimple: boolean): Fragment {
  return isSimple ? both('', `, ${qualified('Id').plain} DESC`) : sql`, ${qualified('Id')} DESC`
}

/** MIN, MAX and COUNT of a whole table. */
export function extremes(context: Context): Draft {
  const { random } = context
  const source = makeSource(context)
  const parts = random.times(1, 3, () =>
    random.weighted<() => Fragment>([
      [2, () => same('COUNT(*)')],
      [4, () => extreme(context, source)],
      [1, () => sql`${extreme(context, source)} AS ${context.newName('e')}`],
      [1, () => sql`COUNT(${source.column(random.pick(SHOWN))})`],
    ])(),
  )
  const filter = random.weighted<() => Fragment | null>([
    [5, () => decidableCondition(context, [source])],
    [3, () => condition(context, [source])],
    [2, () => null],
  ])()
  return { text: sql`SELECT ${join(parts, ', ')} ${fromWhere(source, filter)}`, isOrdered: true }
}

function extreme({ random }: Context, { column }: Source): Fragment {
  const name = random.pick(['Id', 'Id', 'ReceivedDate', 'ReceivedDate', 'Size', 'MsgId'])
  return sql`${random.pick(['MIN', 'MAX', 'min', 'max'])}(${column(name)})`
}
