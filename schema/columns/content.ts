import type { ColumnDefinition } from '../../src/catalog/table.ts'

type Given = Pick<ColumnDefinition, 'name' | 'store' | 'doc'> & Partial<ColumnDefinition>

function header(column: Given): ColumnDefinition {
  return { type: 'TEXT', cost: 'h', items: ['msgId'], content: 'header', ...column }
}

/** What the header block tells beyond the ENVELOPE. */
export const headerColumns: readonly ColumnDefinition[] = [
  header({ name: 'References', store: 'h.refs', doc: 'References header: the Message-IDs of the thread' }),
  header({ name: 'ListId', store: 'h.list_id', doc: 'List-Id header: the mailing list' }),
  header({ name: 'Headers', store: 'h.block', doc: 'The header block, as it is' }),
]
