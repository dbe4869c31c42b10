import type { ResolvedTable } from '../catalog/resolve.ts'
import type {
  CachedColumn,
  ColumnDefinition,
  ListColumnDefinition,
  TempColumn,
  ViewColumnDefinition,
  ViewDefinition,
} from '../catalog/table.ts'
import type { ContentItem, FetchItem } from '../mail/message.ts'
import type { SearchTerm } from '../mail/search-term.ts'
import type { SearchTotal } from '../mail/source.ts'
import type { ResultColumn } from '../util/value.ts'

/** One reference to a table, under the internal name that stands for it in the text that SQLite gets. */
export interface PlannedTable {
  readonly view: string
  /** As the statement names it. */
  readonly shownAs: string
  readonly resolved: ResolvedTable
  /** Columns that the view has: those of `*`, and those that the statement names. */
  readonly columns: readonly (
    | CachedColumn
    | ColumnDefinition
    | ListColumnDefinition
    | TempColumn
    | ViewColumnDefinition
  )[]
  /** Of these, the ones that the statement reads. */
  readonly read: ReadonlySet<string>
}

/**
 * Which candidates survive what can be decided before their content is fetched. The statement, whole, runs over the survivors
 * all the same.
 */
export interface Narrowing {
  /** A SELECT over the view `narrowedView(…)`, which gives the keys of the survivors: mailbox, UID and, of a part, its number. */
  readonly text: string
  /** Its WHERE, ORDER BY and LIMIT. */
  readonly shown: string
  /** Columns of the messages that it reads. */
  readonly read: ReadonlySet<string>
  /** Nothing filters after it: of a statement that stops after so many rows, no more survivors are needed. */
  readonly isWhole: boolean
}

/**
 * A search of the server's that a statement names: `GmailSearch = 'x'`, `CONTAINS(Subject, 'word')`. In the text that
 * SQLite gets it is the membership of the row in the set that the server answered, so nothing evaluates it again.
 */
export interface ServerSearch {
  /** The table of one column that holds the set, and the name that stands for the condition among the predicates. */
  readonly name: string
  /** Of the reference's view. */
  readonly view: string
  readonly term: SearchTerm
  /** As SQLite gets it. */
  readonly expression: string
}

/** What is brought of one table before the statement runs. */
export interface Scan {
  readonly table: PlannedTable
  /** Paths to read; for Messages the mailbox with all mail, and Spam and Trash if asked for. */
  readonly mailboxes: readonly string[]
  /** Sent to the server; null reads the whole mailbox. */
  readonly term: SearchTerm | null
  /** Words that the rows have by the index of the store, see `keptWords`; null: it is not asked. */
  readonly words: SearchTerm | null
  readonly exact: boolean
  readonly items: readonly FetchItem[]
  /** Items that come with those where they are fetched, and of which nothing is fetched for its own sake. */
  readonly along: readonly FetchItem[]
  /** Decides which of the candidates the rest is fetched for; null: for all. */
  readonly narrow: Narrowing | null
  /** Items that are fetched of the survivors alone. */
  readonly late: readonly FetchItem[]
  /** Content of the messages that the statement reads, fetched of the survivors. */
  readonly contents: readonly ContentItem[]
  /** At most so many, the newest of each mailbox, before anything else is decided (MaxItems); null is all. */
  readonly newest: number | null
  readonly includeSpamTrash: boolean
  /** The view that is made of this scan's messages, where the statement names one: then the scan has a name of its own. */
  readonly reader: ViewReader | null
  /** Searches that the statement names: membership in what the server answers. */
  readonly searches: readonly ServerSearch[]
  /** Only messages with a key that an earlier scan has can be in the result; null: any can. */
  readonly semiJoin: SemiJoin | null
}

/** The keys that rows of another table have: messages with others leave no trace in the result. */
export interface SemiJoin {
  readonly key: MessageKey
  /** The other table's name in the statement, and its column. */
  readonly shownAs: string
  readonly column: string
  /** The keys: one column. Parameters are those of the statement. */
  readonly sql: string
  /** Of the rows only for which the table's own conditions are true. */
  readonly filtered: boolean
}

export type MessageKey = 'MsgId' | 'ThreadId'

export interface ViewReader {
  readonly table: PlannedTable
  readonly definition: ViewDefinition
}

export interface Bounds {
  /** Rows may be given out batch by batch, newest first. */
  readonly streams: boolean
  /** Of a streaming statement: its LIMIT and OFFSET, taken out of the text. */
  readonly limit: number | null
  readonly offset: number
  /** Nothing filters after the scan: so many of the newest candidates are all that is needed; null is unknown. */
  readonly candidates: number | null
}

/** The first rows by ReceivedDate, for which the newest messages and a window of days are enough. */
export interface DateOrder {
  /** LIMIT. */
  readonly rows: number
  /** LIMIT and OFFSET: so many messages are needed at least. */
  readonly wanted: number
  /** The statement with ReceivedDate as one more column, the last. */
  readonly text: string
}

/** COUNT(*), MIN(Id) and MAX(Id) of one mailbox: its columns, in their order. */
export interface ServerTotals {
  readonly scan: Scan
  readonly totals: readonly SearchTotal[]
}

/**
 * The result is the same in whatever order SQLite reads the messages: `always`, or as long as no address has two spellings that
 * compare equal, of which SQLite would show the one that it read first.
 */
export type FreeOrder = 'always' | 'one spelling'

/** Everything that will be done, as data: planning does no I/O. */
export interface Plan {
  /** What SQLite runs, its table names replaced by views. */
  readonly text: string
  readonly columns: readonly ResultColumn[]
  readonly tables: readonly PlannedTable[]
  readonly scans: readonly Scan[]
  readonly lists: readonly PlannedTable[]
  readonly bounds: Bounds
  readonly dateOrder: DateOrder | null
  /** The statement is totals that the server answers. */
  readonly serverTotals: ServerTotals | null
  /** At most so many rows go out (MaxRows); null is all. */
  readonly maxRows: number | null
  /** One table and no order of its own: rows come newest first. */
  readonly newestFirst: boolean
  /** Whether SQLite may read the messages in an order that suits it; null: in that of their UIDs. */
  readonly freeOrder: FreeOrder | null
  /** LIMIT takes the first of all messages by this column, as the store has it; null: by another, or of some. */
  readonly topColumn: string | null
}
