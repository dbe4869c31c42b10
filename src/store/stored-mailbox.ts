import type { MailboxState } from '../mail/source.ts'

/** A mailbox as the store knows it. */
export interface StoredMailbox {
  readonly id: number
  readonly path: string
  readonly ownLabel: string | null
  readonly gmail: boolean
  readonly state: MailboxState
  /** Every message of this UID or higher has its row; null: none is known. */
  readonly coveredFrom: number | null
  readonly revision: Revision
}

/** How the mailbox stood in the store when the statement last looked: other processes write there too. */
export interface Revision {
  /** Grows with each change of its state or of the set of its rows. What was learned from the server is kept only if it is still this. */
  version: number
  /** Flags and labels of rows with a lower number are of an unknown age. */
  flagsEpoch: number
}

/** What the file says of a mailbox; how it is shown follows from the account's list. */
export interface KnownMailbox extends Omit<StoredMailbox, 'ownLabel' | 'gmail'> {
  /** When the server was last asked, in milliseconds. */
  readonly checkedAt: number
}
