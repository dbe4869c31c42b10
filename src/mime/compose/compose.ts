import MailComposer from 'nodemailer/lib/mail-composer'
import type { Address } from '../../mail/message.ts'
import { GmailSqlError } from '../../util/errors.ts'
import { HeaderReader } from '../header-fields.ts'
import { attachmentType } from './attachment-type.ts'
import { encodeHeaderText } from './encode-header-text.ts'
import type { AttachedFile, OutgoingMessage } from './types.ts'

export interface ComposeOptions {
  /** A draft keeps its Bcc field, as Gmail's do; what is sent has none. */
  readonly keepsBcc: boolean
}

/** Octets of the message (RFC 5322), lines ended by CRLF. The library is given octets only: it opens no file and no URL. */
export async function composeMessage(
  message: OutgoingMessage,
  { keepsBcc }: ComposeOptions,
): Promise<Buffer> {
  const composer = new MailComposer({
    ...addressFields(message),
    ...bodies(message),
    date: message.date,
    messageId: message.messageId,
    ...(message.inReplyTo === null ? {} : { inReplyTo: message.inReplyTo }),
    ...(message.references.length === 0 ? {} : { references: [...message.references] }),
    headers: headerFields(message),
    attachments: [
      ...message.attachments.map(file => attachment(file)),
      ...message.inlineImages.map(image => ({
        ...attachment(image),
        cid: image.contentId,
        contentDisposition: 'inline' as const,
      })),
    ],
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'windows',
  })
  const node = composer.compile()
  node.keepBcc = keepsBcc
  return checked(await node.build(), message)
}

function addressFields({ from, to, cc, bcc, replyTo }: OutgoingMessage) {
  const copy = (list: readonly Address[]) => list.map(address => ({ ...address }))
  return { from: copy(from), to: copy(to), cc: copy(cc), bcc: copy(bcc), replyTo: copy(replyTo) }
}

/** Files alone come with an empty text: a single one would be the message itself. */
function bodies({ text, html }: OutgoingMessage) {
  if (!text && !html) return { alternatives: [{ contentType: 'text/plain; charset=utf-8', content: '' }] }
  return { ...(text ? { text: lines(text) } : {}), ...(html ? { html: lines(html) } : {}) }
}

/** A bare CR or LF could be taken for the end of a line by one server and not by the next. */
function lines(text: string): string {
  return text.toWellFormed().replace(/\r\n|\r|\n/g, '\r\n')
}

function attachment(file: AttachedFile) {
  const content = Buffer.from(file.content.buffer, file.content.byteOffset, file.content.byteLength)
  const type = attachmentType(file)
  return {
    filename: file.name,
    content,
    contentDisposition: 'attachment' as const,
    ...(type === undefined ? {} : { contentType: type }),
  }
}

/** Prepared: folded, and otherwise left alone by the library. */
function headerFields({ subject, headers }: OutgoingMessage) {
  const fields = [...(subject === '' ? [] : [{ name: 'Subject', value: subject }]), ...headers]
  return fields.map(({ name, value }) => ({
    key: name,
    value: { prepared: true, foldLines: true, value: encodeHeaderText(value) },
  }))
}

const WRITTEN = ['from', 'to', 'cc', 'bcc', 'reply-to', 'subject', 'date', 'message-id', 'in-reply-to']
const STRUCTURE = ['references', 'mime-version', 'content-type', 'content-transfer-encoding']
const OF_ATTACHMENT = ['content-disposition', 'content-id']

/** A field that nobody asked for would be an injected one: whatever the library does, such a message does not leave. */
function checked(octets: Buffer, { headers }: OutgoingMessage): Buffer {
  const known = new Set([...WRITTEN, ...STRUCTURE, ...OF_ATTACHMENT])
  const names = fieldNames(octets).filter(name => !headers.some(field => field.name.toLowerCase() === name))
  if (names.every(name => known.has(name)) && new Set(names).size === names.length) return octets
  throw new GmailSqlError('INTERNAL', `the message was composed with the header fields ${names.join(', ')}`)
}

function fieldNames(octets: Buffer): string[] {
  const end = octets.indexOf('\r\n\r\n')
  const reader = new HeaderReader(octets)
  for (let start = 0; start < end; ) {
    const line = octets.indexOf('\r\n', start)
    reader.addLine(start, line)
    start = line + 2
  }
  reader.finish()
  return reader.fields.map(({ name }) => name.toLowerCase())
}
