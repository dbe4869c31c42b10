import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { messageInputs, otherMessageInputs } from '../inputs/message.ts'
import { destinationMailbox, relocatedResults } from '../inputs/written-messages.ts'

export const moveEmails: ProcedureDefinition = {
  kind: 'procedure',
  name: 'MoveEmails',
  doc: 'Moves messages to another mailbox.',
  isWrite: true,
  inputs: [
    ...messageInputs.map(input => (input.name === 'Id' ? { ...input, aliases: ['Ids'] } : input)),
    destinationMailbox,
    ...otherMessageInputs,
  ],
  results: relocatedResults,
  examples: [],
}
