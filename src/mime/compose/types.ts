import type { Address } from '../../mail/message.ts'

export interface AttachedFile {
  /** As the receiver sees it; not a path. */
  readonly name: string
  readonly content: Uint8Array
  /** Left out: told by the extension of the name. */
  readonly type?: string | undefined
}

export interface InlineImage extends AttachedFile {
  /** What `src="cid:…"` of the HTML says, without angle brackets. */
  readonly contentId: string
}

/** A message that is to be written. Its texts have been checked: no line ends or controls in what becomes a header field. */
export interface OutgoingMessage {
  readonly from: readonly Address[]
  readonly to: readonly Address[]
  readonly cc: readonly Address[]
  readonly bcc: readonly Address[]
  readonly replyTo: readonly Address[]
  readonly subject: string
  /** Null: no such body. With both they are alternatives; with neither the message has an empty text. */
  readonly text: string | null
  readonly html: string | null
  readonly attachments: readonly AttachedFile[]
  /** They need HTML to stand in. */
  readonly inlineImages: readonly InlineImage[]
  readonly date: Date
  /** With angle brackets. */
  readonly messageId: string
  readonly inReplyTo: string | null
  readonly references: readonly string[]
  /** Fields beside these, in their order. */
  readonly headers: readonly HeaderText[]
}

export interface HeaderText {
  readonly name: string
  readonly value: string
}
