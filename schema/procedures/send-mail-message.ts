import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { composeInputs } from '../inputs/compose.ts'
import { sentResults } from '../inputs/sent.ts'

export const sendMailMessage: ProcedureDefinition = {
  kind: 'procedure',
  name: 'SendMailMessage',
  doc: 'Sends a message by SMTP. Gmail puts what it sends into SentMail itself.',
  inputs: [
    {
      name: 'To',
      required: true,
      doc: 'Addresses, with names if wanted; several are separated by semicolons',
    },
    ...composeInputs,
    { name: 'InReplyTo', doc: 'Message-ID of the message that this one answers' },
  ],
  results: sentResults,
  isWrite: true,
  examples: [],
}
