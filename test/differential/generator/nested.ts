import { atom, condition, maybeCondition } from './conditions.ts'
import type { Context, Draft } from './context.ts'
import { EMPTY, type Fragment, sql } from './fragment.ts'
import { limitClause, selectList, totalOrder } from './select-list.ts'
import { fromWhere, makeSource, newestFirst, type Source } from './source.ts'

/** A subquery in WHERE: IN, EXISTS, a scalar; correlated or not. */
export function subqueries(context: Context): Draft {
  const { random } = context
  const outer = makeSource(context, { aliased: true, qualified: true })
  const small = random.chance(0.5) ? { table: random.pick(context.words.smallTables) } : {}
  const inner = makeSource(context, { aliased: true, qualified: true, ...small })
  const test = random.pick([membershipTest, existsTest, scalarTest, countTest, shadowedTest])(
    context,
    outer,
    inner,
  )
  const word = random.pick(['AND', 'AND', 'OR'])
  const where = random.chance(0.6) ? sql`${condition(context, [outer])} ${word} ${test}` : test
  const isOrdered = random.chance(0.6)
  const order = isOrdered ? sql` ${totalOrder(context, [outer])}` : EMPTY
  const limit = isOrdered && random.chance(0.4) ? sql` ${limitClause(context)}` : EMPTY
  return {
    text: sql`SELECT ${selectList(context, [outer])} ${fromWhere(outer, where)}${order}${limit}`,
    isOrdered,
  }
}

type Test = (context: Context, outer: Source, inner: Source) => Fragment

const membershipTest: Test = (context, outer, inner) => {
  const { random } = context
  const key = random.pick(['MsgId', 'ThreadId', 'Size'])
  const not = random.chance(0.3) ? 'NOT ' : ''
  const rest = fromWhere(inner, maybeCondition(context, [inner]))
  const isLimited = random.chance(0.25)
  const tail = isLimited ? sql` ${totalOrder(context, [inner])} LIMIT ${random.int(1, 30)}` : EMPTY
  return sql`${outer.column(key)} ${not}IN (SELECT ${inner.column(key)} ${rest}${tail})`
}

const existsTest: Test = (context, outer, inner) => {
  const { random } = context
  const key = random.pick(['MsgId', 'ThreadId'])
  const not = random.chance(0.3) ? 'NOT ' : ''
  const link = sql`${inner.column(key)} = ${outer.column(key)}`
  const more = random.chance(0.8)
    ? sql` ${random.pick(['AND', 'AND', 'OR'])} ${condition(context, random.pick([[inner], [inner, outer]]))}`
    : EMPTY
  return sql`${not}EXISTS (SELECT 1 ${fromWhere(inner, sql`${link}${more}`)})`
}

const scalarTest: Test = (context, outer, inner) => {
  const { random } = context
  const isCorrelated = random.chance(0.4)
  const link = sql`${inner.column('ThreadId')} = ${outer.column('ThreadId')}`
  const filter = isCorrelated
    ? sql`${link} AND ${atom(context, [inner, outer])}`
    : maybeCondition(context, [inner])
  const value = random.pick([
    sql`avg(${inner.column('Size')})`,
    sql`max(${inner.column('Size')})`,
    sql`count(*) * 1000`,
  ])
  return sql`${outer.column('Size')} ${random.pick(['>', '<', '>=', '<>'])} (SELECT ${value} ${fromWhere(inner, filter)})`
}

/** Inside, the name of a mailbox is a table expression's; outside it is the mailbox's. */
const shadowedTest: Test = (context, outer, inner) => {
  const rest = fromWhere(inner, condition(context, [inner]))
  const name = context.random.pick(['shadow', 'Receipts', 'Travel'])
  const body = sql`SELECT ${inner.column('MsgId')} AS m ${rest}`
  return sql`${outer.column('MsgId')} IN (WITH ${name} AS (${body}) SELECT m FROM ${name})`
}

/** A correlated count over a subquery in FROM. */
const countTest: Test = (context, outer, inner) => {
  const rest = fromWhere(inner, condition(context, [inner]))
  return sql`(SELECT count(*) FROM (SELECT ${inner.column('ThreadId')} AS t ${rest}) WHERE t = ${outer.column('ThreadId')}) > ${context.random.int(0, 2)}`
}

/** A subquery in FROM, alone or joined with a table. */
export function derivedTables(context: Context): Draft {
  const { random } = context
  const inner = makeSource(context, { aliased: true })
  const limited = random.chance(0.3)
  const order = limited
    ? random.pick([sql` ${totalOrder(context, [inner])}`, newestFirst(inner, context)])
    : EMPTY
  const limit = limited ? sql` ${limitClause(context)}` : EMPTY
  const columns = sql`${inner.column('MsgId')} AS MsgId, ${inner.column('Size')} AS Size, ${inner.column('IsRead')} AS IsRead, ${inner.column('Id')} AS k`
  const body = sql`SELECT ${columns} ${fromWhere(inner, maybeCondition(context, [inner]))}${order}${limit}`
  const outerTest = random.pick([
    'd.IsRead = 0',
    'd.Size > 2000',
    'd.Size > 2000 OR d.IsRead',
    'd.k IS NOT NULL',
    '1',
  ])
  if (random.chance(0.4)) {
    return { text: sql`SELECT d.MsgId, d.Size, d.k FROM (${body}) AS d WHERE ${outerTest}`, isOrdered: false }
  }
  const beside = makeSource(context, { aliased: true, qualified: true })
  const kind = random.pick(['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN'])
  const from = sql`${beside.from} ${kind} (${body}) d ON d.MsgId = ${beside.column('MsgId')}`
  const filter = random.chance(0.7)
    ? sql`${condition(context, [beside])} AND ${outerTest}`
    : sql`${outerTest}`
  return {
    text: sql`SELECT d.k, ${selectList(context, [beside])} FROM ${from} WHERE ${filter}`,
    isOrdered: false,
  }
}

/** Common table expressions: once, twice, after one another, under a mailbox's name, recursive. */
export function withTables(context: Context): Draft {
  return context.random.weighted([
    [3, usedOnce],
    [3, usedTwice],
    [2, shadowing],
    [1, operand],
    [2, recursive],
  ])(context)
}

function cteBody(context: Context, source: Source): Fragment {
  const { column } = source
  const columns = sql`${column('MsgId')} AS m, ${column('ThreadId')} AS t, ${column('Size')} AS s, ${column('IsRead')} AS r`
  return sql`SELECT ${columns} ${fromWhere(source, maybeCondition(context, [source]))}`
}

function usedOnce(context: Context): Draft {
  const { random } = context
  const body = cteBody(context, makeSource(context))
  const hint = random.pick(['AS', 'AS MATERIALIZED', 'AS NOT MATERIALIZED'])
  const test = random.pick(['r = 0', 's > 2000 OR r = 1', 'm <> t', 'm IN (SELECT t FROM x)'])
  return { text: sql`WITH x ${hint} (${body}) SELECT m, s FROM x WHERE ${test}`, isOrdered: false }
}

function usedTwice(context: Context): Draft {
  const { random } = context
  const body = cteBody(context, makeSource(context))
  const other = makeSource(context, { aliased: true, qualified: true })
  const tail = random.pick<() => Fragment>([
    () => sql`SELECT a.m, b.s FROM x AS a JOIN x AS b ON a.t = b.m WHERE a.r = 1`,
    () => sql`SELECT m FROM x WHERE r = 0 UNION SELECT t FROM x WHERE s > 3000`,
    () =>
      sql`SELECT x.s, ${other.column('Size')} FROM x, ${other.from} WHERE x.m = ${other.column('MsgId')} AND ${condition(context, [other])}`,
    () => sql`SELECT (SELECT count(*) FROM x), (SELECT max(s) FROM x WHERE r = 1)`,
  ])()
  return { text: sql`WITH x AS (${body}) ${tail}`, isOrdered: false }
}

/** The name of a mailbox is taken by a table expression. */
function shadowing(context: Context): Draft {
  const { random, words } = context
  const table = random.pick(words.mailTables.slice(0, 2))
  // With a schema before it, the name inside is still the mailbox's.
  const spellings = table.spellings.filter(spelling => /^\w+\./.test(spelling))
  const body = cteBody(context, makeSource(context, { table: { ...table, spellings } }))
  const name = random.pick(['Inbox', 'Work', '[Work/Project X]', '"仕事"', 'trash'])
  const columns = random.chance(0.4) ? '(m, t, s, r)' : ''
  return {
    text: sql`WITH ${name}${columns} AS (${body}) SELECT ${name}.m, s FROM ${name} WHERE r = 1 OR s > 1500`,
    isOrdered: false,
  }
}

/** `x IN name`: a table of one column as a list of values. */
function operand(context: Context): Draft {
  const { random } = context
  const inner = makeSource(context)
  const body = sql`SELECT ${inner.column('ThreadId')} ${fromWhere(inner, maybeCondition(context, [inner]))}`
  const outer = makeSource(context, { aliased: true, qualified: true })
  const test = sql`${outer.column('MsgId')} ${random.pick(['', 'NOT '])}IN k AND ${condition(context, [outer])}`
  return {
    text: sql`WITH k AS (${body}) SELECT ${outer.column('Id')} ${fromWhere(outer, test)}`,
    isOrdered: false,
  }
}

function recursive(context: Context): Draft {
  const { random, words } = context
  if (random.chance(0.5)) {
    const source = makeSource(context, { aliased: true, qualified: true })
    const counter = sql`n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${random.int(2, 6)})`
    const where = sql`${source.column('Size')} % 7 = n.i AND ${condition(context, [source])}`
    return {
      text: sql`WITH RECURSIVE ${counter} SELECT n.i, ${source.column('MsgId')} FROM n, ${source.from} WHERE ${where}`,
      isOrdered: false,
    }
  }
  const seed = makeSource(context, { aliased: true, qualified: true, table: random.pick(words.mailTables) })
  const step = makeSource(context, { aliased: true, qualified: true, table: random.pick(words.mailTables) })
  const first = sql`SELECT ${seed.column('MsgId')}, ${seed.column('ThreadId')} ${fromWhere(seed, condition(context, [seed]))}`
  const next = sql`SELECT ${step.column('MsgId')}, ${step.column('ThreadId')} FROM c JOIN ${step.from} ON ${step.column('ThreadId')} = c.t WHERE ${atom(context, [step])}`
  return {
    text: sql`WITH RECURSIVE c(m, t) AS (${first} UNION ${next}) SELECT m, t FROM c`,
    isOrdered: false,
  }
}
