import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { bodyInput, composeInputs, headersInput, recipientsInput, subjectInput } from '../inputs/compose.ts'
import { sentResults } from '../inputs/sent.ts'

export const sendMailMessage: ProcedureDefinition = {
  kind: 'procedure',
  name: 'SendMailMessage',
  doc: 'Sends a message by SMTP. Gmail puts what it sends into SentMail itself.',
  inputs: [
    recipientsInput,
    subjectInput,
    bodyInput,
    ...composeInputs,
    { name: 'InReplyTo', doc: 'Message-ID of the message that this one answers' },
    headersInput,
  ],
  results: sentResults,
  isWrite: true,
  examples: [],
}
