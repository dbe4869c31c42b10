import type { ProcedureInput, ProcedureResult } from '../../src/catalog/procedure.ts'

/** Of a procedure that changes what a message has: what becomes of the rest. */
export const operationType: ProcedureInput = {
  name: 'OperationType',
  default: 'REPLACE',
  values: ['REPLACE', 'ADD', 'REMOVE'],
  doc: 'What becomes of the others: gone, kept, or only these go',
}

export const destinationMailbox: ProcedureInput = {
  name: 'DestinationMailbox',
  required: true,
  doc: 'The mailbox to go to, by its name as in FROM',
}

/** What a procedure that changes messages answers. */
export const affectedResults: readonly ProcedureResult[] = [
  { name: 'Success', type: 'TEXT', doc: 'true' },
  { name: 'Affected', type: 'INTEGER', doc: 'How many messages' },
]

/** The same, of one that takes them to another mailbox. */
export const relocatedResults: readonly ProcedureResult[] = [
  ...affectedResults,
  {
    name: 'Ids',
    type: 'TEXT',
    doc: 'Their UIDs there, with commas between them; NULL where the server does not tell',
  },
]
