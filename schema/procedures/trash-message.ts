import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { writtenMessageInputs } from '../inputs/written-messages.ts'

export const trashMessage: ProcedureDefinition = {
  kind: 'procedure',
  name: 'TrashMessage',
  doc: 'Moves messages to Trash.',
  isWrite: true,
  inputs: [...writtenMessageInputs],
  results: [{ name: 'Success', type: 'TEXT', doc: 'true' }],
  examples: [],
}
