import type { ColumnDefinition } from '../../src/catalog/table.ts'
import { pushMessageId } from '../../src/catalog/trusted-rules.ts'
import { address, authorColumns, text } from './author.ts'

/** What the ENVELOPE tells. */
export const envelopeColumns: readonly ColumnDefinition[] = [
  text({
    name: 'Subject',
    store: 'm.subject',
    search: 'SUBJECT',
    writable: 'insert',
    doc: 'Subject, decoded',
  }),
  ...authorColumns,
  address({ name: 'Sender', store: 'm.sender', doc: 'Sender header: who sent it for the author' }),
  address({
    name: 'ReplyTo',
    store: 'm.reply_to',
    writable: 'insert',
    doc: 'Reply-To addresses, ;-separated',
  }),
  address({
    name: 'To',
    store: 'm.to_addrs',
    search: 'TO',
    writable: 'insert',
    doc: 'To addresses, ;-separated',
  }),
  address({ name: 'FullTo', store: 'm.full_to', search: 'TO', doc: 'To with names, ;-separated' }),
  address({
    name: 'CC',
    store: 'm.cc_addrs',
    search: 'CC',
    writable: 'insert',
    doc: 'Cc addresses, ;-separated',
  }),
  address({ name: 'FullCC', store: 'm.full_cc', search: 'CC', doc: 'Cc with names, ;-separated' }),
  address({
    name: 'BCC',
    store: 'm.bcc_addrs',
    search: 'BCC',
    writable: 'insert',
    doc: 'Bcc addresses, ;-separated (sent mail only)',
  }),
  address({ name: 'FullBCC', store: 'm.full_bcc', search: 'BCC', doc: 'Bcc with names, ;-separated' }),
  text({
    name: 'Date',
    type: 'DATETIME',
    store: 'm.sent_at',
    writable: 'insert',
    doc: 'Date header in UTC; NULL when missing or unreadable',
  }),
]

/** What threads are made of. */
export const referenceColumns: readonly ColumnDefinition[] = [
  text({ name: 'MessageId', store: 'm.message_id', trusted: pushMessageId, doc: 'Message-ID header' }),
  text({ name: 'InReplyTo', store: 'm.in_reply_to', doc: 'In-Reply-To header' }),
]
