import { condition, pushableCondition } from './conditions.ts'
import type { Context, Draft } from './context.ts'
import { type Fragment, join, sql, unjudged } from './fragment.ts'
import { textAtom } from './local.ts'
import { selectList } from './select-list.ts'
import { serverAtom } from './server-atom.ts'
import { fromWhere, makeSource, type Source } from './source.ts'

/** The server's own search beside all else: under NOT and OR, behind ON, and with columns of bodies. */
export function searched(context: Context): Draft {
  const { random } = context
  const source = makeSource(context, { aliased: true, qualified: true })
  const text = random.weighted<() => Fragment>([
    [5, () => alone(context, source)],
    [3, () => joinedWith(context, source)],
    [2, () => among(context, source)],
  ])()
  return { text: unjudged(text), isOrdered: false }
}

function alone(context: Context, source: Source): Fragment {
  const shown = context.random.chance(0.25) ? sql`COUNT(*)` : columns(context, [source])
  return sql`SELECT ${shown} ${fromWhere(source, mixed(context, source))}`
}

function joinedWith(context: Context, source: Source): Fragment {
  const { random } = context
  const other = makeSource(context, { aliased: true, qualified: true })
  const link = sql`${source.column('MsgId')} = ${other.column('MsgId')}`
  const on = random.chance(0.5) ? sql`${link} AND ${mixed(context, other)}` : link
  const kind = random.pick(['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN'])
  return sql`SELECT ${columns(context, [source, other])} FROM ${source.from} ${kind} ${other.from} ON ${on} WHERE ${mixed(context, source)}`
}

function among(context: Context, source: Source): Fragment {
  const inner = makeSource(context, { aliased: true, qualified: true })
  const key = context.random.pick(['MsgId', 'ThreadId'])
  const not = context.random.chance(0.3) ? 'NOT ' : ''
  const test = sql`${source.column(key)} ${not}IN (SELECT ${inner.column(key)} ${fromWhere(inner, mixed(context, inner))})`
  return sql`SELECT ${columns(context, [source])} ${fromWhere(source, sql`${test} AND (${condition(context, [source])})`)}`
}

function columns(context: Context, sources: readonly Source[]): Fragment {
  const { random } = context
  const body = () =>
    random.pick(sources).column(random.pick(['BodyText', 'Snippet', 'BodyHtml', 'MessageBody']))
  return random.chance(0.4)
    ? sql`${selectList(context, sources, 2)}, ${body()}`
    : selectList(context, sources)
}

/** A search of the server's in a tree with what it can decide besides, and what it cannot. */
function mixed(context: Context, source: Source): Fragment {
  const { random } = context
  const search = serverAtom(context, source)
  const parts = random.times(1, 2, () =>
    random.weighted<() => Fragment>([
      [3, () => sql`(${pushableCondition(context, [source])})`],
      [2, () => textAtom(context, source)],
      [1, () => serverAtom(context, source)],
    ])(),
  )
  const all = random.sample([random.chance(0.25) ? sql`NOT ${search}` : search, ...parts], 3)
  const tree = join(all, random.pick([' AND ', ' AND ', ' OR ']))
  return random.chance(0.15) ? sql`NOT (${tree})` : sql`(${tree})`
}
