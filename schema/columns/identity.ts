import { pushGmailId, pushUid } from '../../src/catalog/pushdown-rules.ts'
import type { ColumnDefinition } from '../../src/catalog/table.ts'

/** Which message it is, and where. */
export const identityColumns: readonly ColumnDefinition[] = [
  {
    name: 'Id',
    type: 'INTEGER',
    cost: 'k',
    items: [],
    store: 'l.uid',
    key: true,
    pushdown: pushUid,
    doc: 'UID in this mailbox; in Messages the X-GM-MSGID as text',
  },
  {
    name: 'MsgId',
    type: 'TEXT',
    cost: 'm',
    items: ['msgId'],
    store: 'm.msgid',
    pushdown: pushGmailId('gmMsgId'),
    doc: 'X-GM-MSGID in decimal; on other servers uidvalidity/uid@mailbox',
  },
  {
    name: 'ThreadId',
    type: 'TEXT',
    cost: 'm',
    items: ['threadId'],
    store: 'm.thread_id',
    pushdown: pushGmailId('gmThrId'),
    doc: 'X-GM-THRID in decimal; on other servers the Message-ID that the thread starts with',
  },
  {
    name: 'Mailbox',
    type: 'TEXT',
    cost: 'k',
    items: [],
    store: 'b.path',
    writable: 'update',
    doc: 'Mailbox path',
  },
]

/** Of which epoch and account. */
export const epochColumns: readonly ColumnDefinition[] = [
  {
    name: 'UIDValidity',
    type: 'INTEGER',
    cost: 'k',
    items: [],
    store: 'b.uid_validity',
    doc: 'UIDVALIDITY of the mailbox',
  },
  {
    name: 'ModSeq',
    type: 'TEXT',
    cost: 'm',
    items: ['modSeq'],
    store: 'l.modseq',
    doc: 'MODSEQ; NULL where the server keeps none',
  },
  { name: 'Account', type: 'TEXT', cost: 'k', items: [], store: 'b.account', doc: 'User of the connection' },
]
