/** What a reading of a mailbox cost. */
export interface Reading {
  readonly ms: number
  /** Of the processor, of the host and of the engine. */
  readonly processorMs: number
  readonly rows: number
  /** Octets from the server. */
  readonly bytes: number
  /** The longest that the event loop of the host was held up, in milliseconds. */
  readonly heldMs: number
  /** The same, in time of the processor. */
  readonly turnMs: number
  /** Megabytes above idle, the host and the processes that it started together: the most in each quarter of the rows. */
  readonly peaksMb: readonly number[]
}

export const STREAMED =
  'SELECT Id, Subject, [From], FullFrom, [To], FullTo, CC, BCC, MessageId, InReplyTo, Size, IsRead, Labels FROM Inbox'
/** What the driver asks for these. */
export const STREAMED_ITEMS = '(UID X-GM-MSGID ENVELOPE RFC822.SIZE FLAGS X-GM-LABELS)'

export const GROUPED = 'SELECT FromDomain, COUNT(*) FROM Inbox GROUP BY FromDomain'

/** Over what the store holds already. */
export const UNCHANGED = [
  'SELECT Subject, [From], Size FROM Inbox LIMIT 20',
  'SELECT COUNT(*) FROM Inbox',
  GROUPED,
]
