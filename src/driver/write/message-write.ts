import type { ResolvedTable } from '../../catalog/resolve.ts'
import type { PreparedSelect } from '../../exec/prepare.ts'
import { type Assigned, deletedMessage, updatedMessage } from '../../exec/write/changes.ts'
import type { MessageChange } from '../../exec/write/found-message.ts'
import type { Mailbox } from '../../mail/source.ts'
import type { Statement } from '../../sql/statement.ts'
import { deletedRows, updatedRows } from '../../sql/write/as-select.ts'
import type { DeleteWrite, UpdateWrite } from '../../sql/write/read-write.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { Parameters, SqlValue } from '../../util/value.ts'
import type { RunContext } from '../run-context.ts'
import { destination } from './destination.ts'
import { type FoundRow, findMessages, KEY_COLUMNS, prepareFinding } from './find-messages.ts'
import { settableColumns, withNames } from './target.ts'

/** An UPDATE or DELETE of messages: what finds them is prepared. */
export interface MessageWrite {
  readonly write: UpdateWrite | DeleteWrite
  readonly table: MessageTable
  readonly prepared: PreparedSelect
  /** In the order in which the values stand behind the keys of a row. */
  readonly columns: readonly string[]
}

export type MessageTable = Extract<ResolvedTable, { kind: 'mailbox' | 'messages' }>

/** What it would do, as it was found just now. */
export interface PlannedWrite {
  readonly rows: readonly FoundRow[]
  readonly changes: readonly MessageChange[]
  /** Mailboxes that are named and not there, by CreateLabels. */
  readonly toCreate: readonly string[]
}

/** @throws NO_COLUMN, NOT_WRITABLE, NOT_SUPPORTED and what preparing a SELECT throws */
export async function prepareMessageWrite(
  {
    statement,
    write,
    table,
  }: {
    readonly statement: Statement
    readonly write: UpdateWrite | DeleteWrite
    readonly table: MessageTable
  },
  params: Parameters,
  context: RunContext,
): Promise<MessageWrite> {
  if (write.conflict !== null)
    throw new GmailSqlError('NOT_SUPPORTED', `UPDATE OR ${write.conflict} is not done: no key can clash`, {
      hint: 'Write UPDATE.',
    })
  const columns =
    write.kind === 'update'
      ? settableColumns(
          write.assignments.map(({ column }) => column),
          table.table,
        )
      : []
  const rows =
    write.kind === 'update'
      ? updatedRows(statement, write, KEY_COLUMNS)
      : deletedRows(statement, write, KEY_COLUMNS)
  return { write, table, columns, prepared: await prepareFinding(rows, params, context) }
}

/** Finds the messages and says what is to become of them. @param limit see `findMessages` */
export async function planMessageWrite(
  { write, table, columns, prepared }: MessageWrite,
  limit: number,
  context: RunContext,
): Promise<PlannedWrite> {
  const rows = await findMessages(prepared, { byMsgId: table.kind === 'messages', limit }, context)
  const { gmail } = await context.resources.metadata.traits({ signal: context.signal })
  const mayCreate = context.resources.parsed.values.CreateLabels
  return await withNames(context, names => {
    const { mailboxes } = names
    const toCreate = new Map<string, Mailbox>()
    const mailboxNamed = (value: SqlValue) => destination(value, names, mayCreate ? toCreate : null)
    const change = ({ message, values }: FoundRow) => {
      if (write.kind === 'delete') return deletedMessage(message, mailboxes)
      const assigned = columns.map((column, index): Assigned => ({ column, value: values[index]! }))
      const change = updatedMessage(message, assigned, { mailboxes, mayCreate, gmail, mailboxNamed })
      return { ...change, isComputed: computes(write) }
    }
    return { rows, changes: rows.map(change), toCreate: [...toCreate.keys()] }
  })
}

/** Whether what a message is to have depends on what it had: all of its flags or labels, or an expression. */
function computes(write: UpdateWrite | DeleteWrite): boolean {
  if (write.kind === 'delete') return false
  const isWhole = (column: string) => ['flags', 'labels'].includes(column.toLowerCase())
  return write.assignments.some(
    ({ column, isPlain }) => isWhole(column) || (!isPlain && column.toLowerCase() !== 'mailbox'),
  )
}
