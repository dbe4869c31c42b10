import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { bodyInput, composeInputs, headersInput, subjectInput } from '../inputs/compose.ts'
import { oneMessageInputs, otherMessageInputs } from '../inputs/message.ts'
import { sentResults } from '../inputs/sent.ts'

export const replyToMailMessage: ProcedureDefinition = {
  kind: 'procedure',
  name: 'ReplyToMailMessage',
  doc: 'Answers a message: to its sender, in its conversation, with the original quoted.',
  inputs: [
    ...oneMessageInputs,
    bodyInput,
    {
      name: 'ReplyAll',
      default: 'FALSE',
      values: ['FALSE', 'TRUE', '0', '1'],
      doc: 'TRUE: its other recipients get the answer as well, but for the account itself',
    },
    { name: 'To', doc: 'In place of the addresses that the message wants its answers at' },
    subjectInput,
    ...composeInputs,
    headersInput,
    ...otherMessageInputs,
  ],
  results: sentResults,
  isWrite: true,
  examples: [],
}
