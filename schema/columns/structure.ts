import type { ColumnDefinition } from '../../src/catalog/table.ts'

function structure(
  column: Pick<ColumnDefinition, 'name' | 'store' | 'doc'> & Partial<ColumnDefinition>,
): ColumnDefinition {
  return { type: 'TEXT', cost: 's', items: ['structure'], ...column }
}

const hasAttachments = structure({
  name: 'HasAttachments',
  type: 'BOOLEAN',
  store: 'm.has_attachments',
  doc: 'Whether there is an attachment',
})

/** Another name for HasAttachments. */
export const hasAttachmentAlias: ColumnDefinition = {
  ...hasAttachments,
  name: 'HasAttachment',
  hidden: true,
  doc: 'HasAttachments',
}

/** What the BODYSTRUCTURE tells. */
export const structureColumns: readonly ColumnDefinition[] = [
  hasAttachments,
  structure({
    name: 'AttachmentCount',
    type: 'INTEGER',
    store: 'm.attachment_count',
    doc: 'How many attachments',
  }),
  structure({
    name: 'Attachments',
    store: 'm.attachments',
    writable: 'insert',
    doc: 'File names of the attachments, ;-separated',
  }),
  structure({ name: 'PartIds', store: 'm.part_ids', doc: 'Numbers of the leaf parts, ;-separated' }),
  structure({
    name: 'PartFilenames',
    store: 'm.part_filenames',
    doc: 'Their file names, ;-separated, position by position',
  }),
  structure({ name: 'PartContentTypes', store: 'm.part_types', doc: 'Their content types, ;-separated' }),
  structure({ name: 'PartSizes', store: 'm.part_sizes', doc: 'Their encoded sizes in bytes, ;-separated' }),
  structure({
    name: 'ParseError',
    items: ['structure', 'envelope'],
    store: 'CAST(coalesce(m.parse_error, m.envelope_error) AS TEXT)',
    beside: { content: 'text', store: 'CAST(coalesce(m.parse_error, m.envelope_error, t.error) AS TEXT)' },
    doc: 'Why the structure or the envelope could not be read, or, where the statement reads a body too, the text',
  }),
]
