import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { writtenMessageInputs } from '../inputs/written-messages.ts'

export const moveEmails: ProcedureDefinition = {
  kind: 'procedure',
  name: 'MoveEmails',
  doc: 'Moves messages to another mailbox.',
  isWrite: true,
  inputs: [
    ...writtenMessageInputs,
    { name: 'DestinationMailbox', required: true, doc: 'The mailbox to go to, by its name as in FROM' },
  ],
  results: [
    { name: 'Success', type: 'TEXT', doc: 'true' },
    { name: 'Affected', type: 'INTEGER', doc: 'How many messages' },
    {
      name: 'Ids',
      type: 'TEXT',
      doc: 'Their UIDs there, with commas between them; NULL where the server does not tell',
    },
  ],
  examples: [],
}
