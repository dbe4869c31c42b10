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
}
