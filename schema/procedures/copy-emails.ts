import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { messageInputs, otherMessageInputs } from '../inputs/message.ts'
import { destinationMailbox, relocatedResults } from '../inputs/written-messages.ts'

export const copyEmails: ProcedureDefinition = {
  kind: 'procedure',
  name: 'CopyEmails',
  doc: 'Copies messages to another mailbox; on Gmail they get its label.',
  isWrite: true,
  inputs: [
    ...messageInputs.map(input => (input.name === 'Id' ? { ...input, aliases: ['Ids'] } : input)),
    destinationMailbox,
    ...otherMessageInputs,
  ],
  results: relocatedResults,
  examples: [],
}
