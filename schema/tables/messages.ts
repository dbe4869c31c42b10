import { pushGmailId } from '../../src/catalog/pushdown-rules.ts'
import type { ColumnDefinition, MessageTableDefinition } from '../../src/catalog/table.ts'
import { messageColumns } from '../columns/message.ts'

const id: ColumnDefinition = {
  name: 'Id',
  type: 'TEXT',
  cost: 'm',
  items: ['msgId'],
  store: 'm.msgid',
  key: true,
  pushdown: pushGmailId('gmMsgId'),
  doc: 'X-GM-MSGID; on other servers uidvalidity/uid@mailbox',
}

const includeSpamTrash: ColumnDefinition = {
  name: 'IncludeSpamTrash',
  type: 'BOOLEAN',
  cost: 'k',
  items: [],
  store: 'b.include_spam_trash',
  hidden: true,
  doc: 'Directive of the WHERE clause: = 1 reads Spam and Trash too',
}

export const messagesTable: MessageTableDefinition = {
  kind: 'messages',
  name: 'Messages',
  doc: 'Every message once, with all its labels. Spam and Trash are left out unless WHERE says IncludeSpamTrash = 1.',
  columns: [id, ...messageColumns.filter(column => column.name !== 'Id'), includeSpamTrash],
  examples: [
    {
      title: 'Mail by month',
      sql: 'SELECT substr(ReceivedDate, 1, 7) AS Month, COUNT(*) AS n FROM Messages GROUP BY Month ORDER BY Month',
    },
    {
      title: 'Messages of a label',
      sql: "SELECT Subject, Labels FROM Messages WHERE Labels = 'Work/Project X' LIMIT 5",
    },
  ],
}
