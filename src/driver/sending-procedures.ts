import type { ProcedureInputs, ProcedurePort } from '../exec/call.ts'
import type { SendContext } from '../exec/compose/send-message.ts'
import type { Mail, Sent } from '../smtp/options.ts'
import { procedureContext } from './mail-procedures.ts'
import type { RunContext } from './run-context.ts'
import { SendingJournal } from './sending-journal.ts'
import { smtpOptions } from './smtp-options.ts'

/** support.google.com/mail/answer/22839 */
const GMAIL_RECIPIENTS = 500

/** The procedures that send mail. What composes and sends is loaded by the first of them. */
export function sendingProcedures(context: RunContext): ProcedurePort {
  return {
    SendMailMessage: async inputs => {
      const { sendMailMessage } = await import('../exec/compose/send-message.ts')
      return await sendMailMessage(inputs, await sendContext('SendMailMessage', inputs, context))
    },
    ReplyToMailMessage: async inputs => {
      const { replyToMailMessage } = await import('../exec/compose/reply.ts')
      return await replyToMailMessage(inputs, await wholeContext('ReplyToMailMessage', inputs, context))
    },
    ForwardMailMessage: async inputs => {
      const { forwardMailMessage } = await import('../exec/compose/reply.ts')
      return await forwardMailMessage(inputs, await wholeContext('ForwardMailMessage', inputs, context))
    },
    SendDraft: async inputs => {
      const { sendDraft } = await import('../exec/compose/send-draft.ts')
      return await sendDraft(inputs, await wholeContext('SendDraft', inputs, context))
    },
  }
}

async function wholeContext(name: string, inputs: ProcedureInputs, context: RunContext) {
  const sending = await sendContext(name, inputs, context)
  return { ...sending, ...(await procedureContext(inputs, context)) }
}

async function sendContext(name: string, inputs: ProcedureInputs, context: RunContext): Promise<SendContext> {
  const { resources, signal, notify } = context
  const options = await smtpOptions(resources)
  const { mime, parsed } = resources
  const isGmail = /\.(gmail|googlemail)\.com$/i.test(options.host)
  const journal = new SendingJournal(name, inputs, context)
  return {
    user: options.user,
    isHtml: parsed.values.IsHTML,
    mime,
    mostRecipients: isGmail ? GMAIL_RECIPIENTS : Number.POSITIVE_INFINITY,
    notify,
    send: async (mail: Mail): Promise<Sent> => {
      const { sendMail } = await import('../smtp/send-mail.ts')
      return await journal.send(mail, () => sendMail(mail, options, signal))
    },
    change: change => journal.change(change),
  }
}
