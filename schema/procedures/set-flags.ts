import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { writtenMessageInputs } from '../inputs/written-messages.ts'

export const setFlags: ProcedureDefinition = {
  kind: 'procedure',
  name: 'SetFlags',
  doc: 'Sets the flags of messages.',
  isWrite: true,
  inputs: [
    ...writtenMessageInputs,
    { name: 'Flags', default: 'Seen', doc: 'Flags and keywords: Seen,Flagged or \\Seen \\Flagged' },
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
