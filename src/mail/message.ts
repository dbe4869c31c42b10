/**
 * What a source can send of a message. The cost grows from top to bottom; a statement fetches only the items that
 * the columns it reads come from.
 */
export type FetchItem =
  | 'flags'
  | 'internalDate'
  | 'size'
  | 'modSeq'
  /** X-GM-MSGID */
  | 'msgId'
  /** X-GM-THRID */
  | 'threadId'
  /** X-GM-LABELS */
  | 'labels'
  | 'envelope'
  /** The References header, for threads where the server has no X-GM-THRID. */
  | 'references'
  /** BODYSTRUCTURE */
  | 'structure'

/**
 * What of a message's content a column shows. It is large, and fetched for as few messages as can be: `header` the header
 * block, `text` the text parts, `attachments` the content of all attachments, `parts` that of attachments one by one, `raw` the
 * whole message.
 */
export type ContentItem = 'header' | 'text' | 'attachments' | 'parts' | 'raw'

/** One message as a source yields it: `uid` always, the rest exactly when its item was asked for. */
export interface MessageRecord {
  readonly uid: number
  /** Flags and keywords in the server's spelling, without `\Recent`. */
  readonly flags?: readonly string[]
  /** INTERNALDATE in milliseconds since the epoch. */
  readonly internalDate?: number
  /** RFC822.SIZE, octets. */
  readonly size?: number
  /** 63 bits. */
  readonly modSeq?: bigint
  /** Unsigned 64 bit, decimal text: never a JS number. */
  readonly msgId?: string
  readonly threadId?: string
  /** Decoded; Gmail leaves the selected mailbox's own label out, and so does this record. */
  readonly labels?: readonly string[]
  readonly envelope?: Envelope
  /** Why the envelope could not be read: then it is an empty one. */
  readonly envelopeError?: string
  /** Message-IDs of the References header, in its order. */
  readonly references?: readonly string[]
  /** null: the server sent a structure that cannot be read (`structureError` says why). */
  readonly structure?: BodyPart | null
  readonly structureError?: string
  /** The beginning of the message, where it was asked for (`RecordOptions`) and has come. */
  readonly octets?: Buffer
}

/** ENVELOPE (RFC 9051 §7.5.2), encoded words decoded (RFC 2047). Absent or empty header fields are null or []. */
export interface Envelope {
  /** Date header in milliseconds since the epoch; null when missing or unreadable. */
  readonly date: number | null
  readonly subject: string | null
  readonly from: readonly Address[]
  readonly sender: readonly Address[]
  readonly replyTo: readonly Address[]
  readonly to: readonly Address[]
  readonly cc: readonly Address[]
  readonly bcc: readonly Address[]
  readonly inReplyTo: string | null
  readonly messageId: string | null
}

/** One address; group markers are left out, the members stay. */
export interface Address {
  /** Decoded display name, '' when there is none. */
  readonly name: string
  /** `local@domain`; without a domain just the local part. */
  readonly address: string
}

/** A node of BODYSTRUCTURE. */
export interface BodyPart {
  /** IMAP part number: `1`, `2.1`; '' for a multipart at the root. */
  readonly part: string
  /** Lower case, e.g. `text/plain`, `multipart/mixed`, `message/rfc822`. */
  readonly type: string
  /** Content-Type parameters, names lower case, RFC 2231 and 2047 decoded. */
  readonly params: Readonly<Record<string, string>>
  /** Lower case `attachment`, `inline`, …; null when the part has no Content-Disposition. */
  readonly disposition: string | null
  readonly dispositionParams: Readonly<Record<string, string>>
  readonly contentId: string | null
  /** Lower case `7bit`, `base64`, …; null for multiparts. */
  readonly encoding: string | null
  /** Octets as encoded on the wire; null for multiparts. */
  readonly size: number | null
  /** Children of a multipart, or the one body of a message/rfc822. */
  readonly children: readonly BodyPart[]
}
