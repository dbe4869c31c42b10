import type { ProcedureInput } from '../../src/catalog/procedure.ts'
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
