import type { Context } from './context.ts'
import { both, type Fragment, join, same, sql } from './fragment.ts'
import type { Source } from './source.ts'

const METADATA = [
  ...['Id', 'Id', 'MsgId', 'ThreadId', 'Mailbox', 'ReceivedDate', 'Size', 'Flags', 'Labels', 'UIDValidity'],
  ...['IsRead', 'IsStarred', 'IsAnswered', 'IsDraft', 'IsImportant'],
]
const TEXTS = [
  'Subject',
  'From',
  'FullFrom',
  'To',
  'CC',
  'Date',
  'MessageId',
  'FromDomain',
  'HasAttachments',
  'PartIds',
  'References',
  'ListId',
  'Headers',
  'BodyText',
  'BodyHtml',
  'Snippet',
  'MessageBody',
  'RawMessage',
  'AttachmentData',
]

/** In WHERE they are the table's columns all the same. */
const TAKEN_NAMES = ['IsRead', 'Size', 'Flags', 'Labels', 'ReceivedDate', 'MsgId']

/** A column or an expression over one. */
export function expression(context: Context, source: Source): Fragment {
  const { random } = context
  const { column } = source
  if (context.usesEnvelope && random.chance(0.5)) return textExpression(context, source)
  return random.weighted<() => Fragment>([
    [14, () => column(random.pick(METADATA))],
    [1, () => sql`${column('Size')} / 7`],
    [1, () => sql`${column('Size')} * 1.5`],
    [1, () => sql`substr(${column('ReceivedDate')}, 1, 10)`],
    [1, () => sql`${column('Id')} || '-' || ${column('Size')}`],
    [1, () => sql`CASE WHEN ${column('IsRead')} THEN 'read' ELSE 'unread' END`],
    [1, () => labelQuestion(context, source)],
    [1, () => sql`length(${column('Labels')})`],
    [1, () => sql`NOT ${column('IsRead')}`],
    [1, () => sql`typeof(${column('Id')})`],
    [1, () => same(random.pick(["'constant'", '1 + 1', 'NULL', '(SELECT 42)']))],
    [1, () => sql`iif(${column('Size')} > 3000, ${column('MsgId')}, ${column('ThreadId')})`],
  ])()
}

function labelQuestion({ random, words }: Context, { column }: Source): Fragment {
  const labels = column('Labels')
  const label = `'${random.pick(words.labels).replaceAll("'", "''")}'`
  return both(`${labels.user} = ${label}`, `plain_HAS_LABEL(${labels.plain}, ${label})`)
}

function textExpression({ random }: Context, { column }: Source): Fragment {
  return random.weighted<() => Fragment>([
    [8, () => column(random.pick(TEXTS))],
    [1, () => sql`upper(${column('Subject')})`],
    [1, () => sql`length(${column('Subject')})`],
    [1, () => sql`${column('FromName')} || ' <' || ${column('From')} || '>'`],
    [1, () => sql`coalesce(${column('CC')}, ${column('To')})`],
  ])()
}

/** The columns of a SELECT, some with an alias. */
export function selectList(context: Context, sources: readonly Source[], high = 4): Fragment {
  const { random } = context
  const parts = random.times(1, high, () => {
    const part = expression(context, random.pick(sources))
    if (random.chance(0.05)) return sql`${part} AS ${random.pick(TAKEN_NAMES)}`
    return random.chance(0.25) ? sql`${part} AS ${context.newName('c')}` : part
  })
  return join(parts, ', ')
}

/** `ORDER BY …` ending with the sources' keys, so that no two rows are equal in it. */
export function totalOrder(context: Context, sources: readonly Source[]): Fragment {
  const { random } = context
  const first = random.times(0, 2, () => expressionInOrder(context, random.pick(sources)))
  const keys = sources.map(({ column }) => sql`${column('Id')}${random.pick(['', ' DESC', ' ASC'])}`)
  return sql`ORDER BY ${join([...first, ...keys], ', ')}`
}

function expressionInOrder(context: Context, source: Source): Fragment {
  const { random } = context
  const { qualified: column } = source
  const names = context.usesEnvelope ? ['Subject', 'From', 'Date', ...METADATA] : METADATA
  const part = random.weighted<() => Fragment>([
    [5, () => column(random.pick(names))],
    [1, () => sql`${column('Size')} % 10`],
    [1, () => sql`length(${column('Labels')})`],
    [1, () => sql`-${column('Size')}`],
  ])()
  return sql`${part}${random.pick(['', ' DESC', ' ASC', ' DESC NULLS LAST', ' NULLS FIRST', ' COLLATE NOCASE'])}`
}

/** `LIMIT …` in one of its spellings; the rows must be in order. */
export function limitClause({ random, constants }: Context): Fragment {
  const limit = constants.of(random.pick([0, 1, 2, 3, 5, 10, 25, 100, 120, 1000]))
  const offset = constants.of(random.pick([0, 1, 3, 7, 50, 99, 101, 400]))
  return random.weighted<() => Fragment>([
    [6, () => sql`LIMIT ${limit}`],
    [3, () => sql`LIMIT ${limit} OFFSET ${offset}`],
    [1, () => sql`LIMIT ${offset}, ${limit}`],
    [1, () => sql`LIMIT -1`],
    [1, () => sql`LIMIT -1 OFFSET ${offset}`],
    [1, () => sql`LIMIT 2 + 3`],
    [1, () => sql`LIMIT (SELECT 4)`],
    [1, () => sql`LIMIT ${limit} -- the first\n`],
  ])()
}
