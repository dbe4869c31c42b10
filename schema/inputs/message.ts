import type { ProcedureInput } from '../../src/catalog/procedure.ts'

/** How a procedure is told which message it is about. */
export const messageInputs: readonly ProcedureInput[] = [
  { name: 'Id', doc: 'Id of the message in the table that Mailbox names: a UID; in Messages the X-GM-MSGID' },
  { name: 'Mailbox', default: 'Inbox', doc: 'The table of the message' },
  { name: 'MsgId', doc: 'X-GM-MSGID, in place of Id and Mailbox' },
  { name: 'UIDValidity', doc: 'Of the mailbox when Id was read; another one is STALE_ID' },
  { name: 'Query', doc: 'A SELECT with a column MsgId, in place of Id and Mailbox' },
]
