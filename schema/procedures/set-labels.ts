import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { writtenMessageInputs } from '../inputs/written-messages.ts'

export const setLabels: ProcedureDefinition = {
  kind: 'procedure',
  name: 'SetLabels',
  doc: 'Sets the labels of messages.',
  isWrite: true,
  inputs: [
    ...writtenMessageInputs,
    { name: 'Labels', required: true, doc: 'Labels, with commas between them or as a JSON array' },
    {
      name: 'OperationType',
      default: 'REPLACE',
      values: ['REPLACE', 'ADD', 'REMOVE'],
      doc: 'What becomes of the others: gone, kept, or only these go',
    },
  ],
  results: [
    { name: 'Success', type: 'TEXT', doc: 'true' },
    { name: 'Affected', type: 'INTEGER', doc: 'How many messages' },
  ],
  examples: [],
}
