import { literalOf } from './constants.ts'
import type { Context } from './context.ts'
import { columnText, typedLiteral } from './dates.ts'
import { type Fragment, join, same, sql } from './fragment.ts'
import { sizeConstant, uidConstant } from './literals.ts'
import type { Source } from './source.ts'

type Make = () => Fragment

/** Conditions that only SQLite can decide, and such as look like one that a server could. */
export function localAtom(context: Context, source: Source): Fragment {
  const { random } = context
  if (context.usesEnvelope && random.chance(0.7)) return textAtom(context, source)
  return random.pick([arithmetic, functionCalls, ownFunctions, textOfMetadata, comparedColumns])(
    context,
    source,
  )
}

function arithmetic(context: Context, { column, table }: Source): Fragment {
  const { random } = context
  const size = column('Size')
  const read = column('IsRead')
  const id = column('Id')
  const uid = table.uids.length > 0 ? random.pick(table.uids) : 3
  return random.pick<Make>([
    () => sql`${size} % ${random.int(2, 5)} = ${random.int(0, 2)}`,
    () => sql`${size} + 0 > ${sizeConstant(context)}`,
    () => sql`-${size} < -${random.pick(context.words.sizes)}`,
    () => sql`- ${size} >= -${random.pick(context.words.sizes)}`,
    () => sql`+${id} = '${uid}'`,
    () => sql`+${id} <> ${uid}`,
    () => sql`${id} = ${uid} + 1`,
    () => sql`${id} = ${uid} - 1`,
    () => sql`${size} > 2 * ${random.pick(context.words.sizes)} / 3`,
    () => sql`${size} & 1 = 1`,
    () => sql`${read} | 0 = 1`,
    () => sql`~${read} = -1`,
    () => sql`${read} = ${column('IsStarred')} = 0`,
    () => sql`1 - ${read}`,
    () => sql`NOT ${read} = 1`,
    () => sql`NOT (${read}) = 1`,
    () => sql`NOT NOT ${read}`,
    () => sql`${read} < ${read} = 0`,
    () => sql`0 < ${read} < 2`,
    () => sql`${id} << 1 = ${uid * 2}`,
    () => sql`(${size}, ${read}) > (${random.pick(context.words.sizes)}, 0)`,
    () => sql`(${read}, ${column('IsStarred')}) IN (VALUES (0, 0), (1, 1))`,
  ])()
}

function functionCalls(context: Context, { column }: Source): Fragment {
  const { random, words } = context
  const size = column('Size')
  const read = column('IsRead')
  const date = column('ReceivedDate')
  const when = literalOf(new Date(random.pick(words.dates)))
  return random.pick<Make>([
    () => sql`abs(${size} - ${random.pick(words.sizes)}) < 500`,
    () => sql`length(${column('Labels')}) > ${random.int(2, 40)}`,
    () => sql`coalesce(NULL, ${read}) = ${random.int(0, 1)}`,
    () => sql`iif(${read}, ${size}, 0) > 1000`,
    () => sql`CASE WHEN ${read} = 1 THEN ${size} > 3000 ELSE ${column('IsStarred')} END`,
    () => sql`CASE ${read} WHEN 1 THEN 0 ELSE 1 END = 1`,
    () => sql`substr(${date}, 1, 7) = substr(${when}, 1, 7)`,
    () => sql`strftime('%w', ${date}) = '${random.int(0, 6)}'`,
    () => sql`date(${date}) = date(${when})`,
    () => sql`date(${date}) >= date(${when}, '-1 month')`,
    () => sql`${date} > datetime(${when}, '-40 days')`,
    () => sql`julianday(${date}) > julianday(${when})`,
    () => sql`max(${read}, ${column('IsStarred')}) = 0`,
    () => sql`CAST(${column('MsgId')} AS TEXT) LIKE '%7'`,
    () => sql`EXISTS (SELECT 1 FROM json_each(${column('Labels')}) WHERE value LIKE 'Work%')`,
    () => sql`json_array_length(${column('Labels')}) = ${random.int(0, 3)}`,
    () => sql`${size} IN (SELECT max(${random.pick(words.sizes)}, 1))`,
    () => sql`nullif(${read}, 0) IS NULL`,
  ])()
}

/** Functions of ours, beside what SQLite has that means the same. */
function ownFunctions(context: Context, { column }: Source): Fragment {
  const { random, words, zone } = context
  const [labels, size, read, date] = [
    column('Labels'),
    column('Size'),
    column('IsRead'),
    column('ReceivedDate'),
  ]
  const n = random.int(2, 12)
  const instant = random.pick(words.dates)
  const wall = columnText(zone.wallOf(instant))
  const local = zone.name === 'UTC' ? date : sql`plain_WALL('${zone.name}', ${date})`
  const pair = random.pick<() => readonly [Fragment, Fragment]>([
    () => [sql`LEFT(${labels}, ${n}) = '["Work"'`, sql`substr(${labels}, 1, ${n}) = '["Work"'`],
    () => [sql`RIGHT(${labels}, ${n}) <> '"]'`, sql`substr(${labels}, -${n}) <> '"]'`],
    () => [sql`CHARINDEX('or', ${labels}) > ${n}`, sql`instr(${labels}, 'or') > ${n}`],
    () => [sql`LEN(${labels}) > ${n * 3}`, sql`length(${labels}) > ${n * 3}`],
    () => [sql`YEAR(${date}) = 2025`, sql`strftime('%Y', ${local}) = '2025'`],
    () => {
      const weekday = random.int(1, 7)
      return [sql`DATEPART('dw', ${date}) = ${weekday}`, sql`strftime('%w', ${local}) + 1 = ${weekday}`]
    },
    () => [
      sql`DATEDIFF('day', ${date}, ${wall}) > ${n}`,
      sql`julianday(date(${wall})) - julianday(date(${local})) > ${n}`,
    ],
    () => [sql`${date} < DATEADD('month', 1, ${date})`, sql`${date} IS NOT NULL`],
    () => [
      sql`EOMONTH(${date}) >= ${wall}`,
      sql`date(${local}, 'start of month', '+1 month', '-1 day') >= ${wall}`,
    ],
    () => [sql`IFF(${read}, ${size}, 0) > 1000`, sql`iif(${read}, ${size}, 0) > 1000`],
    () => [sql`NVL(NULL, ${size}) / 2 > ${n * 100}`, sql`${size} / 2 > ${n * 100}`],
    () => [sql`DECODE(${read}, 1, 'a', 'b') = 'a'`, sql`${read} = 1`],
    () => [sql`STARTSWITH(${labels}, '["W')`, sql`substr(${labels}, 1, 3) = '["W'`],
  ])
  const [user, plain] = pair()
  return { user: user.user, plain: plain.plain }
}

function textOfMetadata(context: Context, { column }: Source): Fragment {
  const { random } = context
  const labels = column('Labels')
  const flags = column('Flags')
  const date = column('ReceivedDate')
  return random.pick<Make>([
    () => sql`${labels} LIKE '%Work%'`,
    () => sql`${labels} NOT LIKE '%work%'`,
    () => sql`${labels} GLOB '*Project*'`,
    () => sql`${flags} LIKE '%seen%'`,
    () => sql`${flags} LIKE '%\\_%' ESCAPE '\\'`,
    () => sql`${flags} || '' = '\\Seen'`,
    () => sql`${labels} || '' <> '[]'`,
    () => sql`${date} LIKE '202${random.int(3, 6)}-%'`,
    () => sql`${date} || '' >= ${literalOf(new Date(random.pick(context.words.dates)))}`,
    () => sql`${date} COLLATE NOCASE < ${typedLiteral(context, random.pick(context.words.dates))}`,
    () => sql`${column('Mailbox')} = '[Gmail]/All Mail'`,
    () => sql`${column('Mailbox')} LIKE '%work%'`,
    () => sql`${flags} = '' || '\\Seen'`,
    () => sql`instr(${labels}, 'Inbox') > 0`,
  ])()
}

function comparedColumns(context: Context, source: Source): Fragment {
  const { random } = context
  const { column } = source
  return random.pick<Make>([
    () => sql`${column('IsRead')} = ${column('IsStarred')}`,
    () => sql`${column('Size')} > ${column('UIDValidity')} * 100`,
    () => sql`${column('MsgId')} = ${column('ThreadId')}`,
    () => sql`${column('MsgId')} <> ${column('ThreadId')}`,
    () => sql`${column('IsRead')} IN (${column('IsStarred')}, ${column('IsAnswered')})`,
    () => sql`${column('Size')} BETWEEN ${column('IsRead')} AND ${sizeConstant(context)}`,
    () => sql`${random.int(1, 900)} BETWEEN ${column('IsRead')} AND ${column('Size')}`,
    () => sql`${sizeConstant(context)} IN (${column('Size')}, ${column('IsRead')})`,
    () => sql`${uidConstant(context, source)} = ${column('Id')} = ${column('IsRead')}`,
    () => sql`${column('IsRead')} IS NOT ${column('IsStarred')}`,
    () => sql`${column('UIDValidity')} = ${random.pick(["'1'", '11', "'11'", "' 1'", '1.0'])}`,
    () => sql`${column('Mailbox')} = ${random.pick(["'INBOX'", "'inbox'", "'[Gmail]/All Mail'"])}`,
  ])()
}

/** Subjects and addresses: a server's word search would lose rows of every one of these. */
export function textAtom({ random, constants, words }: Context, { column }: Source): Fragment {
  const subject = column('Subject')
  const from = column('From')
  const { texts } = words
  const word = random.pick(texts.words)
  const not = random.chance(0.25) ? 'NOT ' : ''
  return random.pick<Make>([
    () => sql`${subject} ${not}LIKE ${constants.of(`%${word}%`)}`,
    () => sql`${subject} ${not}LIKE ${constants.of(`%${word}%`)}`,
    () => sql`${subject} ${not}LIKE ${constants.of(`${word}%`)}`,
    () => sql`${subject} LIKE ${constants.of(`%${word}`)}`,
    () => sql`${subject} = ${constants.of(random.pick(texts.subjects))}`,
    () =>
      sql`${subject} ${not}IN (${join(
        random.times(1, 3, () => same(literalOf(random.pick(texts.subjects)))),
        ', ',
      )})`,
    () => sql`instr(${subject}, ${constants.of(word)}) > 0`,
    () => sql`lower(${subject}) LIKE ${literalOf(`%${word}%`)}`,
    () => sql`${subject} GLOB ${literalOf(`*${word}*`)}`,
    () => sql`${subject} LIKE '%\\_%' ESCAPE '\\'`,
    () => sql`${subject} IS ${not}NULL`,
    () => sql`length(${subject}) > ${random.int(5, 40)}`,
    () => sql`${from} = ${constants.of(random.pick(texts.addresses))}`,
    () => sql`${from} LIKE ${constants.of(`%${random.pick(texts.domains)}%`)}`,
    () => sql`${column('FromDomain')} ${not}LIKE ${constants.of(`%${random.pick(texts.domains)}`)}`,
    () => sql`${column('To')} LIKE ${constants.of(`%${random.pick(texts.domains)}%`)}`,
    () => sql`${column('CC')} IS ${not}NULL`,
    () => sql`${column('Date')} >= ${constants.date(`202${random.int(4, 6)}-0${random.int(1, 9)}-15`)}`,
    () => sql`${column('FromName')} < 'M'`,
    () => sql`${column('HasAttachments')} = ${random.int(0, 1)}`,
    () => sql`${column('AttachmentCount')} > 1`,
    () => sql`${column('ListId')} IS ${not}NULL`,
    () => sql`${column('BodyText')} ${not}LIKE ${constants.of(`%${word}%`)}`,
    () => sql`length(${column('Snippet')}) > ${random.int(5, 150)}`,
    () => sql`${column('BodyHtml')} IS ${not}NULL`,
    () => sql`${column('Headers')} LIKE ${constants.of(`%${word}%`)}`,
    () => sql`${column('RawMessage')} LIKE ${constants.of(`%${word}%`)}`,
    () => sql`${column('MessageId')} = ${constants.of(random.pick(texts.messageIds))}`,
  ])()
}
