import type { ProcedureInput } from '../../src/catalog/procedure.ts'

/** How a procedure is told which messages it is about: the first two inputs of each. */
export const messageInputs: readonly ProcedureInput[] = [
  {
    name: 'Id',
    doc: 'Ids of messages in the table that Mailbox names: a UID, or a set, 1:5,7; in Messages the X-GM-MSGID',
  },
  { name: 'Mailbox', default: 'Inbox', doc: 'The table of the messages' },
]

/** The same, of one message. */
export const oneMessageInputs: readonly ProcedureInput[] = [
  { name: 'Id', doc: 'Id of the message in the table that Mailbox names: a UID; in Messages the X-GM-MSGID' },
  { name: 'Mailbox', default: 'Inbox', doc: 'The table of the message' },
]

/** What may stand in place of Id and Mailbox, or beside them: the last inputs of each, so that nobody needs them by position. */
export const otherMessageInputs: readonly ProcedureInput[] = [
  { name: 'MsgId', doc: 'X-GM-MSGID, in place of Id and Mailbox' },
  { name: 'UIDValidity', doc: 'Of the mailbox when Id was read; another one is STALE_ID' },
  { name: 'Query', doc: 'A SELECT with a column MsgId, in place of Id and Mailbox' },
  {
    name: 'UIDMode',
    values: ['TRUE', '1'],
    doc: 'Not needed: an Id is always a UID, never a sequence number',
  },
]
