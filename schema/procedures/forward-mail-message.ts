import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { bodyInput, composeInputs, headersInput, recipientsInput, subjectInput } from '../inputs/compose.ts'
import { oneMessageInputs, otherMessageInputs } from '../inputs/message.ts'
import { sentResults } from '../inputs/sent.ts'

export const forwardMailMessage: ProcedureDefinition = {
  kind: 'procedure',
  name: 'ForwardMailMessage',
  doc: 'Forwards a message with its attachments.',
  inputs: [
    ...oneMessageInputs,
    bodyInput,
    recipientsInput,
    subjectInput,
    ...composeInputs,
    headersInput,
    ...otherMessageInputs,
  ],
  results: sentResults,
  isWrite: true,
  examples: [],
}
