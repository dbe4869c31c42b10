import type { ColumnDefinition } from '../../src/catalog/table.ts'

type Given = Pick<ColumnDefinition, 'name' | 'store' | 'doc'> & Partial<ColumnDefinition>

function header(column: Given): ColumnDefinition {
  return { type: 'TEXT', cost: 'h', items: ['msgId'], content: 'header', ...column }
}

function body(column: Given): ColumnDefinition {
  return { type: 'TEXT', cost: 'b', items: ['structure'], content: 'text', ...column }
}

/** What the header block tells beyond the ENVELOPE. */
export const headerColumns: readonly ColumnDefinition[] = [
  header({ name: 'References', store: 'h.refs', doc: 'References header: the Message-IDs of the thread' }),
  header({ name: 'ListId', store: 'h.list_id', doc: 'List-Id header: the mailing list' }),
  header({ name: 'Headers', store: 'h.block', doc: 'The header block, as it is' }),
]

/** A body that the server's own word search goes over. */
function searched(column: Given): ColumnDefinition {
  return body({ search: 'BODY', writable: 'insert', ...column })
}

const messageBody = searched({
  name: 'MessageBody',
  store: 'CAST(coalesce(t.html, t.text) AS TEXT)',
  doc: 'The HTML if there is one, else the text; decoded',
})

/** The text of the message, from its text parts. */
export const bodyColumns: readonly ColumnDefinition[] = [
  messageBody,
  searched({
    name: 'BodyText',
    store: 't.text',
    doc: 'The plain text; made from the HTML where there is no text part',
  }),
  searched({ name: 'BodyHtml', store: 't.html', doc: 'The HTML, NULL where there is none' }),
  body({
    name: 'Snippet',
    store: 't.snippet',
    doc: 'The first 200 characters of BodyText, white space folded',
  }),
]

/** Another name for MessageBody. */
export const contentAlias: ColumnDefinition = {
  ...messageBody,
  name: 'Content',
  hidden: true,
  doc: 'MessageBody',
}

/** What takes the whole message or its attachments. Never part of `*`, also with IncludeMessage. */
export const wholeColumns: readonly ColumnDefinition[] = [
  {
    name: 'RawMessage',
    type: 'BLOB',
    cost: 'r',
    items: ['size'],
    content: 'raw',
    store: 'r.octets',
    writable: 'insert',
    doc: 'The message as it is, RFC 5322 octets; NULL when it is larger than MaxMessageBytes',
  },
  {
    name: 'AttachmentData',
    type: 'TEXT',
    cost: 'r',
    items: ['structure'],
    content: 'attachments',
    store: `CAST((SELECT group_concat(coalesce(TO_BASE64(p.content), ''), ';' ORDER BY p.ordinal) FROM main.part_content p WHERE p.message_key = a.message_key AND p.ordinal >= 0) AS TEXT)`,
    writable: 'insert',
    doc: 'The attachments in base64, ;-separated, in the order of Attachments',
  },
]
