import type { ColumnDefinition } from '../../src/catalog/table.ts'
import { bodyColumns, contentAlias, headerColumns, wholeColumns } from './content.ts'
import { envelopeColumns, referenceColumns } from './envelope.ts'
import { epochColumns, identityColumns } from './identity.ts'
import { metadataColumns, receivedDateColumn } from './metadata.ts'
import { hasAttachmentAlias, structureColumns } from './structure.ts'

/** The columns of every mailbox table and of `Messages`, in the order of `SELECT *`. */
export const messageColumns: readonly ColumnDefinition[] = [
  ...identityColumns,
  ...envelopeColumns,
  receivedDateColumn,
  ...referenceColumns,
  ...metadataColumns,
  ...epochColumns,
  ...structureColumns,
  ...headerColumns,
  ...bodyColumns,
  ...wholeColumns,
  hasAttachmentAlias,
  contentAlias,
]
