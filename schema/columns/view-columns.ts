import { pushGmailId } from '../../src/catalog/pushdown-rules.ts'
import type { ViewColumnDefinition } from '../../src/catalog/table.ts'

/** The message that a row belongs to. */
export const msgIdOfRow: ViewColumnDefinition = {
  name: 'MsgId',
  type: 'TEXT',
  reads: ['MsgId'],
  sql: 'base.MsgId',
  pushdown: pushGmailId('gmMsgId'),
  doc: 'MsgId of the message',
}

/** The directive of Messages, which views take too. */
export const spamTrashDirective: ViewColumnDefinition = {
  name: 'IncludeSpamTrash',
  type: 'BOOLEAN',
  reads: ['IncludeSpamTrash'],
  sql: 'base.IncludeSpamTrash',
  hidden: true,
  doc: 'Directive of the WHERE clause: = 1 reads Spam and Trash too',
}
