import type { BodyPart } from '../mail/message.ts'

/** Which renderings of a message a text part belongs to: one of several alternatives, or every one. */
export type Rendering = 'text' | 'html' | 'both'

/** A leaf of BODYSTRUCTURE that is a piece of the body. */
export interface BodyTextPart extends BodyPart {
  readonly rendering: Rendering
}

/** A text part as it was fetched. */
export interface TextPart {
  /** IMAP part number. */
  readonly part: string
  /** Lower case: `text/plain` or `text/html`. */
  readonly type: string
  readonly params: Readonly<Record<string, string>>
  /** Content-Transfer-Encoding, lower case; null counts as `7bit`. */
  readonly encoding: string | null
  readonly rendering: Rendering
  /** As on the wire, still transfer-encoded. */
  readonly content: Buffer
  /** Only the beginning was fetched: a character or line cut at the end is left out. */
  readonly isCut?: boolean | undefined
}

/** What is needed to undo a transfer encoding. */
export interface EncodedPart {
  readonly encoding: string | null
  readonly content: Buffer
}

export interface Bodies {
  /** Plain text, made from the HTML when there is no plain part; null when there is no text part at all. */
  readonly text: string | null
  /** The HTML as the sender wrote it, null when there is none. Nothing in it was fetched or followed. */
  readonly html: string | null
  /** Why there are no bodies, or not whole ones; begins with the code MESSAGE_LIMIT when a limit was met. */
  readonly error: string | null
}

export interface HeaderLine {
  /** As the sender spelled it. */
  readonly name: string
  /** Unfolded, encoded words decoded. */
  readonly value: string
}

/** A leaf of a message, its content decoded. A message/rfc822 is one leaf. */
export interface ParsedPart {
  readonly part: string
  readonly type: string
  readonly params: Readonly<Record<string, string>>
  /** '' when the sender gave none. Not a safe name for a file. */
  readonly name: string
  readonly disposition: string | null
  readonly contentId: string | null
  readonly isAttachment: boolean
  /** Octets of `content`. */
  readonly size: number
  readonly content: Buffer
}

export interface ParsedMessage extends Bodies {
  readonly headers: readonly HeaderLine[]
  readonly parts: readonly ParsedPart[]
}

export interface MimeReaderOptions {
  /** The charset of text parts that name none; without it UTF-8 when it is valid, else windows-1252. */
  readonly charset?: string | undefined
}

export interface MimeCallOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * Reads text and messages outside of this process, within limits of time and memory. What is over a limit gets an `error`; the
 * other messages of the call are not touched by it. Rejects only when it is aborted or closed.
 */
export interface MimeReader {
  /** There will be something to read: its process starts meanwhile. */
  start(): void
  /** The bodies of messages, each given by its body parts in order; in the order of `messages`. */
  bodies(messages: readonly (readonly TextPart[])[], options?: MimeCallOptions): Promise<Bodies[]>
  /** A whole message. Over a limit: an `error`, and no parts. */
  message(raw: Buffer, options?: MimeCallOptions): Promise<ParsedMessage>
  /**
   * Undoes the transfer encoding of a part.
   * @throws GmailSqlError MESSAGE_LIMIT when the result is larger than a part may be
   */
  decode(part: EncodedPart): Promise<Buffer>
  /** Ends the process that reads. Idempotent. */
  close(): Promise<void>
}
