import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const labelsTable: ListTableDefinition = {
  kind: 'list',
  name: 'Labels',
  doc: 'The labels and system mailboxes of the account; INSERT makes labels, UPDATE of Name renames and DELETE removes them. Counts are asked for only when a statement reads them.',
  columns: [
    { name: 'Id', type: 'TEXT', key: true, doc: 'The mailbox path' },
    {
      name: 'Name',
      type: 'TEXT',
      writable: 'update',
      doc: 'Name to write in FROM: the path without inner brackets',
    },
    { name: 'Mailbox', type: 'TEXT', doc: 'IMAP path' },
    { name: 'Type', type: 'TEXT', doc: 'system or user' },
    { name: 'SpecialUse', type: 'TEXT', doc: 'SPECIAL-USE attribute, e.g. \\All' },
    { name: 'ParentName', type: 'TEXT', doc: 'Path of the mailbox above, NULL at the top' },
    { name: 'MessagesTotal', type: 'INTEGER', doc: 'Messages in it' },
    { name: 'MessagesUnread', type: 'INTEGER', doc: 'Of these unread' },
    { name: 'ThreadsTotal', type: 'INTEGER', doc: 'Conversations in it' },
    { name: 'ThreadsUnread', type: 'INTEGER', doc: 'Of these with an unread message' },
    { name: 'UIDValidity', type: 'INTEGER', doc: 'UIDVALIDITY' },
    { name: 'UIDNext', type: 'INTEGER', doc: 'UIDNEXT' },
    { name: 'HighestModSeq', type: 'TEXT', doc: 'HIGHESTMODSEQ; NULL where the server keeps none' },
    { name: 'IsSelectable', type: 'BOOLEAN', doc: 'False for a name that holds only other mailboxes' },
    { name: 'IsSubscribed', type: 'BOOLEAN', doc: 'Whether it is subscribed' },
  ],
  examples: [
    {
      title: 'Labels with unread mail',
      sql: 'SELECT Name, MessagesUnread FROM Labels WHERE MessagesUnread > 0 ORDER BY 2 DESC LIMIT 5',
    },
  ],
}
