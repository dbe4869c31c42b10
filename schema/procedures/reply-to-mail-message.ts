import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { composeInputs } from '../inputs/compose.ts'
import { messageInputs } from '../inputs/message.ts'
import { sentResults } from '../inputs/sent.ts'

export const replyToMailMessage: ProcedureDefinition = {
  kind: 'procedure',
  name: 'ReplyToMailMessage',
  doc: 'Answers a message: to its sender, in its conversation, with the original quoted.',
  inputs: [
    ...messageInputs,
    { name: 'To', doc: 'In place of the addresses that the message wants its answers at' },
    {
      name: 'ReplyAll',
      default: 'FALSE',
      values: ['FALSE', 'TRUE', '0', '1'],
      doc: 'TRUE: its other recipients get the answer as well, but for the account itself',
    },
    ...composeInputs,
  ],
  results: sentResults,
  isWrite: true,
  examples: [],
}
