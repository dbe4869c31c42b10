import { pushGmailId } from '../../src/catalog/pushdown-rules.ts'
import type { ViewColumnDefinition, ViewDefinition } from '../../src/catalog/table.ts'
import { viewBaseColumns } from '../columns/view-base.ts'
import { spamTrashDirective } from '../columns/view-columns.ts'

/** The messages of a thread in the order in which they came. */
const BY_TIME = 'ORDER BY base.ReceivedDate, base.MsgId'
const TIME = ['ReceivedDate', 'MsgId']

/** Each author once, in the order of their first messages. */
const PARTICIPANTS = `(SELECT group_concat(author, ';' ORDER BY first) FROM
  (SELECT value AS author, min(key) AS first FROM json_each(json_group_array(base."From" ${BY_TIME}))
   WHERE value IS NOT NULL GROUP BY lower(value)))`

function integer(name: string, reads: string[], sql: string, doc: string): ViewColumnDefinition {
  return { name, type: 'INTEGER', reads, sql: `CAST(${sql} AS INTEGER)`, doc }
}

function text(name: string, reads: string[], sql: string, doc: string): ViewColumnDefinition {
  return { name, type: 'TEXT', reads, sql: `CAST(${sql} AS TEXT)`, doc }
}

function date(name: string, sql: string, doc: string): ViewColumnDefinition {
  return { ...text(name, ['ReceivedDate'], sql, doc), type: 'DATETIME' }
}

export const threadsView: ViewDefinition = {
  kind: 'view',
  name: 'Threads',
  doc: 'A row for each conversation: its messages outside Spam and Trash, taken together.',
  base: viewBaseColumns,
  reads: ['ThreadId'],
  source: ' GROUP BY base.ThreadId',
  order: 'max(base.Uid) DESC',
  perMessage: false,
  columns: [
    {
      name: 'ThreadId',
      type: 'TEXT',
      key: true,
      reads: ['ThreadId'],
      sql: 'base.ThreadId',
      pushdown: pushGmailId('gmThrId'),
      doc: 'ThreadId of its messages',
    },
    text(
      'Subject',
      ['Subject', ...TIME],
      `json_group_array(base.Subject ${BY_TIME}) ->> '$[0]'`,
      'Subject of the first message',
    ),
    integer('Messages', [], 'count(*)', 'How many'),
    integer('Unread', ['IsRead'], 'sum(base.IsRead = 0)', 'Of these unread'),
    text(
      'Participants',
      ['From', ...TIME],
      PARTICIPANTS,
      'Addresses of the authors in order of appearance, ;-separated',
    ),
    date('FirstDate', 'min(base.ReceivedDate)', 'ReceivedDate of the first message'),
    date('LastDate', 'max(base.ReceivedDate)', 'ReceivedDate of the last'),
    integer('Size', ['Size'], 'sum(base.Size)', 'Bytes of all its messages'),
    {
      ...integer(
        'HasAttachments',
        ['HasAttachments'],
        'max(base.HasAttachments)',
        'Whether one has an attachment',
      ),
      type: 'BOOLEAN',
    },
    spamTrashDirective,
  ],
  examples: [
    {
      title: 'Long conversations with unread mail',
      sql: 'SELECT Subject, Messages, Unread, LastDate FROM Threads WHERE Messages > 3 AND Unread > 0 ORDER BY LastDate DESC LIMIT 5',
    },
  ],
}
