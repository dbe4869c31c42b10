import type { ProcedureInputs } from '../../exec/call.ts'
import type { FoundMessage } from '../../exec/write/found-message.ts'
import { quoteName } from '../../sql/lexer.ts'
import { readStatement } from '../../sql/statement.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { RunContext } from '../run-context.ts'
import { prepare } from '../select-run.ts'
import { findMessages, KEY_COLUMNS } from './find-messages.ts'
import { withNames } from './target.ts'

/** How a procedure finds the MsgIds of its input Query. */
type MsgIdsOf = (query: string) => Promise<readonly string[]>

const LARGEST_UID = 4_294_967_295

/**
 * The messages that a call names: by Id and Mailbox, by MsgId, or by Query.
 * @throws MISSING_INPUT, BAD_INPUT, NO_TABLE, STALE_ID, TOO_MANY_AFFECTED
 */
export async function namedMessages(
  inputs: ProcedureInputs,
  msgIdsOf: MsgIdsOf,
  context: RunContext,
): Promise<FoundMessage[]> {
  const text = (name: string) => {
    const value = inputs.get(name)
    return value === undefined || value === null ? undefined : String(value).trim()
  }
  const query = text('Query')
  if (query !== undefined) return await byMsgIds(await msgIdsOf(query), context)
  const [id, msgId] = [text('Id'), text('MsgId')]
  if (msgId !== undefined) return await byMsgIds([msgId], context)
  if (id === undefined)
    throw new GmailSqlError('MISSING_INPUT', 'the call names no message', {
      hint: 'Give Id and Mailbox, or MsgId, or Query.',
    })
  const name = text('Mailbox') ?? 'Inbox'
  const table = await withNames(context, ({ resolve }) => resolve([name]))
  if (table.kind === 'messages') return await byMsgIds(id.split(','), context)
  if (table.kind !== 'mailbox')
    throw new GmailSqlError('BAD_INPUT', `Mailbox "${name}" is no mailbox`, {
      hint: 'SHOW TABLES lists them.',
    })
  const where = id.split(',').map(uidCondition).join(' OR ')
  const found = await selected(`Mailbox.${quoteName(table.mailbox.path)} WHERE ${where}`, false, context)
  refuseOtherEpoch(found, text('UIDValidity'))
  return found
}

async function byMsgIds(ids: readonly string[], context: RunContext): Promise<FoundMessage[]> {
  if (ids.length === 0) return []
  const list = ids.map(id => `'${id.trim().replaceAll("'", "''")}'`).join(', ')
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

/** `7`, `1:5`. */
function uidCondition(part: string): string {
  const match = /^(\d{1,20})(?::(\d{1,20}))?$/.exec(part.trim())
  const [from, to] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])]
  if (from >= 1 && to >= 1 && from <= LARGEST_UID && to <= LARGEST_UID)
    return from === to ? `Id = ${from}` : `Id BETWEEN ${Math.min(from, to)} AND ${Math.max(from, to)}`
  const isMsgId = Math.max(from, to) > LARGEST_UID
  throw new GmailSqlError('BAD_INPUT', `Id cannot be "${part}" in a mailbox`, {
    hint: isMsgId
      ? 'A number of this size is a MsgId: pass it as MsgId.'
      : 'It is a UID, or a set such as 1:5,7.',
  })
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
