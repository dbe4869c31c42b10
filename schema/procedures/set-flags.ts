import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { affectedResults, operationType, writtenMessageInputs } from '../inputs/written-messages.ts'

export const setFlags: ProcedureDefinition = {
  kind: 'procedure',
  name: 'SetFlags',
  doc: 'Sets the flags of messages.',
  isWrite: true,
  inputs: [
    ...writtenMessageInputs,
    { name: 'Flags', default: 'Seen', doc: 'Flags and keywords: Seen,Flagged or \\Seen \\Flagged' },
    operationType,
  ],
  results: affectedResults,
  examples: [],
}
