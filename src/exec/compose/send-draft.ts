import type { Mailbox } from '../../mail/source.ts'
import type { MailWriter } from '../../mail/writer.ts'
import { readAddresses } from '../../mime/compose/addresses.ts'
import { newMessageId } from '../../mime/compose/field-checks.ts'
import { headerFields, messageIdsOf, withoutField } from '../../mime/compose/original.ts'
import { fieldText } from '../../mime/header-fields.ts'
import type { Mail } from '../../smtp/options.ts'
import { GmailSqlError, isGmailSqlError } from '../../util/errors.ts'
import type { SqlValue } from '../../util/value.ts'
import type { ProcedureInputs } from '../call.ts'
import { freshen } from '../freshen.ts'
import type { ProcedureContext } from '../procedures/locate-messages.ts'
import { rawMessage } from '../procedures/stored-content.ts'
import { locateOne } from './original-message.ts'
import { deliver, recipients, type SendContext } from './send-message.ts'

export interface DraftContext extends SendContext, ProcedureContext {
  readonly writer: Pick<MailWriter, 'move' | 'expunge'>
}

/** SendDraft. */
export async function sendDraft(inputs: ProcedureInputs, context: DraftContext): Promise<SqlValue[][]> {
  const drafts = draftsOf(inputs, context)
  const message = await locateOne(await byUid(inputs, drafts, context), context)
  const { uidValidity } = (await freshen(drafts.path, context.exec)).state
  const mail = mailOf(await rawMessage(message, context.exec), context)
  const rows = await deliver(mail, context)
  try {
    await removeDraft({ path: drafts.path, uidValidity, uid: message.uid }, context)
  } catch (error) {
    // It was sent: an error would make the caller send it again.
    if (!isGmailSqlError(error)) throw error
    const why = `the message was sent, but its draft is still in ${drafts.path}: ${error.message}`
    context.notify({ code: 'DRAFT_KEPT', message: why })
  }
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

/** MsgId means the draft of that id, and no other message of the conversation. */
async function byUid(
  inputs: ProcedureInputs,
  { path }: Mailbox,
  { exec }: DraftContext,
): Promise<ProcedureInputs> {
  const id = inputs.get('MsgId')
  if (id === undefined || !exec.traits.gmail) return inputs
  await freshen(path, exec)
  const isId = /^[1-9]\d{0,19}$/.test(String(id))
  const [uid] = isId
    ? await exec.source.search({ kind: 'gmMsgId', id: String(id) }, { signal: exec.signal })
    : []
  if (uid !== undefined)
    return new Map([...inputs, ['Id', uid]].filter(([name]) => name !== 'MsgId') as [string, SqlValue][])
  throw new GmailSqlError('BAD_INPUT', `there is no draft with the MsgId ${String(id)}`, {
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

interface Place {
  readonly path: string
  readonly uidValidity: number
  readonly uid: number
}

async function removeDraft({ path, uidValidity, uid }: Place, { exec, writer }: DraftContext): Promise<void> {
  const place = { path, uidValidity, uids: [uid] }
  const pathOf = (use: Mailbox['specialUse']) =>
    exec.mailboxes.find(({ specialUse }) => specialUse === use)?.path
  const trash = pathOf('\\Trash')
  if (!exec.traits.gmail)
    return trash === undefined ? await writer.expunge(place) : void (await writer.move(place, trash))
  await exec.source.examine(path, { signal: exec.signal })
  const [draft] = await exec.source.fetch({ kind: 'uids', uids: [uid] }, ['labels'], { signal: exec.signal })
  if (draft === undefined) return
  // Gmail knows messages by their Message-ID: where it made one of the draft and what was sent, only the label goes.
  const isSentOne = draft.labels?.includes('\\Sent') === true
  const destination = pathOf(isSentOne ? '\\All' : '\\Trash')
  if (destination === undefined) return await writer.expunge(place)
  await writer.move(place, destination)
}
