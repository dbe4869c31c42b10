import type { ColumnDefinition, CostClass, MessageTableDefinition } from './table.ts'

const IN_STAR: ReadonlySet<CostClass> = new Set(['k', 'm', 'e'])

/** Whether `SELECT *` shows the column without its being named. */
export function isInStar(column: ColumnDefinition): boolean {
  return IN_STAR.has(column.cost) && !column.hidden
}

/** The columns of a statement's view: those of `*`, and those named anywhere in it (names in lower case). */
export function messageViewColumns(
  table: MessageTableDefinition,
  named: ReadonlySet<string>,
): readonly ColumnDefinition[] {
  return table.columns.filter(column => isInStar(column) || named.has(column.name.toLowerCase()))
}
