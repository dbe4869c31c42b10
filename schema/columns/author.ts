import type { ColumnDefinition } from '../../src/catalog/table.ts'

type Given = Pick<ColumnDefinition, 'name' | 'store' | 'doc'> & Partial<ColumnDefinition>

/** A text of the ENVELOPE. */
export function text(column: Given): ColumnDefinition {
  return { type: 'TEXT', cost: 'e', items: ['envelope'], ...column }
}

/** Addresses compare without case. */
export function address(column: Given): ColumnDefinition {
  return text({ collate: 'NOCASE', ...column })
}

/** Who wrote it. */
export const authorColumns: readonly ColumnDefinition[] = [
  address({
    name: 'From',
    store: 'm.from_addr',
    search: 'FROM',
    writable: 'insert',
    doc: 'Address of the first author',
  }),
  address({
    name: 'FullFrom',
    store: `CAST(CASE WHEN m.from_name IS NULL THEN m.from_addr ELSE m.from_name || ' <' || m.from_addr || '>' END AS TEXT)`,
    search: 'FROM',
    doc: 'Author as Name <address>',
  }),
  text({ name: 'FromName', store: 'm.from_name', search: 'FROM', doc: 'Display name of the author' }),
  text({ name: 'FromDomain', store: 'm.from_domain', doc: 'Domain of the author, lower case' }),
]
