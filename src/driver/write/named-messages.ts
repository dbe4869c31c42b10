import type { ProcedureInputs } from '../../exec/call.ts'
import { freshen } from '../../exec/freshen.ts'
import {
  type IdsInMailbox,
  listedMsgIds,
  noMailbox,
  readMessageNames,
  refuseOtherEpoch,
} from '../../exec/procedures/message-inputs.ts'
import type { FoundMessage } from '../../exec/write/found-message.ts'
import { GmailSqlError } from '../../util/errors.ts'
import { msgIdsOf } from '../mail-procedures.ts'
import type { RunContext } from '../run-context.ts'
import { openExec } from '../select-run.ts'
import { messagesWithMsgIds, messagesWithUids } from './messages-by-id.ts'
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
  const found = await messagesWithUids(path, [id], limit, context)
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
  return some(await messagesWithMsgIds(ids, { limit: context.resources.parsed.values.MaxAffected }, context))
}

function some(found: FoundMessage[]): FoundMessage[] {
  if (found.length > 0) return found
  throw new GmailSqlError('BAD_INPUT', 'there is no message of that id', {
    hint: 'Ids are those of the table that Mailbox names; MsgId names a message everywhere.',
  })
}
