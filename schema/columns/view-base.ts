import type { ColumnDefinition } from '../../src/catalog/table.ts'
import { messagesTable } from '../tables/messages.ts'

/** What views are made from: the columns of Messages, and lists that only views read. */
export const viewBaseColumns: readonly ColumnDefinition[] = [
  ...messagesTable.columns,
  {
    name: 'Uid',
    type: 'INTEGER',
    cost: 'k',
    items: [],
    store: 'l.uid',
    doc: 'UID in the mailbox that it was read from',
  },
  {
    name: 'AttachmentList',
    type: 'TEXT',
    cost: 's',
    items: ['structure'],
    store: 'm.attachment_list',
    doc: 'JSON array of the attachments; NULL for none',
  },
  {
    name: 'AttachmentKey',
    type: 'INTEGER',
    cost: 'r',
    items: ['structure'],
    content: 'parts',
    store: 'm.key',
    doc: 'Key of the message in the store, for the content of its attachments',
  },
  {
    name: 'AddressList',
    type: 'TEXT',
    cost: 'e',
    items: ['envelope'],
    store: 'm.address_list',
    doc: 'JSON object of the addresses of the envelope by their roles; NULL for none',
  },
]
