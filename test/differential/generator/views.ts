import { atom, maybeCondition } from './conditions.ts'
import { literalOf } from './constants.ts'
import type { Context, Draft } from './context.ts'
import { typedLiteral } from './dates.ts'
import { both, EMPTY, type Fragment, join, sql, userOnly } from './fragment.ts'
import { makeSource, type Source } from './source.ts'

type Condition = (context: Context, name: string) => string | Fragment

/** A view in a FROM, with the conditions that its columns are met with. */
interface View {
  readonly name: string
  readonly key: 'MsgId' | 'ThreadId'
  /** The same over the oracle's table of all messages; null where it knows nothing. */
  readonly plain: string | null
  readonly columns: readonly string[]
  readonly conditions: readonly Condition[]
}

const VIEWS: readonly View[] = [
  {
    name: 'MessageLabels',
    key: 'MsgId',
    plain: 'SELECT MsgId, value AS Label FROM "all messages", json_each(Labels)',
    columns: ['MsgId', 'Label'],
    conditions: [
      (context, name) => `${name}.Label = ${label(context)}`,
      (context, name) => `${name}.Label <> ${label(context)}`,
      (context, name) => `${name}.Label IN (${label(context)}, ${label(context)})`,
      (context, name) => `NOT (${name}.Label = ${label(context)})`,
      (_, name) => `${name}.Label LIKE 'Work%'`,
      (context, name) => `${name}.MsgId = ${literalOf(context.random.pick(context.words.msgIds))}`,
    ],
  },
  {
    name: 'Threads',
    key: 'ThreadId',
    plain: `SELECT ThreadId, count(*) AS Messages, sum(IsRead = 0) AS Unread, min(ReceivedDate) AS FirstDate,
      max(ReceivedDate) AS LastDate, sum(Size) AS Size FROM "all messages" GROUP BY ThreadId`,
    columns: ['ThreadId', 'Messages', 'Unread', 'FirstDate', 'LastDate', 'Size'],
    conditions: [
      ({ random }, name) => `${name}.Messages > ${random.int(0, 5)}`,
      ({ random }, name) => `${name}.Unread = ${random.int(0, 2)}`,
      (context, name) => sql`${name}.LastDate >= ${typedLiteral(context, someDay(context))}`,
      ({ random }, name) => `${name}.Size < ${random.int(1, 9)}000`,
      ({ random, words }, name) => `${name}.ThreadId = ${literalOf(random.pick(words.threadIds))}`,
      ({ random, words }, name) =>
        `${name}.ThreadId NOT IN (${literalOf(random.pick(words.threadIds))}, ${literalOf(random.pick(words.threadIds))})`,
    ],
  },
  {
    name: 'Attachments',
    key: 'MsgId',
    plain: null,
    columns: [
      'MsgId',
      'MessageSubject',
      'PartId',
      'Filename',
      'ContentType',
      'Disposition',
      'ContentId',
      'Size',
      'Data',
    ],
    conditions: [
      ({ random }, name) => `${name}.Size > ${random.int(0, 40)}000`,
      ({ random }, name) => `${name}.Size BETWEEN ${random.int(0, 4)}00 AND ${random.int(1, 90)}000`,
      (_, name) => `${name}.Filename LIKE '%.pdf'`,
      (_, name) => `NOT (${name}.ContentType = 'application/pdf')`,
      (_, name) => `${name}.Disposition IS NULL`,
      (_, name) => `${name}.MessageSubject LIKE '%e%'`,
      ({ random }, name) => `length(${name}.Data) > ${random.int(0, 40)}00`,
    ],
  },
  {
    name: 'Recipients',
    key: 'MsgId',
    plain: null,
    columns: ['MsgId', 'Role', 'Name', 'Address', 'Domain', 'Ordinal'],
    conditions: [
      ({ random }, name) => `${name}.Role = '${random.pick(['from', 'to', 'cc', 'bcc', 'reply-to', 'TO'])}'`,
      (_, name) => `${name}.Address = 'DEMO@gmail.example'`,
      (_, name) => `${name}.Domain LIKE '%wind%'`,
      ({ random }, name) => `${name}.Ordinal > ${random.int(0, 2)}`,
      (_, name) => `${name}.Name IS NULL`,
    ],
  },
  {
    name: 'Headers',
    key: 'MsgId',
    plain: null,
    columns: ['MsgId', 'Ordinal', 'Name', 'Value'],
    conditions: [
      ({ random }, name) => `${name}.Name = '${random.pick(['subject', 'X-Mailer', 'List-Id', 'Received'])}'`,
      (_, name) => `${name}.Value LIKE '%example%'`,
      ({ random }, name) => `${name}.Ordinal <= ${random.int(1, 4)}`,
      ({ random, words }, name) => `${name}.MsgId = ${literalOf(random.pick(words.msgIds))}`,
    ],
  },
]

function someDay({ random }: Context): number {
  return Date.UTC(random.int(2024, 2026), random.int(0, 8), 15)
}

function label({ random, words }: Context): string {
  return `'${random.pick(words.labels).replaceAll("'", "''")}'`
}

interface NamedView {
  readonly view: View
  readonly from: Fragment
  readonly column: (name: string) => Fragment
  readonly condition: () => Fragment
}

function someView(context: Context): NamedView {
  const { random, newName } = context
  const view = random.pick(VIEWS)
  const alias = newName('v')
  const shared = (text: string) => (view.plain === null ? userOnly(text) : both(text, text))
  const from =
    view.plain === null
      ? userOnly(`${view.name} ${alias}`)
      : both(`${view.name} ${alias}`, `(${view.plain}) AS ${alias}`)
  return {
    view,
    from,
    column: name => shared(`${alias}.${name}`),
    condition: () => {
      const made = random.pick(view.conditions)(context, alias)
      return typeof made === 'string' ? shared(made) : made
    },
  }
}

/** Views alone, joined with messages, and in subqueries of both directions. */
export function viewed(context: Context): Draft {
  const { random } = context
  const view = someView(context)
  const text = random.weighted<() => Fragment>([
    [3, () => alone(view, context)],
    [5, () => joinedWithMail(view, context)],
    [2, () => amongMail(view, context)],
    [2, () => askedByMail(view, context)],
  ])()
  return { text, isOrdered: false }
}

function shownColumns({ view, column }: NamedView, { random }: Context): Fragment {
  const names = random.chance(0.3) ? view.columns : random.times(1, 3, () => random.pick(view.columns))
  return join(names.map(column), ', ')
}

function alone(view: NamedView, context: Context): Fragment {
  const where = conditions(context, [view.condition(), view.condition()])
  if (context.random.chance(0.3)) return sql`SELECT COUNT(*) FROM ${view.from}${where}`
  return sql`SELECT ${shownColumns(view, context)} FROM ${view.from}${where}`
}

const JOINS = ['JOIN', 'JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', ',']

function joinedWithMail(view: NamedView, context: Context): Fragment {
  const { random } = context
  const mail = mailOf(context)
  const { key } = view.view
  const kind = random.pick(JOINS)
  const [left, right] = random.chance(0.5) ? [view.from, mail.from] : [mail.from, view.from]
  const link = sql`${view.column(key)} = ${mail.qualified(key)}`
  const on = random.chance(0.25) ? sql`${link} AND ${view.condition()}` : link
  const more = random.chance(0.25) ? [view.condition()] : []
  const filters = random.chance(0.75) ? [atom(context, [mail]), ...more] : more
  const shown = sql`${shownColumns(view, context)}, ${mail.qualified(random.pick(['MsgId', 'Size', 'IsRead']))}`
  if (kind === ',')
    return sql`SELECT ${shown} FROM ${left}, ${right}${conditions(context, [link, ...filters], ['AND'])}`
  return sql`SELECT ${shown} FROM ${left} ${kind} ${right} ON ${on}${conditions(context, filters)}`
}

/** `IN (SELECT …)` of messages. */
function amongMail(view: NamedView, context: Context): Fragment {
  const { random } = context
  const mail = mailOf(context)
  const { key } = view.view
  const not = random.chance(0.2) ? 'NOT ' : ''
  const inner = maybeCondition(context, [mail])
  const where = inner === null ? EMPTY : sql` WHERE ${inner}`
  const test = sql`${view.column(key)} ${not}IN (SELECT ${mail.qualified(key)} FROM ${mail.from}${where})`
  const filters = random.chance(0.5) ? [test, view.condition()] : [test]
  return sql`SELECT ${shownColumns(view, context)} FROM ${view.from}${conditions(context, filters)}`
}

/** Messages that have, or have not, such a row; or how many they have. */
function askedByMail(view: NamedView, context: Context): Fragment {
  const { random } = context
  const mail = mailOf(context)
  const { key } = view.view
  const inner = sql`FROM ${view.from} WHERE ${view.column(key)} = ${mail.qualified(key)} AND ${view.condition()}`
  const outer = maybeCondition(context, [mail], 0.7)
  if (random.chance(0.4)) {
    const where = outer === null ? EMPTY : sql` WHERE ${outer}`
    return sql`SELECT ${mail.qualified('MsgId')}, (SELECT COUNT(*) ${inner}) FROM ${mail.from}${where}`
  }
  const test = sql`${random.pick(['', 'NOT '])}EXISTS (SELECT 1 ${inner})`
  return sql`SELECT ${mail.qualified('MsgId')} FROM ${mail.from}${conditions(context, outer === null ? [test] : [test, outer])}`
}

function mailOf(context: Context): Source {
  const { random, words } = context
  const table = random.chance(0.5) ? random.pick(words.smallTables) : words.messages
  return makeSource(context, { qualified: true, aliased: true, table })
}

function conditions({ random }: Context, parts: readonly Fragment[], words = ['AND', 'AND', 'OR']): Fragment {
  const kept = parts.filter((_, index) => index === 0 || random.chance(0.7))
  if (kept.length === 0) return EMPTY
  const whole = kept
    .slice(1)
    .reduce((left, right) => sql`${left} ${random.pick(words)} (${right})`, sql`(${kept[0]!})`)
  return sql` WHERE ${whole}`
}
