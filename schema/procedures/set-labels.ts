import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { affectedResults, operationType, writtenMessageInputs } from '../inputs/written-messages.ts'

export const setLabels: ProcedureDefinition = {
  kind: 'procedure',
  name: 'SetLabels',
  doc: 'Sets the labels of messages.',
  isWrite: true,
  inputs: [
    ...writtenMessageInputs,
    { name: 'Labels', required: true, doc: 'Labels, with commas between them or as a JSON array' },
    operationType,
  ],
  results: affectedResults,
  examples: [],
}
