import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { messageInputs, otherMessageInputs } from '../inputs/message.ts'
import { affectedResults, operationType } from '../inputs/written-messages.ts'

export const setLabels: ProcedureDefinition = {
  kind: 'procedure',
  name: 'SetLabels',
  doc: 'Sets the labels of messages.',
  aliases: ['UpdateMessageLabels'],
  isWrite: true,
  inputs: [
    ...messageInputs,
    { name: 'Labels', required: true, doc: 'Labels, with commas between them or as a JSON array' },
    operationType,
    ...otherMessageInputs,
  ],
  results: affectedResults,
  examples: [],
}
