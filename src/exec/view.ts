import type { ColumnDefinition, ListColumnDefinition } from '../catalog/table.ts'
import type { PlannedTable, Scan } from '../plan/plan.ts'
import { quoteName } from '../sql/lexer.ts'
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
}

/** CREATE TEMP VIEW over the store under the scan's internal name. */
export function messageViewSql({ scan, candidates, account, newestFirst }: MessageView): string {
  const { table } = scan
  const [only] = candidates.length === 1 ? candidates : []
  const columns = table.columns as readonly ColumnDefinition[]
  const readsMessage = columns.some(column => table.read.has(column.name) && column.store.startsWith('m.'))
  const constants = new Map<string, string>([['b.account', textLiteral(account)]])
  if (only) {
    constants.set('b.path', textLiteral(only.mailbox.path))
    constants.set('b.uid_validity', `CAST(${only.mailbox.state.uidValidity} AS INTEGER)`)
  }
  const list = columns.map(
    column => `${expression(column, readsMessage, constants, scan)} AS ${quoteName(column.name)}`,
  )
  const joins = [
    'main.location l',
    readsMessage ? 'JOIN main.message m ON m.key = l.message_key' : '',
    only ? '' : 'JOIN main.mailbox b ON b.id = l.mailbox_id',
  ]
  const order = newestFirst ? ' ORDER BY l.uid DESC' : ''
  return `CREATE TEMP VIEW ${quoteName(table.view)} AS SELECT ${list.join(', ')} FROM ${joins.join(' ')} WHERE ${where(table, candidates)}${order}`
}

function expression(
  column: ColumnDefinition,
  readsMessage: boolean,
  constants: ReadonlyMap<string, string>,
  scan: Scan,
): string {
  if (column.hidden) return `CAST(${scan.includeSpamTrash ? 1 : 0} AS INTEGER)`
  const constant = constants.get(column.store)
  if (constant !== undefined) return constant
  if (column.store.startsWith('m.') && !readsMessage) return 'NULL'
  return column.collate ? `${column.store} COLLATE ${column.collate}` : column.store
}

function where(table: PlannedTable, candidates: readonly Candidates[]): string {
  const isWhole = candidates.every(({ uids }) => uids === null)
  const ids = candidates.map(({ mailbox }) => mailbox.id)
  const inMailbox = ids.length === 1 ? `l.mailbox_id = ${ids[0]}` : `l.mailbox_id IN (${ids.join(', ')})`
  if (isWhole) return inMailbox
  const parts = candidates.map(({ mailbox, uids }) => {
    const own = `l.mailbox_id = ${mailbox.id}`
    return uids === null
      ? own
      : `${own} AND l.uid IN (SELECT uid FROM ${candidateTable(table.view)} WHERE mailbox_id = ${mailbox.id})`
  })
  return parts.length === 1 ? parts[0]! : `${inMailbox} AND (${parts.map(part => `(${part})`).join(' OR ')})`
}

function textLiteral(text: string): string {
  return `CAST('${text.replaceAll("'", "''")}' AS TEXT)`
}

const AFFINITY: Readonly<Record<ListColumnDefinition['type'], string>> = {
  TEXT: 'TEXT',
  INTEGER: 'INTEGER',
  REAL: 'REAL',
  BLOB: 'BLOB',
  BOOLEAN: 'INTEGER',
  DATETIME: 'TEXT',
}

/** CREATE TEMP TABLE for a table whose rows are made in one piece. */
export function listTableSql(table: PlannedTable): string {
  const columns = table.columns.map(({ name, type }) => `${quoteName(name)} ${AFFINITY[type]}`)
  return `CREATE TEMP TABLE ${quoteName(table.view)} (${columns.join(', ')})`
}

/** The same table in the empty shadow, with the types that results declare. */
export function shadowTableSql(
  view: string,
  columns: readonly { readonly name: string; readonly type: string }[],
): string {
  return `DROP TABLE IF EXISTS ${quoteName(view)}; CREATE TABLE ${quoteName(view)} (${columns.map(({ name, type }) => `${quoteName(name)} ${type}`).join(', ')})`
}
