/** Messages of one mailbox, and the UIDVALIDITY under which their UIDs were read. */
export interface MessageUids {
  readonly path: string
  readonly uidValidity: number
  readonly uids: readonly number[]
}

/** What becomes of the flags or labels that a message has. */
export type StoreOperation = 'add' | 'remove' | 'replace'

export interface StoreRequest {
  readonly operation: StoreOperation
  /** Flags and keywords (`\Seen`, `Work`), or labels as X-GM-LABELS spells them, decoded (`\Inbox`, `Work/Project X`). */
  readonly values: readonly string[]
  /** Leaves out messages whose MODSEQ is greater (RFC 7162 §3.1.3); only where the server has CONDSTORE. */
  readonly unchangedSince?: bigint | undefined
}

export interface StoreOutcome {
  /** UIDs that were left out because of `unchangedSince`. */
  readonly modified: readonly number[]
}

/** Where messages came to be in the destination (COPYUID, RFC 4315 §3); null: the server does not tell. */
export interface CopiedUids {
  readonly uidValidity: number
  /** By the UID in the mailbox that they came from; what was not there any more is left out. */
  readonly uids: ReadonlyMap<number, number>
}

export interface AppendRequest {
  readonly path: string
  /** RFC 5322, lines ended by CRLF. */
  readonly octets: Buffer
  readonly flags?: readonly string[] | undefined
  /** INTERNALDATE in milliseconds since the epoch, to the second; left out it is now. */
  readonly internalDate?: number | undefined
}

/** APPENDUID (RFC 4315 §3); null: the server does not tell. */
export interface AppendedUid {
  readonly uidValidity: number
  readonly uid: number
}

/**
 * What changes a mail account. One operation at a time, and none while one of the account's `MailSource` runs. An operation ends
 * in one of three ways: it answers, and everything was done; it throws OUTCOME_UNKNOWN, and the command had begun to be sent when
 * the connection was lost or fell silent, so that some, all or nothing may have been done; it throws anything else. After
 * STALE_ID, BAD_VALUE, NOT_WRITABLE, NOT_SUPPORTED and a failure to connect nothing was done; after a refusal by the server (NO)
 * a long set may have been done in part. Nothing is ever sent a second time here.
 *
 * A text with CR, LF or NUL is refused with BAD_VALUE before anything is sent. No list of UIDs may be empty.
 */
export interface MailWriter {
  /** @throws STALE_ID when the mailbox has another UIDVALIDITY, NOT_WRITABLE where the server opens it for reading only; so too for all that take UIDs */
  storeFlags(messages: MessageUids, request: StoreRequest): Promise<StoreOutcome>
  /** On Gmail a label that does not exist is created, and the label of the selected mailbox itself cannot be taken off. */
  storeLabels(messages: MessageUids, request: StoreRequest): Promise<StoreOutcome>
  /** @throws NO_TABLE when there is no mailbox `destination`; so too for `copy` and `append` */
  move(messages: MessageUids, destination: string): Promise<CopiedUids | null>
  copy(messages: MessageUids, destination: string): Promise<CopiedUids | null>
  /** For good: `\Deleted` and UID EXPUNGE of these and no others. @throws NOT_SUPPORTED without UIDPLUS */
  expunge(messages: MessageUids): Promise<void>
  /** @throws MESSAGE_LIMIT for what is larger than the server takes (APPENDLIMIT, RFC 7889), before it is sent */
  append(request: AppendRequest): Promise<AppendedUid | null>
  /** Octets of the largest message that `append` takes (APPENDLIMIT); null: the server does not tell. */
  appendLimit(): Promise<number | null>
  /** @throws TABLE_EXISTS */
  createMailbox(path: string): Promise<void>
  /** Mailboxes below go along. @throws TABLE_EXISTS, NO_TABLE */
  renameMailbox(path: string, newPath: string): Promise<void>
  /** On Gmail its messages lose the label and stay in All Mail. @throws NO_TABLE */
  deleteMailbox(path: string): Promise<void>
}
