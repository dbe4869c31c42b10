import type { ViewColumnDefinition, ViewDefinition } from '../../src/catalog/table.ts'
import { pushPartSize } from '../../src/catalog/view-rules.ts'
import { viewBaseColumns } from '../columns/view-base.ts'
import { msgIdOfRow, spamTrashDirective } from '../columns/view-columns.ts'

function ofPart(
  column: Pick<ViewColumnDefinition, 'name' | 'doc'> & Partial<ViewColumnDefinition>,
  key: string,
): ViewColumnDefinition {
  const type = column.type ?? 'TEXT'
  return { type, reads: [], sql: `CAST(part.value ->> '$.${key}' AS ${type})`, ...column }
}

const PART = "part.value ->> '$.part'"

export const attachmentsView: ViewDefinition = {
  kind: 'view',
  name: 'Attachments',
  doc: 'A row for each attachment of each message: the parts that HasAttachments and AttachmentCount count.',
  base: viewBaseColumns,
  reads: ['AttachmentList'],
  source: ', json_each(base.AttachmentList) AS part',
  order: 'base.Uid DESC, part.key',
  part: PART,
  perMessage: true,
  columns: [
    msgIdOfRow,
    {
      name: 'MessageSubject',
      type: 'TEXT',
      reads: ['Subject'],
      sql: 'base.Subject',
      doc: 'Subject of the message',
    },
    ofPart({ name: 'PartId', doc: 'Number of the part, as in PartIds' }, 'part'),
    ofPart({ name: 'Filename', doc: 'Name that the sender gave it; NULL for none' }, 'filename'),
    ofPart({ name: 'ContentType', doc: 'Content type in lower case, without parameters' }, 'type'),
    ofPart({ name: 'Disposition', doc: 'attachment, inline, …; NULL for none' }, 'disposition'),
    ofPart({ name: 'ContentId', doc: 'Content-ID header; NULL for none' }, 'contentId'),
    ofPart(
      {
        name: 'Size',
        type: 'INTEGER',
        pushdown: pushPartSize,
        doc: 'Bytes as encoded in the message: about 4/3 of the file’s for base64',
      },
      'size',
    ),
    {
      name: 'Data',
      type: 'BLOB',
      reads: ['AttachmentKey'],
      sql: 'octets.content',
      source: ` JOIN main.part_content octets ON octets.message_key = base.AttachmentKey AND octets.part = ${PART}`,
      onlyNamed: true,
      doc: 'The file, decoded; NULL when it is larger than MaxMessageBytes',
    },
    spamTrashDirective,
  ],
  examples: [
    {
      title: 'The largest attachments',
      sql: 'SELECT Filename, ContentType, Size, MessageSubject FROM Attachments ORDER BY Size DESC LIMIT 5',
    },
    {
      title: 'What one sender has sent',
      sql: "SELECT m.ReceivedDate, a.Filename FROM Attachments a JOIN Messages m ON m.MsgId = a.MsgId WHERE m.FromDomain = 'northwind.example' LIMIT 5",
    },
  ],
}
