import {
  pushFlagName,
  pushLabel,
  pushLabelFlag,
  pushReceivedDate,
  pushSize,
} from '../../src/catalog/pushdown-rules.ts'
import type { ColumnDefinition } from '../../src/catalog/table.ts'
import { flagColumns } from './flags.ts'

export const receivedDateColumn: ColumnDefinition = {
  name: 'ReceivedDate',
  type: 'DATETIME',
  cost: 'm',
  items: ['internalDate'],
  store: 'm.internal_date',
  writable: 'insert',
  pushdown: pushReceivedDate,
  doc: 'INTERNALDATE in UTC: when the server received it',
}

/** What the server keeps beside the message. */
export const metadataColumns: readonly ColumnDefinition[] = [
  {
    name: 'Size',
    type: 'INTEGER',
    cost: 'm',
    items: ['size'],
    store: 'm.size',
    pushdown: pushSize,
    doc: 'RFC822.SIZE, bytes',
  },
  {
    name: 'Flags',
    type: 'TEXT',
    cost: 'm',
    items: ['flags'],
    store: 'l.flags',
    pushdown: pushFlagName,
    writable: 'update',
    doc: 'IMAP flags and keywords, space-separated',
  },
  ...flagColumns,
  {
    name: 'IsImportant',
    type: 'BOOLEAN',
    cost: 'm',
    items: ['labels'],
    store: 'l.is_important',
    writable: 'update',
    pushdown: pushLabelFlag('\\Important'),
    doc: 'Gmail’s importance marker',
  },
  {
    name: 'Labels',
    type: 'TEXT',
    cost: 'm',
    items: ['labels'],
    store: 'l.labels',
    pushdown: pushLabel,
    writable: 'update',
    doc: 'Gmail labels as a sorted JSON array, whole in every mailbox',
  },
]
