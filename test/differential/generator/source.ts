import type { Context } from './context.ts'
import { both, type Fragment, same, sql, userOnly } from './fragment.ts'
import type { MailTable } from './vocabulary.ts'

/** A table of messages in FROM. */
export interface Source {
  readonly table: MailTable
  /** As FROM names it, with its alias. */
  readonly from: Fragment
  /** A column of it; qualified where a bare name would be ambiguous, else at random. */
  readonly column: (name: string) => Fragment
  /** With its table's name: what ORDER BY needs where the result has a column of the same name. */
  readonly qualified: (name: string) => Fragment
  /** The condition that the plain tables already fulfil: `IncludeSpamTrash = 1`. */
  readonly directive: Fragment | null
}

export interface SourceOptions {
  readonly table?: MailTable
  /** A bare name may be ambiguous. */
  readonly qualified?: boolean
  /** The table's own name will not do, because it is in the FROM twice. */
  readonly aliased?: boolean
  /** This one and no other. */
  readonly alias?: string
}

const RESERVED_SPELLING = new Set(['From', 'To', 'References'])
/** Columns of which the oracle has its own values. */
const JUDGED = new Set([
  ...[
    'Id',
    'MsgId',
    'ThreadId',
    'Mailbox',
    'ReceivedDate',
    'Size',
    'Flags',
    'Labels',
    'UIDValidity',
    'Account',
  ],
  ...['IsRead', 'IsStarred', 'IsAnswered', 'IsDraft', 'IsImportant'],
])

/** Some table of messages under some spelling, with or without an alias. */
export function makeSource(context: Context, options: SourceOptions = {}): Source {
  const { random, words } = context
  const table = options.table ?? pickTable(context)
  const spelling = random.pick(table.spellings)
  const plainAlias = context.newName('s')
  const isAliased = options.aliased || random.chance(0.5)
  const alias =
    options.alias ?? (isAliased ? context.newName(random.pick(['a', 'm', 'Box', '"my mail"'])) : null)
  const qualifier = alias ?? spelling
  const as = alias === null ? '' : random.pick([` AS ${alias}`, ` ${alias}`])
  const mayOmit = !options.qualified
  const named = (name: string, user: string): Fragment =>
    JUDGED.has(name) ? both(user, `${plainAlias}."${name}"`) : userOnly(user)
  const qualified = (name: string): Fragment =>
    named(name, `${qualifier}.${quoted(name, random.chance(0.3))}`)
  return {
    table,
    from: both(spelling + as, `"${table.plainName.replaceAll('"', '""')}" AS ${plainAlias}`),
    column: name => (mayOmit && random.chance(0.8) ? named(name, quoted(name)) : qualified(name)),
    qualified,
    directive: table === words.messagesWithAll ? both('IncludeSpamTrash = 1', '1') : null,
  }
}

function quoted(name: string, isBracketed = RESERVED_SPELLING.has(name)): string {
  return isBracketed ? `[${name}]` : name
}

function pickTable({ random, words }: Context): MailTable {
  // Where everything is among the newest 500 UIDs, no date decides anything.
  const large = words.mailTables.filter(({ uids }) => uids.length > 45)
  return random.weighted([
    [2, words.messages],
    [6, random.pick(large)],
    [6, random.pick(words.mailTables)],
  ])
}

/** Whether the rows of a source have an order without ORDER BY: newest first. */
export function newestFirst({ table, column }: Source, context: Context): Fragment {
  return table === context.words.messagesWithAll ? same('') : both('', ` ORDER BY ${plainUid(column)} DESC`)
}

function plainUid(column: Source['column']): string {
  return column('Id').plain!.replace(/"Id"$/, '"_uid"')
}

/** `FROM source [WHERE condition]`, with the directive where the source has one. */
export function fromWhere(source: Source, condition: Fragment | null): Fragment {
  const { directive, from } = source
  if (condition === null) return directive === null ? sql`FROM ${from}` : sql`FROM ${from} WHERE ${directive}`
  if (directive === null) return sql`FROM ${from} WHERE ${condition}`
  return sql`FROM ${from} WHERE (${condition}) AND ${directive}`
}
