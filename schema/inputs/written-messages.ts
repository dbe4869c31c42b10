import type { ProcedureInput, ProcedureResult } from '../../src/catalog/procedure.ts'
import { messageInputs } from './message.ts'

/** How a procedure that writes is told which messages it is about: as one that reads, or several Ids at once. */
export const writtenMessageInputs: readonly ProcedureInput[] = messageInputs.map(input =>
  input.name === 'Id'
    ? {
        name: 'Id',
        doc: 'Ids of messages in the table that Mailbox names: a UID, or a set, 1:5,7; in Messages the X-GM-MSGID',
      }
    : input,
)

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
