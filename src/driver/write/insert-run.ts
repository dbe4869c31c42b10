import { describeSelect } from '../../exec/prepare.ts'
import { type AppendedMessage, appendMessages } from '../../exec/write/append-messages.ts'
import { type WrittenKey, writtenKeys } from '../../exec/written-keys.ts'
import { quoteName } from '../../sql/lexer.ts'
import { readStatement, type Statement } from '../../sql/statement.ts'
import { insertedRows } from '../../sql/write/as-select.ts'
import type { InsertWrite } from '../../sql/write/read-write.ts'
import type { Rows } from '../../sqlite/protocol.ts'
import type { Parameters, ResultColumn } from '../../util/value.ts'
import { prepareContext } from '../prepare-context.ts'
import type { RunContext, StatementRun } from '../run-context.ts'
import { openExec, prepare, run } from '../select-run.ts'
import { refuseOtherCount } from '../value-count.ts'
import { beginJournal } from './begin-journal.ts'
import { afterWriting } from './carry-out.ts'
import { checkedColumns, type PlannedInsert, planInsert, prepareInsert } from './message-insert.ts'
import type { MessageTable } from './message-write.ts'
import { returningColumns, rowsInOrder } from './returning.ts'

interface Insert {
  readonly write: InsertWrite
  readonly table: MessageTable
}

/** INSERT of messages: all are made and checked before the first is sent, and nothing is before the rows are asked for. */
export async function startInsert(
  statement: Statement,
  { write, table }: Insert,
  params: Parameters,
  context: RunContext,
): Promise<StatementRun> {
  const insert = await prepareInsert(statement, { write, table }, params, context)
  const columns = write.returning === null ? [] : await returningColumns(write, context)
  let changed = 0
  async function* rows(): AsyncGenerator<Rows> {
    const planned = await planInsert(insert, context.resources.parsed.values.MaxAffected, context)
    const order = {
      operation: 'INSERT',
      statement: statement.typed ?? statement.text,
      typed: write.target.typed,
    }
    const made = await sendMessages(planned, order, table, context)
    changed = made.length
    yield write.returning === null ? [] : await returned(write, made, context)
  }
  return { command: 'INSERT', columns, rows: rows(), changed: () => changed }
}

/** The columns of RETURNING; nothing is bound. @throws what `startInsert` throws for its text */
export async function describeInsert(
  statement: Statement,
  { write, table }: Insert,
  context: RunContext,
): Promise<readonly ResultColumn[]> {
  const columns = checkedColumns(write, table)
  const rows = insertedRows(statement, write)
  const given = await rows.locate(select => describeSelect(select, prepareContext(context)))
  refuseOtherCount(columns.length, given.length)
  return write.returning === null ? [] : await returningColumns(write, context)
}

export interface InsertOrder {
  /** INSERT, or the name of a procedure. */
  readonly operation: string
  readonly statement: string
  /** The target as it was named. */
  readonly typed: string
}

/** A message that was made, and its Id in the table that was written. Null: the server does not tell. */
export interface MadeMessage {
  readonly path: string
  readonly uid: number | null
  readonly id: number | string | null
}

/** Writes a statement into the journal, sends its messages, and remembers their keys. */
export async function sendMessages(
  { messages, toCreate }: PlannedInsert,
  { operation, statement, typed }: InsertOrder,
  table: MessageTable,
  context: RunContext,
): Promise<MadeMessage[]> {
  const { resources, signal, progress } = context
  const { writer, source, journal, metadata, parsed, written, transaction } = resources
  if (messages.length === 0) {
    written.remember(operation, [])
    return []
  }
  const batchSize = parsed.values.BatchSize
  await openExec(context, await context.mailboxes(false), true)
  const { gmail } = await metadata.traits({ signal })
  const id = await beginJournal(operation, statement, context)
  const tools = { writer, source, journal, signal, progress }
  const appended: AppendedMessage[] = []
  let failure: { readonly error: unknown } | null = null
  try {
    for (const path of toCreate) await writer.createMailbox(path)
    await appendMessages({ messages, journal: id, batchSize, gmail }, tools, appended)
  } catch (error) {
    failure = { error }
  }
  await afterWriting(new Set(messages.map(({ path }) => path)), context)
  const made = await keysOf(
    appended,
    table,
    failure ? { ...context, signal: new AbortController().signal } : context,
  )
  await remember(made, failure, operation, context)
  if (failure) throw failure.error
  const many = `${made.length} message${made.length === 1 ? '' : 's'}`
  transaction.note(`${operation} of ${many} into ${typed}, journal ${id}`, id)
  return made
}

async function remember(
  made: readonly MadeMessage[],
  failure: { readonly error: unknown } | null,
  operation: string,
  { resources }: RunContext,
): Promise<void> {
  const { written, engine, parsed } = resources
  const { BatchSize } = parsed.values
  const keys = writtenKeys([...made.map(({ id }) => id), ...(failure ? [null] : [])], BatchSize)
  const reason = failure?.error instanceof Error ? failure.error.message : String(failure?.error)
  written.remember(
    operation,
    keys.map((key, index): WrittenKey => (index < made.length ? key : { ...key, message: reason })),
  )
  const last = made.at(-1)
  if (last) await engine.rememberInsertedKey(last.id)
}

/** In Messages a message is known by its MsgId. */
async function keysOf(
  appended: readonly AppendedMessage[],
  { kind }: MessageTable,
  context: RunContext,
): Promise<MadeMessage[]> {
  const made = appended.map(({ message: { path }, uid }): MadeMessage => ({ path, uid, id: uid }))
  if (kind === 'mailbox') return made
  const ids = await msgIdsOfMade(made, context)
  return made.map((each, index) => ({ ...each, id: ids[index]! }))
}

/** The MsgId of each message, as the mailbox tells it to which it came. */
export async function msgIdsOfMade(
  made: readonly Omit<MadeMessage, 'id'>[],
  context: RunContext,
): Promise<(string | null)[]> {
  const ids = new Map<string, string>()
  for (const [path, group] of Map.groupBy(made, each => each.path)) {
    const uids = group.flatMap(({ uid }) => (uid === null ? [] : [uid]))
    const select = `SELECT Id, MsgId FROM Mailbox.${quoteName(path)} WHERE Id IN (${uids.join(', ')})`
    const prepared = await prepare(readStatement(select), [], context, { maxRows: 0 })
    for await (const rows of run(prepared, context, { isForWrite: true }))
      for (const [uid, msgId] of rows) ids.set(`${uid} ${path}`, String(msgId))
  }
  return made.map(({ uid, path }) => ids.get(`${uid} ${path}`) ?? null)
}

async function returned(
  write: InsertWrite,
  made: readonly MadeMessage[],
  context: RunContext,
): Promise<Rows> {
  const ids = made.flatMap(({ id }) => (id === null ? [] : [id]))
  if (ids.length === 0) return []
  const mailboxes = await context.mailboxes(false)
  const isApart = (path: string) =>
    mailboxes.some(
      ({ path: other, specialUse }) =>
        other === path && (specialUse === '\\Trash' || specialUse === '\\Junk'),
    )
  const everywhere = typeof ids[0] === 'string' && made.some(({ path }) => isApart(path))
  return await rowsInOrder(write, { path: null, ids, everywhere }, context)
}
