import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { messageInputs, otherMessageInputs } from '../inputs/message.ts'

export const trashMessage: ProcedureDefinition = {
  kind: 'procedure',
  name: 'TrashMessage',
  doc: 'Moves messages to Trash.',
  isWrite: true,
  inputs: [...messageInputs, ...otherMessageInputs],
  results: [{ name: 'Success', type: 'TEXT', doc: 'true' }],
  examples: [],
}
