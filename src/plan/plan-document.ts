import { describeTerm } from '../mail/describe-term.ts'
import { ITEM_NAMES } from './explain.ts'
import type { Plan, PlannedTable, Scan } from './plan.ts'
import type { PlanCost, PlanDocument, ScanDocument } from './plan-document-types.ts'

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
