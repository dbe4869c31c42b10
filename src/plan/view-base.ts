import type { ViewColumnDefinition, ViewDefinition } from '../catalog/table.ts'
import type { PlannedTable } from './plan.ts'

/** The messages that a view's rows are made of, under a name of their own, with the columns that it takes. */
export function baseTable(table: PlannedTable, definition: ViewDefinition): PlannedTable {
  const columns = definition.columns.filter(({ name }) => table.read.has(name))
  const needed = new Set([...definition.reads, ...columns.flatMap(({ reads }) => reads)])
  return {
    ...table,
    view: `${table.view}_base`,
    columns: definition.base.filter(({ name }) => needed.has(name) || isOrdering(name)),
    read: needed,
  }
}

/** Costs nothing, and a view is ordered by it. */
function isOrdering(name: string): boolean {
  return name === 'Uid'
}

/** The columns of a statement's view: directives and what is large only where they are named. */
export function readerColumns(
  { columns }: ViewDefinition,
  named: ReadonlySet<string>,
): readonly ViewColumnDefinition[] {
  return columns.filter(
    column => !(column.hidden || column.onlyNamed) || named.has(column.name.toLowerCase()),
  )
}
