import type { Mailbox } from '../../mail/source.ts'
import { readAddresses } from '../../mime/compose/addresses.ts'
import { newMessageId } from '../../mime/compose/field-checks.ts'
import { headerFields, messageIdsOf, withoutField } from '../../mime/compose/original.ts'
import { fieldText } from '../../mime/header-fields.ts'
import type { Mail } from '../../smtp/options.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { Notice } from '../../util/notice.ts'
import type { SqlValue } from '../../util/value.ts'
import type { ProcedureInputs } from '../call.ts'
import { freshen } from '../freshen.ts'
import type { LocatedMessage, ProcedureContext } from '../procedures/locate-messages.ts'
import { readMessageNames } from '../procedures/message-inputs.ts'
import { rawMessage } from '../procedures/stored-content.ts'
import { afterSending, foundNow } from './after-sending.ts'
import { locateOne } from './original-message.ts'
import { deliver, recipients, type SendContext } from './send-message.ts'

export interface DraftContext extends SendContext, ProcedureContext {}

/** SendDraft. */
export async function sendDraft(inputs: ProcedureInputs, context: DraftContext): Promise<SqlValue[][]> {
  const drafts = draftsOf(inputs, context)
  const message = await locateDraft(inputs, drafts, context)
  const mail = mailOf(await rawMessage(message, context.exec), context)
  const rows = await deliver(mail, context)
  const kept = (why: string): Notice => ({
    code: 'DRAFT_KEPT',
    message: `the message was sent, but its draft is still in ${drafts.path}: ${why}`,
  })
  await afterSending(() => removeDraft(message, context), kept, context.notify)
  return rows
}

function draftsOf(inputs: ProcedureInputs, { resolve }: DraftContext): Mailbox {
  const name = String(inputs.get('Mailbox') ?? 'Drafts')
  const table = resolve(name)
  if (table.kind === 'mailbox' && table.mailbox.specialUse === '\\Drafts') return table.mailbox
  throw new GmailSqlError('BAD_INPUT', `Mailbox "${name}" is not that of the drafts`, {
    hint: 'Leave Mailbox out; other messages are sent by ForwardMailMessage.',
  })
}

/** MsgId and Query mean a draft, and no other message of the conversation. */
async function locateDraft(
  inputs: ProcedureInputs,
  drafts: Mailbox,
  context: DraftContext,
): Promise<LocatedMessage> {
  const names = readMessageNames(inputs)
  if (names.kind === 'ids') return await locateOne(inputs, context)
  const msgIds = names.kind === 'query' ? await context.msgIdsOf(names.query) : names.msgIds
  const [msgId] = msgIds
  if (msgId === undefined || msgIds.length > 1) return await locateOne(inputs, context)
  return await draftOf(msgId, drafts, context)
}

async function draftOf(msgId: string, { path }: Mailbox, context: DraftContext): Promise<LocatedMessage> {
  const { exec } = context
  if (exec.traits.gmail) {
    await freshen(path, exec)
    const isId = /^[1-9]\d{0,19}$/.test(msgId)
    const [uid] = isId
      ? await exec.source.search({ kind: 'gmMsgId', id: msgId }, { signal: exec.signal })
      : []
    if (uid !== undefined)
      return await locateOne(new Map<string, SqlValue>([['Id', uid]]).set('Mailbox', path), context)
  } else if (msgId.endsWith(`@${path}`)) return await locateOne(new Map([['MsgId', msgId]]), context)
  throw new GmailSqlError('BAD_INPUT', `there is no draft with the MsgId ${msgId}`, {
    hint: 'It is the column MsgId of Drafts.',
  })
}

/** The octets of the draft; who gets them stands in its header, read as strictly as inputs are. */
function mailOf(draft: Buffer, context: DraftContext): Mail {
  const fields = headerFields(draft)
  const addresses = (name: string) =>
    readAddresses(fieldText(fields, name) ?? '', `the field ${name} of the draft`)
  const to = recipients(
    ['to', 'cc', 'bcc'].flatMap(name => addresses(name).map(({ address }) => address)),
    context,
  )
  const [from = { name: '', address: context.user }] = addresses('from')
  const [known] = messageIdsOf(fields, 'message-id')
  const messageId = known ?? newMessageId(from.address)
  const added = [
    ...(known === undefined ? [`Message-ID: ${messageId}\r\n`] : []),
    ...(fieldText(fields, 'from') === null ? [`From: ${from.address}\r\n`] : []),
    ...(fieldText(fields, 'date') === null
      ? [`Date: ${new Date().toUTCString().replace('GMT', '+0000')}\r\n`]
      : []),
  ]
  const octets = Buffer.concat([Buffer.from(added.join('')), withoutField(draft, 'bcc')])
  return { from: from.address, to, octets, messageId }
}

async function removeDraft(message: LocatedMessage, { exec, change }: DraftContext): Promise<void> {
  const draft = await foundNow(message, exec)
  if (draft === null) return
  const messages = [draft]
  const pathOf = (use: Mailbox['specialUse']) =>
    exec.mailboxes.find(({ specialUse }) => specialUse === use)?.path
  // Gmail knows messages by their Message-ID: where it made one of the draft and what was sent, only the label goes.
  const isSentOne = exec.traits.gmail && draft.labels?.includes('\\Sent') === true
  const destination = pathOf(isSentOne ? '\\All' : '\\Trash')
  await change(
    destination === undefined ? { kind: 'expunge', messages } : { kind: 'move', destination, messages },
  )
}
