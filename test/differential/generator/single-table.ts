import { condition, decidableCondition, maybeCondition } from './conditions.ts'
import type { Context, Draft } from './context.ts'
import { EMPTY, type Fragment, join, same, sql, unjudged, userOnly } from './fragment.ts'
import { expression, limitClause, selectList, totalOrder } from './select-list.ts'
import { fromWhere, makeSource, newestFirst, type Source } from './source.ts'

/** One table, a filter, perhaps an order and a limit. */
export function singleTable(context: Context): Draft {
  const { random } = context
  const source = pickSource(context)
  const from = fromWhere(source, maybeCondition(context, [source], 0.85))
  const list = columnsOf(context, source)
  const isOrderedByText = random.chance(0.35)
  const order = isOrderedByText ? sql` ${totalOrder(context, [source])}` : newestFirst(source, context)
  // UIDs of several mailboxes say nothing about each other: without ORDER BY there is no order to compare.
  const isOrdered = isOrderedByText || source.directive === null
  const limit = isOrdered && random.chance(0.45) ? sql` ${limitClause(context)}` : EMPTY
  return { text: sql`SELECT ${list} ${from}${order}${limit}`, isOrdered }
}

function pickSource(context: Context): Source {
  const { random, words } = context
  return random.chance(0.07) ? makeSource(context, { table: words.messagesWithAll }) : makeSource(context)
}

function columnsOf(context: Context, source: Source): Fragment {
  const { random } = context
  if (random.chance(0.12)) return userOnly('*')
  if (random.chance(0.05)) return unjudged(sql`*, ${expression(context, source)}`)
  return selectList(context, [source])
}

/** COUNT(*) and nothing else: the server may count. */
export function counting(context: Context): Draft {
  const { random } = context
  const source = pickSource(context)
  const from = fromWhere(source, countedCondition(context, source))
  const what = random.weighted<() => Fragment>([
    [9, () => same('COUNT(*)')],
    [3, () => same('count ( * ) AS n')],
    [3, () => sql`MIN(${source.column('Id')}), COUNT(*), MAX(${source.column('Id')}) AS last`],
    [1, () => same('COUNT(*) total')],
    [1, () => same('COUNT(1)')],
    [1, () => sql`COUNT(${source.column('Size')})`],
    [1, () => sql`COUNT(DISTINCT ${source.column('ThreadId')})`],
    [1, () => same('COUNT(*) + 0')],
    [1, () => same('COUNT(*), COUNT(*)')],
    [1, () => sql`COUNT(*) FILTER (WHERE ${condition(context, [source])})`],
  ])()
  const tail = random.weighted<Fragment>([
    [12, EMPTY],
    [1, same(' LIMIT 1')],
    [1, same(' LIMIT 0')],
    [1, same(' ORDER BY 1')],
  ])
  return { text: sql`SELECT ${what} ${from}${tail}`, isOrdered: true }
}

function countedCondition(context: Context, source: Source): Fragment | null {
  return context.random.weighted<() => Fragment | null>([
    [5, () => decidableCondition(context, [source])],
    [3, () => condition(context, [source])],
    [2, () => null],
  ])()
}

const TOTALS = ['count', 'sum', 'min', 'max', 'total', 'avg']

/** Aggregates, with and without GROUP BY and HAVING. */
export function grouping(context: Context): Draft {
  const { random } = context
  const source = pickSource(context)
  const { column } = source
  const aggregates = random.times(1, 3, () => aggregate(context, source))
  const from = fromWhere(source, maybeCondition(context, [source]))
  if (random.chance(0.3)) return { text: sql`SELECT ${join(aggregates, ', ')} ${from}`, isOrdered: true }
  const keys = random.sample(groupKeys(context, source), random.int(1, 2))
  const having = random.chance(0.35) ? sql` HAVING ${havingOf(context, column)}` : EMPTY
  const isOrdered = random.chance(0.5)
  const order = isOrdered ? sql` ORDER BY ${join(keys, ', ')}` : EMPTY
  const limit = isOrdered && random.chance(0.3) ? sql` ${limitClause(context)}` : EMPTY
  const list = join([...keys, ...aggregates], ', ')
  return {
    text: sql`SELECT ${list} ${from} GROUP BY ${join(keys, ', ')}${having}${order}${limit}`,
    isOrdered,
  }
}

function groupKeys(context: Context, { column }: Source): Fragment[] {
  const keys = [
    ...['IsRead', 'IsStarred', 'ThreadId', 'Labels', 'IsImportant'].map(column),
    sql`substr(${column('ReceivedDate')}, 1, 7)`,
    sql`${column('Size')} / 1000`,
  ]
  return context.usesEnvelope ? [...keys, column('FromDomain'), sql`lower(${column('From')})`] : keys
}

function aggregate(context: Context, source: Source): Fragment {
  const { random } = context
  const { column } = source
  return random.weighted<() => Fragment>([
    [3, () => same('COUNT(*)')],
    [4, () => sql`${random.pick(TOTALS)}(${column('Size')})`],
    [2, () => sql`${random.pick(['min', 'max'])}(${column('ReceivedDate')})`],
    [1, () => sql`COUNT(DISTINCT ${column('ThreadId')})`],
    [1, () => sql`sum(${column('IsRead')} = 0)`],
    [1, () => sql`COUNT(*) FILTER (WHERE ${condition(context, [source])})`],
    [1, () => sql`group_concat(${column('Id')}, ',' ORDER BY ${column('Id')})`],
  ])()
}

function havingOf({ random }: Context, column: Source['column']): Fragment {
  return random.pick<() => Fragment>([
    () => same(`COUNT(*) > ${random.int(1, 3)}`),
    () => sql`max(${column('Size')}) > ${random.int(1000, 6000)}`,
    () => sql`min(${column('IsRead')}) = 0 OR COUNT(*) = 1`,
  ])()
}

/** DISTINCT rows. */
export function distinctRows(context: Context): Draft {
  const { random } = context
  const source = pickSource(context)
  const list = selectList(context, [source], 3)
  return {
    text: sql`SELECT DISTINCT ${list} ${fromWhere(source, maybeCondition(context, [source]))}${random.pick(['', ' -- all'])}`,
    isOrdered: false,
  }
}

/** Window functions over one table. */
export function windows(context: Context): Draft {
  const { random } = context
  const source = makeSource(context)
  const { column } = source
  const part = random.pick(['IsRead', 'ThreadId', 'IsStarred', 'Labels'])
  const over = sql`(PARTITION BY ${column(part)} ORDER BY ${column('Size')}, ${column('Id')})`
  const shown = random.pick<() => Fragment>([
    () => sql`row_number() OVER ${over}`,
    () =>
      sql`sum(${column('Size')}) OVER (ORDER BY ${column('Id')} ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)`,
    () => sql`lag(${column('Id')}) OVER ${over}`,
    () => sql`rank() OVER (ORDER BY ${column('IsRead')})`,
    () => sql`COUNT(*) OVER ()`,
    () =>
      sql`COUNT(*) FILTER (WHERE ${condition(context, [source])}) OVER (PARTITION BY ${column('ThreadId')})`,
    () => sql`first_value(${column('MsgId')}) OVER w`,
  ])()
  const named = shown.user.endsWith(' w') ? sql` WINDOW w AS ${over}` : EMPTY
  const from = fromWhere(source, maybeCondition(context, [source]))
  const limit = random.chance(0.3) ? sql` ${limitClause(context)}` : EMPTY
  const text = sql`SELECT ${column('Id')}, ${shown} ${from}${named} ${totalOrder(context, [source])}${limit}`
  return { text, isOrdered: true }
}
