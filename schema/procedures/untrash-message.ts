import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { messageInputs, otherMessageInputs } from '../inputs/message.ts'

export const untrashMessage: ProcedureDefinition = {
  kind: 'procedure',
  name: 'UntrashMessage',
  doc: 'Moves messages from Trash to the inbox.',
  isWrite: true,
  inputs: [
    ...messageInputs.map(input => (input.name === 'Mailbox' ? { ...input, default: 'Trash' } : input)),
    ...otherMessageInputs,
  ],
  results: [{ name: 'Success', type: 'TEXT', doc: 'true' }],
  examples: [],
}
