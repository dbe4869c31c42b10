import { condition, maybeCondition } from './conditions.ts'
import type { Context, Draft } from './context.ts'
import { EMPTY, type Fragment, join, sql, userOnly } from './fragment.ts'
import { fromWhere, makeSource } from './source.ts'

const COLUMNS = ['MsgId', 'Size', 'IsRead', 'ThreadId', 'ReceivedDate', 'Labels']

/** UNION, UNION ALL, INTERSECT, EXCEPT of two or three tables. */
export function compound(context: Context): Draft {
  const { random } = context
  const names = random.sample(COLUMNS, random.int(1, 2))
  const parts = random.times(2, 3, () => part(context, names))
  const text = parts
    .slice(1)
    .reduce(
      (left, right) => sql`${left} ${random.pick(['UNION', 'UNION ALL', 'INTERSECT', 'EXCEPT'])} ${right}`,
      parts[0]!,
    )
  const order = join(
    names.map((_, index) => sql`${index + 1}${random.pick(['', ' DESC'])}`),
    ', ',
  )
  const isOrdered = random.chance(0.6)
  // Rows that are equal in all columns are equal: the order is total.
  const tail = isOrdered
    ? sql` ORDER BY ${order}${random.pick(['', '', ' LIMIT 7', ' LIMIT 5 OFFSET 2'])}`
    : EMPTY
  return { text: sql`${text}${tail}`, isOrdered }
}

function part(context: Context, names: readonly string[]): Fragment {
  const source = makeSource(context)
  return sql`SELECT ${join(names.map(source.column), ', ')} ${fromWhere(source, maybeCondition(context, [source]))}`
}

/** The same mailbox twice with different filters: what is fetched for one must not be taken from the other. */
export function sameTableTwice(context: Context): Draft {
  const { random, words } = context
  const table = random.pick([...words.mailTables, words.messages])
  const options = { table, aliased: true, qualified: true }
  const [one, two] = [makeSource(context, options), makeSource(context, options)]
  const [first, second] = [condition(context, [one]), condition(context, [two])]
  const text = random.pick<() => Fragment>([
    () => sql`SELECT (SELECT count(*) ${fromWhere(one, first)}), (SELECT count(*) ${fromWhere(two, second)})`,
    () =>
      sql`SELECT ${one.column('Id')} ${fromWhere(one, first)} UNION ALL SELECT ${two.column('Id')} ${fromWhere(two, second)}`,
    () =>
      sql`SELECT ${one.column('Id')}, ${two.column('Size')} FROM ${one.from}, ${two.from} WHERE ${one.column('ThreadId')} = ${two.column('ThreadId')} AND (${first}) AND (${second})`,
    () =>
      sql`SELECT ${one.column('Id')} ${fromWhere(one, sql`(${first}) AND ${one.column('MsgId')} NOT IN (SELECT ${two.column('MsgId')} ${fromWhere(two, second)})`)}`,
  ])()
  return { text, isOrdered: false }
}

/** The table Labels, alone and beside mail. */
export function labelLists(context: Context): Draft {
  const { random } = context
  const source = makeSource(context, { aliased: true, qualified: true })
  const text = random.pick<() => Fragment>([
    () => userOnly('SELECT * FROM Labels'),
    () =>
      userOnly(
        'SELECT Name, MessagesTotal, MessagesUnread FROM Labels WHERE MessagesUnread > 0 ORDER BY Name',
      ),
    () => userOnly("SELECT count(*), sum(MessagesTotal) FROM Labels WHERE Type = 'user' AND IsSelectable"),
    () =>
      userOnly("SELECT Name FROM IMAP.Labels WHERE SpecialUse IS NOT NULL AND ParentName LIKE '[Gmail]%'"),
    () =>
      sql`SELECT l.Name, ${source.column('Id')} FROM ${userOnly('Labels')} l JOIN ${source.from} ON ${source.column('Mailbox')} = l.Id WHERE ${condition(context, [source])}`,
    () =>
      sql`SELECT l.Name, (SELECT count(*) FROM ${source.from} WHERE HAS_LABEL(${source.column('Labels')}, l.Name)) AS n FROM ${userOnly('Labels')} l`,
    () =>
      sql`SELECT value, count(*) FROM ${source.from}, json_each(${source.column('Labels')}) WHERE ${condition(context, [source])} GROUP BY value`,
  ])()
  return { text, isOrdered: false }
}
