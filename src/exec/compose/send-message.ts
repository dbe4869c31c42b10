import { composeMessage } from '../../mime/compose/compose.ts'
import { readMessageIds } from '../../mime/compose/field-checks.ts'
import type { OutgoingMessage } from '../../mime/compose/types.ts'
import type { Mail, Sent } from '../../smtp/options.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { Notice } from '../../util/notice.ts'
import type { SqlValue } from '../../util/value.ts'
import type { ProcedureInputs } from '../call.ts'
import type { WireChange } from '../write/wire-changes.ts'
import { type ComposeContext, readFields } from './fields.ts'
import { inputText } from './input-text.ts'

export interface SendContext extends ComposeContext {
  /** What the server takes for one message. */
  readonly mostRecipients: number
  /** Once, and in the journal. */
  readonly send: (mail: Mail) => Promise<Sent>
  /** Changes a message that it is about, under the same number of the journal. */
  readonly change: (change: WireChange) => Promise<void>
  readonly notify: (notice: Notice) => void
}

/** SendMailMessage. */
export async function sendMailMessage(inputs: ProcedureInputs, context: SendContext): Promise<SqlValue[][]> {
  const message = await readFields(inputs, context)
  const answered = readMessageIds(inputText(inputs, 'InReplyTo') ?? '', 'InReplyTo')
  return await sendMessage({ ...message, inReplyTo: answered.at(-1) ?? null, references: answered }, context)
}

/** Composes and sends. @returns the rows of a sending procedure */
export async function sendMessage(message: OutgoingMessage, context: SendContext): Promise<SqlValue[][]> {
  const { from, messageId } = message
  const to = recipients(
    [message.to, message.cc, message.bcc].flat().map(({ address }) => address),
    context,
  )
  const octets = await composeMessage(message, { keepsBcc: false })
  return await deliver({ from: from[0]!.address, to, octets, messageId }, context)
}

/** Sends octets. @returns the rows of a sending procedure */
export async function deliver(mail: Mail, context: SendContext): Promise<SqlValue[][]> {
  const { refused } = await context.send(mail)
  for (const { address, said } of refused) {
    const message = `the mail server refused the recipient ${address}: ${said}; the others got the message`
    context.notify({ code: 'RECIPIENT_REFUSED', message })
  }
  const addresses = refused.map(({ address }) => address).join(';')
  return [['true', mail.messageId, addresses || null]]
}

/**
 * Each address once.
 * @throws MISSING_INPUT for none, BAD_INPUT for more than the server takes
 */
export function recipients(addresses: readonly string[], { mostRecipients }: SendContext): string[] {
  const each = [...new Set(addresses)]
  if (each.length === 0)
    throw new GmailSqlError('MISSING_INPUT', 'the message has no recipients', { hint: 'Give To.' })
  if (each.length <= mostRecipients) return each
  throw new GmailSqlError('BAD_INPUT', `To, CC and BCC have ${each.length} addresses together`, {
    hint: `Gmail takes ${mostRecipients} recipients of one message.`,
  })
}
