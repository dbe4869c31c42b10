import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { composeInputs } from '../inputs/compose.ts'
import { messageInputs } from '../inputs/message.ts'
import { sentResults } from '../inputs/sent.ts'

export const forwardMailMessage: ProcedureDefinition = {
  kind: 'procedure',
  name: 'ForwardMailMessage',
  doc: 'Forwards a message with its attachments.',
  inputs: [
    ...messageInputs,
    {
      name: 'To',
      required: true,
      doc: 'Addresses, with names if wanted; several are separated by semicolons',
    },
    ...composeInputs,
  ],
  results: sentResults,
  isWrite: true,
  examples: [],
}
