import type { ProcedureInputs } from '../../exec/call.ts'
import { freshen } from '../../exec/freshen.ts'
import {
  type IdsInMailbox,
  listedMsgIds,
  noMailbox,
  readMessageNames,
  readUidRanges,
  refuseOtherEpoch,
} from '../../exec/procedures/message-inputs.ts'
import type { FoundMessage } from '../../exec/write/found-message.ts'
import { quoteName } from '../../sql/lexer.ts'
import { quoteText } from '../../sql/rewrite/text-literals.ts'
import { readStatement } from '../../sql/statement.ts'
import { GmailSqlError } from '../../util/errors.ts'
import { msgIdsOf } from '../mail-procedures.ts'
import type { RunContext } from '../run-context.ts'
import { openExec, prepare } from '../select-run.ts'
import { findMessages, KEY_COLUMNS } from './find-messages.ts'
import { withNames } from './target.ts'

/**
 * The messages that a call names: by Id and Mailbox, by MsgId, or by Query.
 * @throws MISSING_INPUT, BAD_INPUT, NO_TABLE, STALE_ID, TOO_MANY_AFFECTED
 */
export async function namedMessages(inputs: ProcedureInputs, context: RunContext): Promise<FoundMessage[]> {
  const names = readMessageNames(inputs)
  if (names.kind === 'query') return await byMsgIds(await msgIdsOf(names.query, context), context)
  if (names.kind === 'msgIds') return await byMsgIds(names.msgIds, context)
  const table = await withNames(context, ({ resolve }) => resolve([names.mailbox]))
  if (table.kind === 'messages') return await byMsgIds(listedMsgIds(names.id), context)
  if (table.kind !== 'mailbox') throw noMailbox(names.mailbox)
  return await byUids(table.mailbox.path, names, context)
}

async function byUids(
  path: string,
  { id, uidValidity }: IdsInMailbox,
  context: RunContext,
): Promise<FoundMessage[]> {
  const limit = context.resources.parsed.values.MaxAffected
  const found = await selected(uidSource(path, [id]), { byMsgId: false, limit }, context)
  const first = found[0] ?? { path, uidValidity: await uidValidityOf(path, context) }
  refuseOtherEpoch(uidValidity, first)
  return some(found)
}

async function uidValidityOf(path: string, context: RunContext): Promise<number> {
  const exec = await openExec(context, await context.mailboxes(false), true)
  return (await freshen(path, exec)).state.uidValidity
}

async function byMsgIds(ids: readonly string[], context: RunContext): Promise<FoundMessage[]> {
  if (ids.length === 0) return []
  return some(await messagesWithMsgIds(ids, context, context.resources.parsed.values.MaxAffected))
}

/** Those that are there, in Spam and Trash too. @param limit see `findMessages` */
export async function messagesWithMsgIds(
  ids: readonly string[],
  context: RunContext,
  limit = Number.POSITIVE_INFINITY,
): Promise<FoundMessage[]> {
  const where = `MsgId IN (${ids.map(quoteText).join(', ')}) AND IncludeSpamTrash = 1`
  return await selected(`Messages WHERE ${where}`, { byMsgId: true, limit }, context)
}

/**
 * Those of a table that are there, by their Ids as text.
 * @throws BAD_INPUT, NO_TABLE
 */
export async function messagesWithIds(
  table: string,
  ids: readonly string[],
  context: RunContext,
): Promise<Map<string, FoundMessage>> {
  const resolved = await withNames(context, ({ resolve }) => resolve([table]))
  if (resolved.kind === 'messages')
    return new Map((await messagesWithMsgIds(ids, context)).map(message => [message.msgId, message]))
  if (resolved.kind !== 'mailbox') throw noMailbox(table)
  const from = uidSource(resolved.mailbox.path, ids)
  const found = await selected(from, { byMsgId: false, limit: Number.POSITIVE_INFINITY }, context)
  return new Map(found.map(message => [String(message.uid), message]))
}

/** What follows FROM. Single ids are one list: SQLite takes no thousand terms of OR. */
function uidSource(path: string, ids: readonly string[]): string {
  const ranges = ids.flatMap(readUidRanges)
  const single = ranges.filter(({ from, to }) => from === to).map(({ from }) => from)
  const where = ranges
    .filter(({ from, to }) => from !== to)
    .map(({ from, to }) => `Id BETWEEN ${from} AND ${to}`)
  if (single.length > 0) where.push(`Id IN (${single.join(', ')})`)
  return `Mailbox.${quoteName(path)} WHERE ${where.join(' OR ')}`
}

async function selected(
  from: string,
  finding: { readonly byMsgId: boolean; readonly limit: number },
  context: RunContext,
): Promise<FoundMessage[]> {
  const statement = readStatement(`SELECT ${KEY_COLUMNS.join(', ')} FROM ${from}`)
  const prepared = await prepare(statement, [], context, { maxRows: 0 })
  return (await findMessages(prepared, finding, context)).map(({ message }) => message)
}

function some(found: FoundMessage[]): FoundMessage[] {
  if (found.length > 0) return found
  throw new GmailSqlError('BAD_INPUT', 'there is no message of that id', {
    hint: 'Ids are those of the table that Mailbox names; MsgId names a message everywhere.',
  })
}
