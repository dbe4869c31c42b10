/**
 * A search in the port's language, as data. A source must answer every term exactly as its comment says, or throw:
 * a term that is dropped or widened in silence would lose rows (the planner decides what is exact).
 */
export type SearchTerm =
  | { readonly kind: 'all' }
  | { readonly kind: 'and'; readonly terms: readonly SearchTerm[] }
  | { readonly kind: 'or'; readonly terms: readonly SearchTerm[] }
  | { readonly kind: 'not'; readonly term: SearchTerm }
  /** UIDs, inclusive ranges; `to: '*'` is the highest UID, which also matches when `from` is above it (RFC 9051 §6.4.4). */
  | { readonly kind: 'uid'; readonly ranges: readonly UidRange[] }
  /** UIDs from UIDNEXT − `uids` on: the executor turns it into a `uid` term; a source never sees it. */
  | { readonly kind: 'newest'; readonly uids: number }
  /**
   * What the server answers to a search that a statement names. The executor asks it once a mailbox and goes on with the
   * set; to a source it is the search.
   */
  | { readonly kind: 'found'; readonly search: SearchTerm }
  /** A system flag: SEEN, ANSWERED, FLAGGED, DELETED, DRAFT. */
  | { readonly kind: 'flag'; readonly flag: SystemFlag; readonly set: boolean }
  /** A keyword (`$Forwarded`, `Work`). */
  | { readonly kind: 'keyword'; readonly keyword: string; readonly set: boolean }
  /** RFC822.SIZE strictly greater (`LARGER`) or smaller (`SMALLER`) than so many bytes. */
  | { readonly kind: 'larger' | 'smaller'; readonly bytes: number }
  /** INTERNALDATE by day in the server's or account's own zone: `SINCE` is ≥ the day, `BEFORE` is < the day. */
  | { readonly kind: 'since' | 'before'; readonly day: Day }
  /** The same of the Date header. */
  | { readonly kind: 'sentSince' | 'sentBefore'; readonly day: Day }
  /** MODSEQ ≥ value (RFC 7162 §3.1.5). */
  | { readonly kind: 'modSeq'; readonly atLeast: bigint }
  /** X-GM-MSGID, X-GM-THRID: unsigned 64 bit decimal. */
  | { readonly kind: 'gmMsgId' | 'gmThrId'; readonly id: string }
  /** X-GM-LABELS: one exact label, decoded; system labels with their backslash (`\Inbox`). */
  | { readonly kind: 'gmLabel'; readonly label: string }
  /** X-GM-RAW: Gmail's search box. */
  | { readonly kind: 'gmRaw'; readonly query: string }
  /** The server's own text search, whatever it means by it. */
  | { readonly kind: 'text'; readonly field: TextField; readonly value: string }
  | { readonly kind: 'header'; readonly name: string; readonly value: string }

export interface UidRange {
  readonly from: number
  readonly to: number | '*'
}

/** `YYYY-MM-DD`. */
export type Day = `${number}-${number}-${number}`
export type SystemFlag = '\\Seen' | '\\Answered' | '\\Flagged' | '\\Deleted' | '\\Draft'
export type TextField = 'SUBJECT' | 'FROM' | 'TO' | 'CC' | 'BCC' | 'BODY' | 'TEXT'
