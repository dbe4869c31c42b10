import type { ResultColumn } from '../util/value.ts'

/** What a statement did, as EXPLAIN ANALYZE measured it. */
export interface PlanCost {
  readonly rows: number
  readonly commands: number
  /** Each command waits for the one before it. */
  readonly roundTrips: number
  readonly bytesReceived: number
  readonly milliseconds: number
}

/** What is brought of one table. Members beyond these are further facts of the plan, under their own names. */
export interface ScanDocument {
  /** As the statement names it. */
  readonly table: string
  readonly mailboxes: readonly string[]
  /** IMAP search keys that are sent; null when the whole mailbox is read. */
  readonly search: string | null
  /** The search finds the rows of the conditions and no others; false: SQLite decides among what it finds. */
  readonly exact: boolean
  /** FETCH items. */
  readonly fetch: readonly string[]
  /** Columns that the statement reads. */
  readonly columns: readonly string[]
  readonly [fact: string]: unknown
}

/** A plan as one JSON document. Members are added to it, never renamed. */
export interface PlanDocument {
  readonly version: 1
  /** count: the server counts, or tells the first and last Id; nothing is fetched · streamed: batch by batch · whole: when the scans are done. */
  readonly run: 'count' | 'streamed' | 'whole'
  readonly columns: readonly ResultColumn[]
  readonly scans: readonly ScanDocument[]
  /** Tables whose rows are made in one piece. */
  readonly lists: readonly { readonly table: string; readonly columns: readonly string[] }[]
  /** What SQLite runs; the tables have internal names. */
  readonly sql: string
  /** Of EXPLAIN ANALYZE only. */
  readonly actual?: PlanCost
  readonly [fact: string]: unknown
}
