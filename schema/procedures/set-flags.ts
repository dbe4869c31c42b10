import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { messageInputs, otherMessageInputs } from '../inputs/message.ts'
import { affectedResults, operationType } from '../inputs/written-messages.ts'

export const setFlags: ProcedureDefinition = {
  kind: 'procedure',
  name: 'SetFlags',
  doc: 'Sets the flags of messages.',
  isWrite: true,
  inputs: [
    ...messageInputs,
    { name: 'Flags', default: 'Seen', doc: 'Flags and keywords: Seen,Flagged or \\Seen \\Flagged' },
    operationType,
    ...otherMessageInputs,
  ],
  results: affectedResults,
  examples: [],
}
