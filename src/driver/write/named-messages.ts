import type { ProcedureInputs } from '../../exec/call.ts'
import { givenText, namesNoMessage, noMailbox, readUidRange } from '../../exec/procedures/message-inputs.ts'
import type { FoundMessage } from '../../exec/write/found-message.ts'
import { quoteName } from '../../sql/lexer.ts'
import { quoteText } from '../../sql/rewrite/text-literals.ts'
import { readStatement } from '../../sql/statement.ts'
import { GmailSqlError } from '../../util/errors.ts'
import { msgIdsOf } from '../mail-procedures.ts'
import type { RunContext } from '../run-context.ts'
import { prepare } from '../select-run.ts'
import { findMessages, KEY_COLUMNS } from './find-messages.ts'
import { withNames } from './target.ts'

/**
 * The messages that a call names: by Id and Mailbox, by MsgId, or by Query.
 * @throws MISSING_INPUT, BAD_INPUT, NO_TABLE, STALE_ID, TOO_MANY_AFFECTED
 */
export async function namedMessages(inputs: ProcedureInputs, context: RunContext): Promise<FoundMessage[]> {
  const text = (name: string) => givenText(inputs, name)
  const query = text('Query')
  if (query !== undefined) return await byMsgIds(await msgIdsOf(query, context), context)
  const [id, msgId] = [text('Id'), text('MsgId')]
  if (msgId !== undefined) return await byMsgIds([msgId], context)
  if (id === undefined) throw namesNoMessage()
  const name = text('Mailbox') ?? 'Inbox'
  const table = await withNames(context, ({ resolve }) => resolve([name]))
  if (table.kind === 'messages') return await byMsgIds(id.split(','), context)
  if (table.kind !== 'mailbox') throw noMailbox(name)
  const where = id.split(',').map(uidCondition).join(' OR ')
  const found = await selected(`Mailbox.${quoteName(table.mailbox.path)} WHERE ${where}`, false, context)
  refuseOtherEpoch(found, text('UIDValidity'))
  return found
}

async function byMsgIds(ids: readonly string[], context: RunContext): Promise<FoundMessage[]> {
  if (ids.length === 0) return []
  const list = ids.map(id => quoteText(id.trim())).join(', ')
  return await selected(`Messages WHERE MsgId IN (${list}) AND IncludeSpamTrash = 1`, true, context)
}

async function selected(from: string, byMsgId: boolean, context: RunContext): Promise<FoundMessage[]> {
  const statement = readStatement(`SELECT ${KEY_COLUMNS.join(', ')} FROM ${from}`)
  const prepared = await prepare(statement, [], context, { maxRows: 0 })
  const limit = context.resources.parsed.values.MaxAffected
  const found = (await findMessages(prepared, { byMsgId, limit }, context)).map(({ message }) => message)
  if (found.length > 0) return found
  throw new GmailSqlError('BAD_INPUT', 'there is no message of that id', {
    hint: 'Ids are those of the table that Mailbox names; MsgId names a message everywhere.',
  })
}

function uidCondition(part: string): string {
  const { from, to } = readUidRange(part)
  return from === to ? `Id = ${from}` : `Id BETWEEN ${from} AND ${to}`
}

function refuseOtherEpoch(found: readonly FoundMessage[], given: string | undefined): void {
  const [first] = found
  if (given === undefined || first === undefined || given === String(first.uidValidity)) return
  throw new GmailSqlError(
    'STALE_ID',
    `the ids of ${first.path} are of UIDVALIDITY ${first.uidValidity}, not ${given}`,
    {
      hint: 'Nothing was changed. Read the Id again.',
    },
  )
}
