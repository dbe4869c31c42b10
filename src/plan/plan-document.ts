import { describeTerm } from '../mail/describe-term.ts'
import type { ResultColumn } from '../util/value.ts'
import { ITEM_NAMES } from './explain.ts'
import type { Plan, PlannedTable, Scan } from './plan.ts'

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

/** The plan for programs. Facts that are not named here go in as they are, so that none is left out. */
export function planDocument(plan: Plan, actual?: PlanCost): PlanDocument {
  const { text, columns, tables: _, scans, lists, serverTotals, ...facts } = plan
  return {
    version: 1,
    run: serverTotals ? 'count' : plan.bounds.streams ? 'streamed' : 'whole',
    columns,
    scans: scans.map(scanDocument),
    lists: lists.map(list => ({ table: list.resolved.table.name, columns: [...list.read] })),
    ...(serverTotals ? { totals: serverTotals.totals } : {}),
    ...plainMembers(facts),
    sql: text,
    ...(actual ? { actual } : {}),
  }
}

function scanDocument(scan: Scan): ScanDocument {
  const { table, mailboxes, term, words, exact, items, reader, ...facts } = scan
  const read = reader?.table ?? table
  return {
    table: read.shownAs,
    mailboxes,
    search: term === null ? null : describeTerm(term),
    ...(words ? { words: describeTerm(words) } : {}),
    exact,
    fetch: items.map(item => ITEM_NAMES[item]),
    columns: [...read.read],
    ...plainMembers(facts),
  }
}

function plainMembers(facts: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, plain(value)]))
}

/** A value as JSON has it: sets as arrays, big integers as text, a table by its name; functions have none. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'function') return undefined
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Set || Array.isArray(value)) return [...value].map(plain)
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, each]) => [key, plain(each)]))
  if (isPlannedTable(value)) return value.shownAs
  return plainMembers(value)
}

function isPlannedTable(value: object): value is PlannedTable {
  return 'shownAs' in value && 'resolved' in value
}
