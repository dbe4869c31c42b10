import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { destinationMailbox, relocatedResults, writtenMessageInputs } from '../inputs/written-messages.ts'

export const moveEmails: ProcedureDefinition = {
  kind: 'procedure',
  name: 'MoveEmails',
  doc: 'Moves messages to another mailbox.',
  isWrite: true,
  inputs: [...writtenMessageInputs, destinationMailbox],
  results: relocatedResults,
  examples: [],
}
