import type { ColumnDefinition, ViewColumnDefinition } from '../catalog/table.ts'
import type { ContentItem } from '../mail/message.ts'
import { KEY_COLUMNS } from '../plan/narrow.ts'
import type { PlannedTable, Scan } from '../plan/plan.ts'
import { quoteName } from '../sql/lexer.ts'
import type { ColumnType } from '../util/value.ts'
import { aloneSql, type MessagesAlone } from './messages-alone.ts'
import type { Candidates } from './scan.ts'

/** The temporary table that holds a scan's candidates, when it is not the whole mailbox. */
export function candidateTable(view: string): string {
  return `temp.${quoteName(`${view}_uids`)}`
}

export interface MessageView {
  readonly scan: Scan
  readonly candidates: readonly Candidates[]
  readonly account: string
  readonly newestFirst: boolean
  /** The mailbox as all messages but a few: nothing is read of where they are. */
  readonly alone?: MessagesAlone | null
  /** With columns that name the message, for a narrowing. */
  readonly withKeys: boolean
}

/** CREATE TEMP VIEW over the store under the scan's internal name. */
export function messageViewSql(view: MessageView): string {
  const { scan, candidates, account, newestFirst, alone, withKeys } = view
  const { table } = scan
  const [only] = candidates.length === 1 ? candidates : []
  const columns = table.columns as readonly ColumnDefinition[]
  const read = columns.filter(column => table.read.has(column.name))
  const readsMessage = read.some(column => column.store.includes('m.'))
  const constants = new Map<string, string>([
    ['b.account', textLiteral(account)],
    ['b.include_spam_trash', `CAST(${scan.includeSpamTrash ? 1 : 0} AS INTEGER)`],
  ])
  if (only) {
    constants.set('b.path', textLiteral(only.mailbox.path))
    constants.set('b.uid_validity', `CAST(${only.mailbox.state.uidValidity} AS INTEGER)`)
  }
  const isAlone = alone !== undefined && alone !== null
  const list = columns.map(
    column =>
      `${expression(column, { readsMessage, isAlone, constants, scan })} AS ${quoteName(column.name)}`,
  )
  if (withKeys) list.push(`l.mailbox_id AS ${KEY_COLUMNS.mailbox}`, `l.uid AS ${KEY_COLUMNS.uid}`)
  const joins = [
    'main.location l',
    readsMessage ? 'JOIN main.message m ON m.key = l.message_key' : '',
    ...scan.contents.map(content => CONTENT_JOINS[content]),
    only ? '' : 'JOIN main.mailbox b ON b.id = l.mailbox_id',
  ]
  const order = newestFirst && !scan.reader ? ' ORDER BY l.uid DESC' : ''
  const from = alone ? aloneSql(alone) : `${joins.join(' ')} WHERE ${where(table, candidates)}${order}`
  return `CREATE TEMP VIEW ${quoteName(table.view)} AS SELECT ${list.join(', ')} FROM ${from}`
}

/** CREATE TEMP VIEW of what a declared view makes of its messages; columns that are not read are left NULL. */
export function readerViewSql(
  { table: base, reader }: Scan,
  { newestFirst, withKeys }: Pick<MessageView, 'newestFirst' | 'withKeys'>,
): string[] {
  if (!reader) return []
  const { table, definition } = reader
  const columns = table.columns as readonly ViewColumnDefinition[]
  const list = columns.map(({ name, sql }) => `${table.read.has(name) ? sql : 'NULL'} AS ${quoteName(name)}`)
  if (withKeys) {
    const { mailbox, uid, part } = KEY_COLUMNS
    list.push(`base.${mailbox} AS ${mailbox}`, `base.${uid} AS ${uid}`)
    if (definition.part) list.push(`${definition.part} AS ${part}`)
  }
  const order = newestFirst ? ` ORDER BY ${definition.order}` : ''
  const sources = columns.map(({ name, source }) => (table.read.has(name) ? (source ?? '') : ''))
  const from = `temp.${quoteName(base.view)} AS base${definition.source}${sources.join('')}`
  return [`CREATE TEMP VIEW ${quoteName(table.view)} AS SELECT ${list.join(', ')} FROM ${from}${order}`]
}

interface ViewParts {
  readonly readsMessage: boolean
  readonly isAlone: boolean
  readonly constants: ReadonlyMap<string, string>
  readonly scan: Scan
}

function expression(column: ColumnDefinition, { readsMessage, isAlone, constants, scan }: ViewParts): string {
  const constant = constants.get(column.store)
  if (constant !== undefined) return constant
  const isThere = column.content
    ? scan.contents.includes(column.content)
    : readsMessage || !/\bm\./.test(column.store)
  if (!isThere || (isAlone && /\bl\./.test(column.store))) return 'NULL'
  const { beside, store, collate } = column
  if (beside && scan.contents.includes(beside.content)) return beside.store
  return collate ? `${store} COLLATE ${collate}` : store
}

/** A message that was gone before its content came has no row here, and so is no row of the view. */
const CONTENT_JOINS: Readonly<Record<ContentItem, string>> = {
  header: 'JOIN main.header_block h ON h.message_key = l.message_key',
  text: 'JOIN main.body t ON t.message_key = l.message_key',
  attachments: 'JOIN main.attachment_set a ON a.message_key = l.message_key',
  // The view that shows the parts joins them.
  parts: '',
  raw: 'JOIN main.raw_message r ON r.message_key = l.message_key',
}

function where(table: PlannedTable, candidates: readonly Candidates[]): string {
  const ids = candidates.map(({ mailbox }) => mailbox.id)
  const parts = candidates.map(({ mailbox, uids }) => {
    const own = `l.mailbox_id = ${mailbox.id}`
    // What another process has added since is not of the mailbox that the statement opened, nor fetched.
    return uids === null
      ? `${own} AND l.uid < ${mailbox.state.uidNext}`
      : `${own} AND l.uid IN (SELECT uid FROM ${candidateTable(table.view)} WHERE mailbox_id = ${mailbox.id})`
  })
  if (parts.length === 1) return parts[0]!
  return `l.mailbox_id IN (${ids.join(', ')}) AND (${parts.map(part => `(${part})`).join(' OR ')})`
}

function textLiteral(text: string): string {
  return `CAST('${text.replaceAll("'", "''")}' AS TEXT)`
}

const AFFINITY: Readonly<Record<ColumnType, string>> = {
  TEXT: 'TEXT',
  INTEGER: 'INTEGER',
  REAL: 'REAL',
  BLOB: 'BLOB',
  BOOLEAN: 'INTEGER',
  DATETIME: 'TEXT',
}

/** A column's definition in a table that holds rows; without a type it takes every value as it is. */
export function columnSql({
  name,
  type,
}: {
  readonly name: string
  readonly type: ColumnType | null
}): string {
  return type === null ? quoteName(name) : `${quoteName(name)} ${AFFINITY[type]}`
}

/** CREATE TEMP TABLE for a table whose rows are made in one piece. */
export function listTableSql(table: PlannedTable): string {
  return `CREATE TEMP TABLE ${quoteName(table.view)} (${table.columns.map(columnSql).join(', ')})`
}

/** The same table in the empty shadow, with the types that results declare. */
export function shadowTableSql(
  view: string,
  columns: readonly { readonly name: string; readonly type: ColumnType | null }[],
): string {
  return `DROP TABLE IF EXISTS ${quoteName(view)}; CREATE TABLE ${quoteName(view)} (${columns.map(({ name, type }) => `${quoteName(name)} ${type ?? ''}`).join(', ')})`
}
