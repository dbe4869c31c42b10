import { describeSelect, refuse } from '../../exec/prepare.ts'
import type { MessageChange } from '../../exec/write/found-message.ts'
import { wireChanges } from '../../exec/write/wire-changes.ts'
import { writtenKeys } from '../../exec/written-keys.ts'
import { hintForCommand } from '../../sql/refused-commands.ts'
import type { Statement } from '../../sql/statement.ts'
import { deletedRows, updatedRows } from '../../sql/write/as-select.ts'
import {
  type DeleteWrite,
  readWrite,
  type UpdateWrite,
  type Write,
  writeTarget,
} from '../../sql/write/read-write.ts'
import type { Rows } from '../../sqlite/protocol.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { Parameters, ResultColumn } from '../../util/value.ts'
import { prepareContext } from '../prepare-context.ts'
import type { RunContext, StatementRun } from '../run-context.ts'
import { refuseWrites } from '../writer.ts'
import { carryOut } from './carry-out.ts'
import { KEY_COLUMNS } from './find-messages.ts'
import { describeInsert, startInsert } from './insert-run.ts'
import {
  type MessageTable,
  type MessageWrite,
  planMessageWrite,
  prepareMessageWrite,
} from './message-write.ts'
import { refuseUnfiltered } from './refuse-unfiltered.ts'
import { refuseParameters, returnedRows, returningColumns } from './returning.ts'
import { describeTableWrite, readTableWrite, startTableWrite } from './table-write.ts'
import { withNames } from './target.ts'

/** INSERT, UPDATE or DELETE of mail. Nothing is sent before its rows are asked for. */
export async function startWrite(
  statement: Statement,
  params: Parameters,
  context: RunContext,
): Promise<StatementRun> {
  const { values } = context.resources.parsed
  if (writeTarget(statement) !== null) refuseWrites(values)
  const ofTable = readTableWrite(statement, context)
  if (ofTable) return await startTableWrite(ofTable, params, context)
  const { write, table } = await readMessageWrite(statement, context)
  refuseParameters(statement, write)
  if (write.kind === 'insert') return await startInsert(statement, { write, table }, params, context)
  refuseUnfiltered(statement, write, context)
  const prepared = await prepareMessageWrite({ statement, write, table }, params, context)
  let changed = 0
  async function* rows(): AsyncGenerator<Rows> {
    const done = await runMessageWrite(statement, prepared, context)
    changed = done.changed
    yield* done.rows
    yield []
  }
  const columns = await columnsOf(write, prepared.prepared.plan.columns, context)
  return { command: statement.command, columns, rows: rows(), changed: () => changed }
}

/** @throws NOT_SUPPORTED for what is no INSERT, UPDATE or DELETE of messages */
export async function readMessageWrite(
  statement: Statement,
  context: RunContext,
): Promise<{ write: Write; table: MessageTable }> {
  if (hintForCommand(statement) !== null) refuse(statement)
  const write: Write = readWrite(statement)
  const table = await withNames(context, ({ resolve }) => resolve(write.target.path))
  if (table.kind === 'mailbox' || table.kind === 'messages') return { write, table }
  const { name } = table.table
  throw new GmailSqlError('NOT_WRITABLE', `${name} cannot be written`, {
    hint: 'Mailboxes, Messages, Labels and MessageLabels can be.',
  })
}

/** The columns that a write will have, which are those of RETURNING; nothing is bound. @throws what `startWrite` throws for its text */
export async function describeWrite(
  statement: Statement,
  context: RunContext,
): Promise<readonly ResultColumn[]> {
  const ofTable = readTableWrite(statement, context)
  if (ofTable) return await describeTableWrite(ofTable, context)
  const { write, table } = await readMessageWrite(statement, context)
  if (write.kind === 'insert') return await describeInsert(statement, { write, table }, context)
  const rows =
    write.kind === 'update'
      ? updatedRows(statement, write, KEY_COLUMNS)
      : deletedRows(statement, write, KEY_COLUMNS)
  const found = await rows.locate(select => describeSelect(select, prepareContext(context)))
  return await columnsOf(write, found, context)
}

/** @param found of what finds the messages; RETURNING of a DELETE stands behind its keys */
async function columnsOf(
  write: UpdateWrite | DeleteWrite,
  found: readonly ResultColumn[],
  context: RunContext,
): Promise<readonly ResultColumn[]> {
  if (write.returning === null) return []
  if (write.kind === 'delete') return found.slice(KEY_COLUMNS.length)
  return await returningColumns(write, context)
}

async function runMessageWrite(
  statement: Statement,
  prepared: MessageWrite,
  context: RunContext,
): Promise<{ changed: number; rows: AsyncGenerator<Rows> }> {
  const { resources } = context
  const { MaxAffected, BatchSize, ThrowsKeyNotFound } = resources.parsed.values
  const { rows, changes, toCreate } = await planMessageWrite(prepared, MaxAffected, context)
  const { command } = statement
  if (rows.length === 0 && ThrowsKeyNotFound)
    throw new GmailSqlError('BAD_VALUE', `${command} finds no message (ThrowsKeyNotFound=true)`, {
      hint: 'SELECT with the same WHERE shows what there is.',
    })
  refuseForGood(changes, context)
  const wire = wireChanges(changes, BatchSize)
  const order = { operation: command, statement: statement.typed ?? statement.text, changes: wire, toCreate }
  const { moved, gone, journal } = await carryOut(order, context)
  const written = rows.filter(({ message }) => !gone.has(message))
  const many = `${written.length} message${written.length === 1 ? '' : 's'}`
  if (journal !== null)
    resources.transaction.note(
      `${command} of ${many} in ${prepared.write.target.typed}, journal ${journal}`,
      journal,
    )
  const isMsgId = prepared.table.kind === 'messages'
  const ids = written.map(({ message: { msgId, uid } }) => (isMsgId ? msgId : uid))
  resources.written.remember(command, writtenKeys(ids, BatchSize))
  return { changed: written.length, rows: answered(prepared, { written, moved }, context) }
}

type Answer = Pick<Awaited<ReturnType<typeof carryOut>>, 'moved'> & {
  readonly written: Awaited<ReturnType<typeof planMessageWrite>>['rows']
}

async function* answered(
  { write, table }: MessageWrite,
  { written, moved }: Answer,
  context: RunContext,
): AsyncGenerator<Rows> {
  if (write.returning === null || written.length === 0) return
  if (write.kind === 'delete') yield written.map(({ values }) => [...values])
  else {
    const messages = written.map(({ message }) => message)
    yield* returnedRows(write, { messages, moved }, { byMsgId: table.kind === 'messages', context })
  }
}

function refuseForGood(changes: readonly MessageChange[], { resources }: RunContext): void {
  const forGood = changes.filter(({ isExpunged }) => isExpunged)
  if (forGood.length === 0 || resources.parsed.values.AllowPermanentDelete) return
  const what = `${forGood.length} of the messages are in ${forGood[0]!.message.path} and would be gone for good`
  throw new GmailSqlError('NEEDS_PERMISSION', what, {
    hint: 'Nothing was changed. AllowPermanentDelete=true allows it; Gmail empties Trash and Spam after 30 days by itself.',
  })
}
