/** When the store answers without asking the server. */
export interface Keeping {
  /** A mailbox that was looked at so many milliseconds ago is not looked at again; null: at any time (Offline). */
  readonly toleranceMs: number | null
}
