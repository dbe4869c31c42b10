import type { ContentItem, FetchItem } from '../mail/message.ts'
import type { SearchTerm, TextField } from '../mail/search-term.ts'
import type { ColumnType, SqlValue } from '../util/value.ts'

/**
 * What a column costs: k key · m metadata · e ENVELOPE · s BODYSTRUCTURE · h header block · b text parts · r the whole
 * message. `SELECT *` is the columns of k, m and e.
 */
export type CostClass = 'k' | 'm' | 'e' | 's' | 'h' | 'b' | 'r'

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>='

/** A conjunct `column op constant` in the form that pushdown rules see. */
export type Comparison =
  | { readonly op: ComparisonOperator; readonly value: SqlValue }
  | { readonly op: 'in'; readonly values: readonly SqlValue[] }
  | { readonly op: 'has'; readonly value: SqlValue }
  | { readonly op: 'like'; readonly value: SqlValue }
  | { readonly op: 'words'; readonly value: SqlValue }

/**
 * A term that the server can decide. `exact`: it matches the rows of the comparison and no others; otherwise it
 * matches a superset. A rule that cannot promise a superset answers null.
 */
export interface PushedTerm {
  readonly term: SearchTerm
  readonly exact: boolean
  /** The server decides this from an index or a clock that may lag: the newest messages stay candidates. */
  readonly mayLag?: boolean
}

export interface PushdownContext {
  readonly gmail: boolean
  readonly condstore: boolean
  /** Pushdown=Trusted */
  readonly trusted?: boolean
}

export type PushdownRule = (comparison: Comparison, context: PushdownContext) => PushedTerm | null

export interface ColumnDefinition {
  readonly name: string
  readonly type: ColumnType
  readonly cost: CostClass
  readonly doc: string
  /** Items to fetch so that the store can answer this column; none for keys. */
  readonly items: readonly FetchItem[]
  /** What of the message's content it shows; none for what the items tell. */
  readonly content?: ContentItem
  /**
   * The column over the store: `l` is the row of a message in a mailbox, `m` the message, `b` the mailbox, `h` its header
   * block, `t` its text, `a` its attachments, `r` the whole of it. A bare column or a CAST, so that the view's column keeps its affinity.
   */
  readonly store: string
  /** What it is over the store where the statement reads that content too. */
  readonly beside?: { readonly content: ContentItem; readonly store: string }
  readonly collate?: 'NOCASE'
  readonly key?: boolean
  readonly writable?: 'insert' | 'update'
  /** A directive or another column's second name: never part of `*`, not listed. */
  readonly hidden?: boolean
  readonly pushdown?: PushdownRule
  /** The key of the server's own word search over this text, for CONTAINS on Gmail. */
  readonly search?: TextField
  /** What Pushdown=Trusted sends, where that does not follow from `search`. */
  readonly trusted?: PushdownRule
}

/** A table whose rows are messages; one shape serves every mailbox and `Messages`. */
export interface MessageTableDefinition {
  readonly kind: 'messages'
  readonly name: string
  readonly doc: string
  readonly columns: readonly ColumnDefinition[]
  readonly examples: readonly Example[]
}

/** A table whose rows are made in one piece (labels, sys_…): no scan, no store. */
export interface ListTableDefinition {
  readonly kind: 'list'
  readonly name: string
  readonly doc: string
  readonly columns: readonly ListColumnDefinition[]
  readonly examples: readonly Example[]
}

export interface ListColumnDefinition {
  readonly name: string
  readonly type: ColumnType
  readonly doc: string
  readonly key?: boolean
  readonly writable?: 'insert' | 'update'
}

/** A column of that name, in any other table, holds the key of a row of `table`. */
export interface ForeignKey {
  readonly column: string
  readonly table: string
  readonly key: string
}

/**
 * A table whose rows are made from those of Messages by SQL: a part, an address, a label of each, or groups of them. What is
 * fetched of the messages follows from the columns that a statement reads.
 */
export interface ViewDefinition {
  readonly kind: 'view'
  readonly name: string
  readonly doc: string
  /** Columns of a message that the SQL below may name: those of Messages and some that only views read. */
  readonly base: readonly ColumnDefinition[]
  /** Of these, the ones that its rows come from, whichever columns are read. */
  readonly reads: readonly string[]
  /** What follows `FROM messages AS base`. */
  readonly source: string
  /** The order without ORDER BY: newest message first. */
  readonly order: string
  /** Of a view whose rows show a part of a message each: its number, in SQL. */
  readonly part?: string
  /** A row comes from one message alone. */
  readonly perMessage: boolean
  readonly columns: readonly ViewColumnDefinition[]
  readonly examples: readonly Example[]
}

export interface ViewColumnDefinition {
  readonly name: string
  readonly type: ColumnType
  readonly doc: string
  /** Columns of `base` that `sql` and `source` name. */
  readonly reads: readonly string[]
  /** A column of `base` or of `source`, or a CAST, so that the view's column keeps its affinity. */
  readonly sql: string
  /** What follows the view's own source where the column is read: a row is left out of which this was not brought. */
  readonly source?: string
  readonly key?: boolean
  readonly writable?: 'insert' | 'update'
  /** Usable in WHERE but never part of `*`. */
  readonly hidden?: boolean
  /** Fetched when it is named: never part of `*`. */
  readonly onlyNamed?: boolean
  /** Of the messages that the rows come from: only what is true of every message of a row can be pushed. */
  readonly pushdown?: PushdownRule
}

export type TableDefinition = MessageTableDefinition | ListTableDefinition | ViewDefinition

/** A table that a statement of this connection made; it is in the store's file and goes with the connection. */
export interface TempTableDefinition {
  readonly kind: 'temp'
  readonly name: string
  /** Its name in the store's file. */
  readonly storeName: string
  readonly doc: string
  readonly columns: readonly TempColumn[]
}

export interface TempColumn {
  readonly name: string
  /** Null for the column of an expression: it holds values of any type. */
  readonly type: ColumnType | null
  readonly doc: string
  readonly writable: 'update'
  readonly key?: false
}

/** Rows of a SELECT that CACHE keeps in the store's file. */
export interface CachedTableDefinition {
  readonly kind: 'cached'
  readonly id: number
  readonly name: string
  /** Its name in the store's file. No other table ever has it, not when this one is gone either. */
  readonly storeName: string
  readonly doc: string
  /** The live table of which it is the copy, as `identityOf` says it; null: it has a name of its own. */
  readonly copyOf: string | null
  /** In milliseconds. */
  readonly cachedAt: number
  readonly columns: readonly CachedColumn[]
}

export interface CachedColumn {
  readonly name: string
  /** Null for the column of an expression: it holds values of any type. */
  readonly type: ColumnType | null
  readonly doc: string
  /** What rows are replaced by. */
  readonly key?: boolean
  readonly collate?: 'NOCASE'
  readonly writable?: never
}

/** A statement shown in the docs, run by the tests. */
export interface Example {
  readonly title: string
  readonly sql: string
}
