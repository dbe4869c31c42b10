import type { MessageTableDefinition } from '../../src/catalog/table.ts'
import { messageColumns } from '../columns/message.ts'

export const mailboxTable: MessageTableDefinition = {
  kind: 'messages',
  name: 'Inbox',
  doc: 'Every mailbox by its name: a row is a message in that mailbox.',
  columns: messageColumns,
  examples: [
    { title: 'The newest mail', sql: 'SELECT Subject, [From], ReceivedDate FROM Inbox LIMIT 5' },
    {
      title: 'Unread invoices of a nested label',
      sql: 'SELECT Subject FROM "仕事/請求書" WHERE IsRead = 0 LIMIT 3',
    },
    {
      title: 'Who writes most',
      sql: 'SELECT [From], COUNT(*) AS n FROM [Gmail/All Mail] GROUP BY [From] ORDER BY n DESC LIMIT 5',
    },
  ],
}
