import type { FetchItem, MessageRecord } from './message.ts'
import type { SearchTerm } from './search-term.ts'

/** A mailbox as LIST shows it. `path` is decoded Unicode, exactly as the server spells it (INBOX as `INBOX`). */
export interface Mailbox {
  readonly path: string
  /** Hierarchy delimiter, null for a flat name. */
  readonly delimiter: string | null
  readonly specialUse: SpecialUse | null
  /** False for \Noselect and \NonExistent names. */
  readonly isSelectable: boolean
  readonly isSubscribed: boolean
}

/** SPECIAL-USE attributes (RFC 6154), and Gmail's own \Important. INBOX is told by its name. */
export type SpecialUse =
  | '\\All'
  | '\\Archive'
  | '\\Drafts'
  | '\\Flagged'
  | '\\Junk'
  | '\\Sent'
  | '\\Trash'
  | '\\Important'

/** What EXAMINE answers. */
export interface MailboxState {
  readonly path: string
  readonly uidValidity: number
  readonly uidNext: number
  readonly exists: number
  /** null: the server keeps no mod-sequences for this mailbox (RFC 7162 §3.1.2.2). */
  readonly highestModSeq: bigint | null
}

/** What STATUS answers. */
export interface MailboxStatus {
  readonly messages: number
  readonly unseen: number
  readonly uidNext: number
  readonly uidValidity: number
  readonly highestModSeq: bigint | null
}

export interface ServerTraits {
  /** X-GM-EXT-1: labels, X-GM-MSGID, X-GM-THRID, X-GM-RAW. */
  readonly gmail: boolean
  readonly condstore: boolean
  readonly esearch: boolean
}

/** A set of messages to fetch: UIDs in ascending order, or a range of sequence numbers. */
export type MessageSet =
  | { readonly kind: 'uids'; readonly uids: readonly number[] }
  /** The newest: sequence numbers from..to of the mailbox as last examined (rows still carry their UID). */
  | { readonly kind: 'sequence'; readonly from: number; readonly to: number }
  /** UIDs whose MODSEQ is greater (FETCH … CHANGEDSINCE). */
  | { readonly kind: 'changedSince'; readonly modSeq: bigint }

/** A piece of a message's content, as BODY.PEEK[…] names it. */
export interface PartRequest {
  /** A part number (`1.2`), `HEADER` for the header block, '' for the whole message. */
  readonly part: string
  /** At most so many octets from its beginning. */
  readonly maxBytes?: number | undefined
}

/** The octets of the pieces asked for, as they are on the wire. null: the message has no such part, or it cannot be had. */
export interface MessageParts {
  readonly uid: number
  readonly parts: ReadonlyMap<string, Buffer | null>
}

/** What a search finds, in one number: how many, the first UID, the last. */
export type SearchTotal = 'COUNT' | 'MIN' | 'MAX'

export interface SourceOptions {
  readonly signal?: AbortSignal | undefined
}

export interface RecordOptions extends SourceOptions {
  /** So many octets from the beginning of each message come with its items, in the same command. */
  readonly octets?: number | undefined
}

export interface FetchOptions<Row> extends SourceOptions {
  /** Is given what had come when a fetch failed, whole rows only: they need not be asked for again. */
  readonly onSaved?: ((rows: readonly Row[]) => void) | undefined
}

/**
 * A mail account, read-only. One operation at a time; the caller waits for each to settle. Every failure is thrown as
 * a GmailSqlError: a source never answers a failure with an empty result, `false` or a shorter list.
 *
 * Nothing here may change mail: EXAMINE, never SELECT; BODY.PEEK, never BODY.
 */
export interface MailSource {
  traits(options?: SourceOptions): Promise<ServerTraits>
  /** All names, selectable or not, in the server's order. */
  listMailboxes(options?: SourceOptions): Promise<readonly Mailbox[]>
  /** LIST with STATUS of each selectable mailbox (RFC 5819), or one STATUS a mailbox where the server has no LIST-STATUS. */
  statuses(paths: readonly string[], options?: SourceOptions): Promise<ReadonlyMap<string, MailboxStatus>>
  /** EXAMINE, always anew: the answer is the state at this moment. @throws NO_TABLE when there is no such mailbox. */
  examine(path: string, options?: SourceOptions): Promise<MailboxState>
  /**
   * Examines the mailbox and waits until it has mail from `uidNext` on, at most `maxMs` milliseconds; the answer is the state
   * then. Where the server has no IDLE it is asked now and then.
   */
  awaitNews(
    wish: { readonly path: string; readonly uidNext: number; readonly maxMs: number },
    options?: SourceOptions,
  ): Promise<MailboxState>
  /** UIDs in ascending order in the examined mailbox. */
  search(term: SearchTerm, options?: SourceOptions): Promise<readonly number[]>
  /**
   * Totals of what matches (ESEARCH where the server has it), in the order of `wanted`: COUNT, and MIN and MAX of the UIDs,
   * null when nothing matches.
   */
  totals(
    term: SearchTerm,
    wanted: readonly SearchTotal[],
    options?: SourceOptions,
  ): Promise<readonly (number | null)[]>
  /** Rows of the examined mailbox, each UID at most once; UIDs gone meanwhile are left out. Not in any order. */
  fetch(
    set: MessageSet,
    items: readonly FetchItem[],
    options?: FetchOptions<MessageRecord> & RecordOptions,
  ): Promise<MessageRecord[]>
  /**
   * The rows of each batch of UIDs, in the order of the batches: as `fetch` of each, but a source may ask for the next before the
   * last is taken. It is one operation until the end of the loop over it; leaving that early waits for what was asked for.
   */
  fetchBatches(
    batches: readonly (readonly number[])[],
    items: readonly FetchItem[],
    options?: FetchOptions<MessageRecord>,
  ): AsyncIterable<MessageRecord[]>
  /** Pieces of messages of the examined mailbox, the same of each; UIDs gone meanwhile are left out. Not in any order. */
  fetchParts(
    uids: readonly number[],
    parts: readonly PartRequest[],
    options?: FetchOptions<MessageParts>,
  ): Promise<MessageParts[]>
  /** Ends the session; a later call opens another. Idempotent. */
  close(): Promise<void>
}
