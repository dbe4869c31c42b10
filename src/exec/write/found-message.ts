/** Where a message is. */
export interface Place {
  readonly path: string
  readonly uidValidity: number
  readonly uid: number
}

/** A message that a write found, as it was when it was read. */
export interface FoundMessage extends Place {
  readonly msgId: string
  readonly flags: readonly string[]
  /** With that of the mailbox; null on a server without labels. */
  readonly labels: readonly string[] | null
  /** HIGHESTMODSEQ of its mailbox when it was read; null where the server has none. */
  readonly modSeq?: bigint | null
}

/** What is to become of it. A flag or label is in none or one of its lists. */
export interface MessageChange {
  readonly message: FoundMessage
  readonly addFlags: readonly string[]
  readonly removeFlags: readonly string[]
  readonly addLabels: readonly string[]
  readonly removeLabels: readonly string[]
  /** Path of a mailbox. */
  readonly moveTo: string | null
  /** Removed for good. */
  readonly isExpunged: boolean
  /** Flags or labels follow from those that it had: it is changed only if it still has them. */
  readonly isComputed?: boolean
}

export const UNCHANGED: Omit<MessageChange, 'message'> = {
  addFlags: [],
  removeFlags: [],
  addLabels: [],
  removeLabels: [],
  moveTo: null,
  isExpunged: false,
}
