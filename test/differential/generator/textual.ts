import { pushableCondition } from './conditions.ts'
import type { Context, Draft } from './context.ts'
import { type Fragment, join, sql, unjudged } from './fragment.ts'
import { selectList } from './select-list.ts'
import { fromWhere, makeSource, type Source } from './source.ts'
import type { Texts } from './vocabulary.ts'

/** Texts of headers compared with what they are, and with pieces of it: what Pushdown=Trusted searches for. */
export function textual(context: Context): Draft {
  const { random } = context
  const source = makeSource(context, { aliased: true, qualified: true })
  // Always with the Id: where a search of texts differs, it says of which message.
  const text = random.weighted<() => Fragment>([
    [
      6,
      () =>
        sql`SELECT ${source.column('Id')}, ${selectList(context, [source])} ${fromWhere(source, texts(context, source))}`,
    ],
    [2, () => joinedTexts(context, source)],
  ])()
  return { text: unjudged(text), isOrdered: false }
}

function joinedTexts(context: Context, source: Source): Fragment {
  const { random, words } = context
  const other = makeSource(context, { aliased: true, qualified: true, table: random.pick(words.smallTables) })
  const link = sql`${source.column('MessageId')} = ${other.column('MessageId')}`
  const kind = random.pick(['JOIN', 'LEFT JOIN'])
  const filter = random.pick([source, other])
  return sql`SELECT ${source.column('Id')}, ${other.column('Id')} FROM ${source.from} ${kind} ${other.from} ON ${link} WHERE ${texts(context, filter)}`
}

function texts(context: Context, source: Source): Fragment {
  const { random } = context
  const parts = random.times(1, 3, () => comparedText(context, source))
  const found = join(parts, random.pick([' AND ', ' OR ', ' OR ']))
  return random.weighted<() => Fragment>([
    [5, () => found],
    [2, () => sql`(${found}) AND (${pushableCondition(context, [source])})`],
    [1, () => sql`(${found}) OR (${pushableCondition(context, [source])})`],
    [1, () => sql`NOT (${found})`],
  ])()
}

const COLUMNS: readonly (readonly [column: string, texts: keyof Texts])[] = [
  ...(['Subject', 'Subject', 'Subject'] as const).map(column => [column, 'subjects'] as const),
  ...(['From', 'To', 'CC', 'BCC'] as const).map(column => [column, 'addresses'] as const),
  ...(['FromName', 'FullFrom', 'FullTo'] as const).map(column => [column, 'names'] as const),
  ['MessageId', 'messageIds'],
]

function comparedText({ random, constants, words }: Context, { column }: Source): Fragment {
  const [name, kind] = random.pick(COLUMNS)
  const text = () => random.pick(words.texts[kind])
  const constant = (value: string) => constants.of(value)
  return random.weighted<() => Fragment>([
    [5, () => sql`${column(name)} = ${constant(text())}`],
    [2, () => sql`${constant(text())} = ${column(name)}`],
    [
      2,
      () =>
        sql`${column(name)} IN (${join(
          random.times(1, 4, () => constant(text())),
          ', ',
        )})`,
    ],
    [5, () => sql`${column(name)} LIKE ${constant(`%${piece(random.next(), text())}%`)}`],
    [1, () => sql`${column(name)} LIKE ${constant(`${text().slice(0, random.int(1, 12))}%`)}`],
    [1, () => sql`${column(name)} NOT LIKE ${constant(`%${piece(random.next(), text())}`)}`],
    [1, () => sql`${column(name)} <> ${constant(text())}`],
  ])()
}

/** From somewhere within, whole characters. */
function piece(where: number, text: string): string {
  const characters = [...text]
  const start = Math.floor(where * Math.max(1, characters.length - 3))
  return characters.slice(start, start + 3 + Math.floor(where * 7)).join('')
}
