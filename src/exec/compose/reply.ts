import type { Address } from '../../mail/message.ts'
import { addressesOf, fieldValue, messageIdsOf } from '../../mime/compose/original.ts'
import type { AttachedFile, OutgoingMessage } from '../../mime/compose/types.ts'
import { GmailSqlError } from '../../util/errors.ts'
import { safeFileName } from '../../util/file-name.ts'
import type { Notice } from '../../util/notice.ts'
import type { SqlValue } from '../../util/value.ts'
import type { ProcedureInputs } from '../call.ts'
import type { ProcedureContext } from '../procedures/locate-messages.ts'
import { hasFlag } from '../write/flag-values.ts'
import { afterSending, foundNow } from './after-sending.ts'
import { readFields } from './fields.ts'
import { inputTruth } from './input-text.ts'
import { type OriginalMessage, readOriginal } from './original-message.ts'
import { forwardedOriginal, imagesOf, quotedOriginal, withQuote } from './quote.ts'
import { type SendContext, sendMessage } from './send-message.ts'

export type ReplyContext = SendContext & ProcedureContext

/** ReplyToMailMessage. */
export async function replyToMailMessage(
  inputs: ProcedureInputs,
  context: ReplyContext,
): Promise<SqlValue[][]> {
  const message = await readFields(inputs, context)
  const original = await readOriginal(inputs, context)
  const isToAll = inputTruth(inputs, 'ReplyAll') === true
  const mine = [context.user, message.from[0]!.address]
  const answer = {
    ...message,
    ...answered(message, original, { isToAll, mine }),
    ...joined(message, original, { inputs, context, prefix: 'Re' }),
  }
  const rows = await sendMessage(answer, context)
  await markOriginal(original, '\\Answered', context)
  return rows
}

/** ForwardMailMessage. */
export async function forwardMailMessage(
  inputs: ProcedureInputs,
  context: ReplyContext,
): Promise<SqlValue[][]> {
  const message = await readFields(inputs, context)
  const original = await readOriginal(inputs, context)
  const attachments = [...filesOf(original), ...message.attachments]
  const rest = joined(message, original, { inputs, context, prefix: 'Fwd' })
  const rows = await sendMessage({ ...message, ...rest, attachments }, context)
  await markOriginal(original, '$Forwarded', context)
  return rows
}

/** RFC 9051 §2.3.2: what was done with the original, as other programs of mail show it. */
async function markOriginal(
  { place }: OriginalMessage,
  flag: '\\Answered' | '$Forwarded',
  { exec, change, notify }: ReplyContext,
): Promise<void> {
  const mark = async () => {
    const found = await foundNow(place, exec)
    if (found === null || hasFlag(found.flags, flag)) return
    await change({ kind: 'flags', operation: 'add', values: [flag], messages: [found] })
  }
  const failed = (why: string): Notice => ({
    code: 'NOT_MARKED',
    message: `the message was sent, but the original did not get the flag ${flag}: ${why}`,
  })
  await afterSending(mark, failed, notify)
}

interface Joining {
  readonly inputs: ProcedureInputs
  readonly context: ReplyContext
  readonly prefix: 'Re' | 'Fwd'
}

/** What answers and forwarded messages have of the original: its conversation, its subject, its text. */
function joined(
  message: OutgoingMessage,
  original: OriginalMessage,
  { inputs, context, prefix }: Joining,
): Pick<OutgoingMessage, 'subject' | 'text' | 'html' | 'inlineImages' | 'inReplyTo' | 'references'> {
  const { fields } = original
  const quote = prefix === 'Re' ? quotedOriginal(original) : forwardedOriginal(original)
  const isHtml = inputTruth(inputs, 'IsHTML') ?? context.isHtml
  const [id = null] = messageIdsOf(fields, 'message-id')
  const subject = inputs.has('Subject') ? message.subject : prefixed(fieldValue(fields, 'subject'), prefix)
  return {
    subject,
    ...withQuote(message, quote, isHtml),
    inlineImages: [...message.inlineImages, ...(isHtml ? imagesOf(original) : [])],
    inReplyTo: id,
    references: id === null ? [] : [...earlier(original), id],
  }
}

/** The conversation of a long thread is told by its beginning and its end. */
const MOST_REFERENCES = 100

/** RFC 5322 §3.6.4: where there are no References, the one message that it answers. */
function earlier({ fields }: OriginalMessage): string[] {
  const references = messageIdsOf(fields, 'references')
  const answers = messageIdsOf(fields, 'in-reply-to')
  if (references.length === 0) return answers.length === 1 ? answers : []
  if (references.length < MOST_REFERENCES) return references
  return [references[0]!, ...references.slice(2 - MOST_REFERENCES)]
}

function prefixed(subject: string, prefix: 'Re' | 'Fwd'): string {
  const known = prefix === 'Re' ? /^re(?:\[\d+\])?\s*:/i : /^fwd?\s*:/i
  return known.test(subject) ? subject : `${prefix}: ${subject}`.trim()
}

/** Who gets an answer: the inputs, else those whom the original names. */
function answered(
  { to, cc }: OutgoingMessage,
  { fields }: OriginalMessage,
  { isToAll, mine }: { readonly isToAll: boolean; readonly mine: readonly string[] },
): Pick<OutgoingMessage, 'to' | 'cc'> {
  const isMine = ({ address }: Address) => mine.some(own => mailboxOf(own) === mailboxOf(address))
  const wanted = addressesOf(fields, 'reply-to')
  const authors = wanted.length > 0 ? wanted : addressesOf(fields, 'from')
  const others = addressesOf(fields, 'to').filter(each => !isMine(each))
  // An answer to what the account itself wrote goes to whom it wrote.
  const isOwn = authors.every(isMine) && others.length > 0
  const first = to.length > 0 ? to : isOwn ? others : authors
  if (first.length === 0)
    throw new GmailSqlError('BAD_INPUT', 'the message names nobody to answer', { hint: 'Give To.' })
  const all = isToAll ? distinct([...first, ...others]) : first
  const copies = isToAll ? addressesOf(fields, 'cc').filter(each => !isMine(each)) : []
  const taken = new Set(all.map(({ address }) => mailboxOf(address)))
  return { to: all, cc: distinct([...cc, ...copies]).filter(each => !taken.has(mailboxOf(each.address))) }
}

function distinct(addresses: readonly Address[]): Address[] {
  return [
    ...new Map(addresses.toReversed().map(each => [mailboxOf(each.address), each])).values(),
  ].toReversed()
}

/** The same for the spellings that Gmail takes for one mailbox: dots, and what stands behind a plus sign. */
function mailboxOf(address: string): string {
  const [, local = address, domain = ''] = /^(.*)@([^@]*)$/s.exec(address.toLowerCase()) ?? []
  const isGmail = domain === 'gmail.com' || domain === 'googlemail.com'
  return isGmail ? `${local.split('+', 1)[0]!.replaceAll('.', '')}@gmail.com` : `${local}@${domain}`
}

function filesOf({ parts }: OriginalMessage): AttachedFile[] {
  return parts
    .filter(({ isAttachment }) => isAttachment)
    .map(({ name, type, content }) => {
      const extension = type === 'message/rfc822' ? '.eml' : ''
      return { name: name === '' ? `attachment${extension}` : safeFileName(name), type, content }
    })
}
