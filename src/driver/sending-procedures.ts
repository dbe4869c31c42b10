import type { ProcedureInputs, ProcedurePort } from '../exec/call.ts'
import type { SendContext } from '../exec/compose/send-message.ts'
import type { Mail, Sent } from '../smtp/options.ts'
import { procedureContext } from './mail-procedures.ts'
import type { RunContext } from './run-context.ts'
import { smtpOptions } from './smtp-options.ts'

/** support.google.com/mail/answer/22839 */
const GMAIL_RECIPIENTS = 500

/** The procedures that send mail. What composes and sends is loaded by the first of them. */
export function sendingProcedures(context: RunContext): ProcedurePort {
  return {
    SendMailMessage: async inputs => {
      const { sendMailMessage } = await import('../exec/compose/send-message.ts')
      return await sendMailMessage(inputs, await sendContext(context))
    },
    ReplyToMailMessage: async inputs => {
      const { replyToMailMessage } = await import('../exec/compose/reply.ts')
      return await replyToMailMessage(inputs, await wholeContext(inputs, context))
    },
    ForwardMailMessage: async inputs => {
      const { forwardMailMessage } = await import('../exec/compose/reply.ts')
      return await forwardMailMessage(inputs, await wholeContext(inputs, context))
    },
    SendDraft: async inputs => {
      const { sendDraft } = await import('../exec/compose/send-draft.ts')
      return await sendDraft(inputs, await wholeContext(inputs, context))
    },
  }
}

async function wholeContext(inputs: ProcedureInputs, context: RunContext) {
  const { writer } = context.resources
  return { ...(await sendContext(context)), ...(await procedureContext(inputs, context)), writer }
}

async function sendContext({ resources, signal, notify }: RunContext): Promise<SendContext> {
  const options = await smtpOptions(resources)
  const { mime, parsed } = resources
  const isGmail = /\.(gmail|googlemail)\.com$/i.test(options.host)
  return {
    user: options.user,
    isHtml: parsed.values.IsHTML,
    mime,
    mostRecipients: isGmail ? GMAIL_RECIPIENTS : Number.POSITIVE_INFINITY,
    notify,
    send: async (mail: Mail): Promise<Sent> => {
      const { sendMail } = await import('../smtp/send-mail.ts')
      return await sendMail(mail, options, signal)
    },
  }
}
