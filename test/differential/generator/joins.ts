import { atom, condition, maybeCondition, pushableCondition } from './conditions.ts'
import type { Context, Draft } from './context.ts'
import { EMPTY, type Fragment, join, sql } from './fragment.ts'
import { limitClause, selectList, totalOrder } from './select-list.ts'
import { makeSource, type Source } from './source.ts'

const JOINS = [
  'JOIN',
  'INNER JOIN',
  'LEFT JOIN',
  'LEFT OUTER JOIN',
  'RIGHT JOIN',
  'FULL JOIN',
  'FULL OUTER JOIN',
  'LEFT JOIN',
]

/** Two or three tables, joined by ON, USING, NATURAL, a comma, or not at all. */
export function joined(context: Context): Draft {
  const { random } = context
  const sources = Array.from(
    {
      length: random.weighted([
        [4, 2],
        [1, 3],
      ]),
    },
    () => makeSource(context, sourceOptions(context)),
  )
  const from = sources
    .slice(1)
    .reduce((left, right, index) => joinOn(context, left, [sources[index]!, right]), sources[0]!.from)
  return finish(context, sources, from)
}

const PAIRED = { qualified: true, aliased: true } as const

function sourceOptions({ random, words }: Context) {
  // Small mailboxes, mostly, so that products stay small; and always aliased, since the same may come twice.
  return {
    qualified: true,
    aliased: true,
    ...(random.chance(0.7) ? { table: random.pick(words.smallTables) } : {}),
  }
}

function joinOn(context: Context, left: Fragment, [before, right]: readonly [Source, Source]): Fragment {
  const { random } = context
  const key = random.pick(['MsgId', 'MsgId', 'MsgId', 'ThreadId'])
  const link = sql`${before.column(key)} = ${right.column(key)}`
  const on = random.weighted<() => Fragment>([
    [3, () => link],
    [2, () => sql`${link} AND ${atom(context, [before, right])}`],
    [2, () => sql`${pushableCondition(context, [right])} AND ${link}`],
    [2, () => sql`${link} AND (${pushableCondition(context, [before, right])})`],
    [1, () => sql`${atom(context, [right])} AND ${link}`],
  ])()
  return sql`${left} ${random.pick(JOINS)} ${right.from} ON ${on}`
}

function finish(context: Context, sources: readonly Source[], from: Fragment): Draft {
  const { random } = context
  const filter = random.chance(0.2) ? nullCondition(context, sources) : maybeCondition(context, sources, 0.85)
  const where = filter === null ? EMPTY : sql` WHERE ${filter}`
  if (random.chance(0.25)) return { text: sql`SELECT COUNT(*) FROM ${from}${where}`, isOrdered: true }
  const isOrdered = random.chance(0.5)
  const order = isOrdered ? sql` ${totalOrder(context, sources)}` : EMPTY
  const limit = isOrdered && random.chance(0.4) ? sql` ${limitClause(context)}` : EMPTY
  return { text: sql`SELECT ${selectList(context, sources)} FROM ${from}${where}${order}${limit}`, isOrdered }
}

/** Conditions that are true of rows which an outer join fills with NULL. */
function nullCondition(context: Context, sources: readonly Source[]): Fragment {
  const { random } = context
  const { column } = random.pick(sources)
  const [read, size] = [column('IsRead'), column('Size')]
  const test = random.pick<() => Fragment>([
    () => sql`${column('Id')} IS NULL`,
    () => sql`${read} = 0 OR ${column('Id')} IS NULL`,
    () => sql`coalesce(${read}, 0) = 0`,
    () => sql`(${read} = 0) IS NOT TRUE`,
    () => sql`(${read} = 1 AND ${size} > 2000) IS NULL`,
    () => sql`NOT coalesce(${read} = 1, 0)`,
    () => sql`${read} IS NOT 1`,
    () => sql`CASE WHEN ${read} = 1 THEN ${size} > 2000 ELSE 1 END`,
    () => sql`ifnull(${size}, 9999) > 3000`,
  ])()
  return random.chance(0.6) ? sql`(${test}) ${random.pick(['AND', 'OR'])} ${atom(context, sources)}` : test
}

/** `a, b` and CROSS JOIN: filtered on both sides. */
export function product(context: Context): Draft {
  const table = context.random.pick(context.words.smallTables)
  const sources = [makeSource(context, sourceOptions(context)), makeSource(context, { ...PAIRED, table })]
  const [left, right] = sources as [Source, Source]
  const separator = context.random.pick([', ', ' CROSS JOIN ', ' JOIN '])
  const from = sql`${left.from}${separator}${right.from}`
  const filter = join(
    [atom(context, [left]), atom(context, [right]), sql`${left.column('MsgId')} = ${right.column('MsgId')}`],
    ' AND ',
  )
  const where = context.random.chance(0.5)
    ? filter
    : sql`${condition(context, sources)} AND ${left.column('MsgId')} = ${right.column('MsgId')}`
  return { text: sql`SELECT ${selectList(context, sources)} FROM ${from} WHERE ${where}`, isOrdered: false }
}

/** USING and NATURAL: a bare column may be either side's, or both. */
export function merged(context: Context): Draft {
  const { random } = context
  const left = makeSource(context, sourceOptions(context))
  const right = makeSource(context, sourceOptions(context))
  const kind = random.pick(['', 'LEFT ', 'INNER ', 'RIGHT ', 'FULL '])
  const keys = random.pick(['MsgId', 'ThreadId, MsgId', 'MsgId, IsRead, Size'])
  const bare = keys.split(', ').at(-1)!
  const isNatural = random.chance(0.3)
  const from = isNatural
    ? sql`${left.from} NATURAL ${kind}JOIN ${columnsOf(context)}`
    : sql`${left.from} ${kind}JOIN ${right.from} USING (${keys})`
  const sources = isNatural ? [left] : [left, right]
  const shown = isNatural ? 'MsgId' : bare
  const more = random.chance(0.7) ? sql` AND ${condition(context, sources)}` : EMPTY
  const test = random.pick([
    sql`${shown} IS NOT NULL`,
    sql`${shown} > 0`,
    sql`${shown} <> '1'`,
    sql`(${shown} = 1 OR ${shown} <> 1)`,
  ])
  return {
    text: sql`SELECT ${shown}, ${selectList(context, sources)} FROM ${from} WHERE ${test}${more}`,
    isOrdered: false,
  }
}

/** A subquery of a few columns, for NATURAL JOIN. */
function columnsOf(context: Context): Fragment {
  const inner = makeSource(context)
  const names = context.random.pick([['MsgId'], ['MsgId', 'Size'], ['MsgId', 'IsRead', 'ThreadId']])
  const list = join(
    names.map(name => sql`${inner.column(name)} AS ${name}`),
    ', ',
  )
  const where = context.random.chance(0.6) ? sql` WHERE ${condition(context, [inner])}` : EMPTY
  return sql`(SELECT ${list} FROM ${inner.from}${where}) AS ${context.newName('n')}`
}
