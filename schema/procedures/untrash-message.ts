import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { writtenMessageInputs } from '../inputs/written-messages.ts'

export const untrashMessage: ProcedureDefinition = {
  kind: 'procedure',
  name: 'UntrashMessage',
  doc: 'Moves messages from Trash to the inbox.',
  isWrite: true,
  inputs: [
    ...writtenMessageInputs.map(input => (input.name === 'Mailbox' ? { ...input, default: 'Trash' } : input)),
  ],
  results: [{ name: 'Success', type: 'TEXT', doc: 'true' }],
  examples: [],
}
