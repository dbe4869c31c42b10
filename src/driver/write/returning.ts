import type { PreparedSelect } from '../../exec/prepare.ts'
import type { FoundMessage, Place } from '../../exec/write/found-message.ts'
import { quoteName, tokenize } from '../../sql/lexer.ts'
import { positionAt } from '../../sql/position.ts'
import { quoteText } from '../../sql/rewrite/text-literals.ts'
import { readStatement, type Statement } from '../../sql/statement.ts'
import { qualifierOf } from '../../sql/write/as-select.ts'
import type { InsertWrite, UpdateWrite, Write } from '../../sql/write/read-write.ts'
import type { Rows } from '../../sqlite/protocol.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { ResultColumn, SqlValue } from '../../util/value.ts'
import type { RunContext } from '../run-context.ts'
import { prepare, run } from '../select-run.ts'

/** @throws NOT_SUPPORTED for a parameter behind RETURNING, which runs as a statement of its own */
export function refuseParameters({ text }: Statement, { returning }: Write): void {
  if (returning === null) return
  const parameter = tokenize(returning.typed).find(({ kind }) => kind === 'parameter')
  if (!parameter) return
  throw new GmailSqlError('NOT_SUPPORTED', 'RETURNING takes no parameters', {
    position: positionAt(text, returning.start),
    hint: 'Write the value, or compute with the rows that come back.',
  })
}

type Returned = UpdateWrite | InsertWrite

/** Messages by the Ids that they have in a table: the target, or the mailbox `path`. */
interface Told {
  readonly path: string | null
  readonly ids: readonly (number | string)[]
  /** Messages is read with Spam and Trash. */
  readonly everywhere?: boolean | undefined
}

/** The columns of RETURNING of the target. */
export async function returningColumns(
  write: Returned,
  context: RunContext,
): Promise<readonly ResultColumn[]> {
  return (await prepareReturning(write, { path: null, ids: [] }, context)).plan.columns.slice(1)
}

/** The SELECT that tells of messages: the Id of each, and what RETURNING says. */
async function prepareReturning(
  write: Returned,
  { path, ids, everywhere }: Told,
  context: RunContext,
): Promise<PreparedSelect> {
  const name = qualifierOf(write)
  const table = path === null ? write.target.typed : `Mailbox.${quoteName(path)} AS ${name}`
  const list = ids.map(id => (typeof id === 'number' ? id : quoteText(id))).join(', ')
  const directive = everywhere ? ' AND IncludeSpamTrash = 1' : ''
  const typed = `${name}.Id, ${write.returning!.typed}`
  return await prepareSelectOf(typed, `${table} WHERE ${name}.Id IN (${list})${directive}`, context)
}

/** The SELECT of what RETURNING says. @param from what follows FROM */
export async function prepareReturningFrom(
  { returning }: Write,
  from: string,
  context: RunContext,
): Promise<PreparedSelect> {
  return await prepareSelectOf(returning!.typed, from, context)
}

async function prepareSelectOf(typed: string, from: string, context: RunContext): Promise<PreparedSelect> {
  return await prepare(readStatement(`SELECT ${typed} FROM ${from}`), [], context, { maxRows: 0 })
}

/** A row of RETURNING for each Id, in their order; of a message that is gone already there is none. */
export async function rowsInOrder(write: Returned, told: Told, context: RunContext): Promise<Rows> {
  const rows = new Map<string, SqlValue[]>()
  for await (const batch of run(await prepareReturning(write, told, context), context)) {
    for (const [id, ...row] of batch) rows.set(String(id), row)
  }
  return told.ids.flatMap(id => {
    const row = rows.get(String(id))
    return row === undefined ? [] : [row]
  })
}

export interface Written {
  readonly messages: readonly FoundMessage[]
  readonly moved: ReadonlyMap<FoundMessage, Place>
}

/** What RETURNING of an UPDATE says: the messages as they are now, wherever they are. */
export async function* returnedRows(
  write: UpdateWrite,
  { messages, moved }: Written,
  { byMsgId, context }: { readonly byMsgId: boolean; readonly context: RunContext },
): AsyncGenerator<Rows> {
  const byPath = Map.groupBy(messages, message => (byMsgId ? null : (moved.get(message)?.path ?? null)))
  for (const [path, group] of byPath) {
    const ids = group.map(message => (byMsgId ? message.msgId : (moved.get(message)?.uid ?? message.uid)))
    yield await rowsInOrder(write, { path, ids, everywhere: byMsgId && moved.size > 0 }, context)
  }
}
