import type { ColumnDefinition, CostClass, MessageTableDefinition } from './table.ts'

const IN_STAR: ReadonlySet<CostClass> = new Set(['k', 'm', 'e'])
const IN_STAR_WITH_MESSAGE: ReadonlySet<CostClass> = new Set([...IN_STAR, 's', 'h', 'b'])

/** Whether `SELECT *` shows the column without its being named; `includeMessage` is the property IncludeMessage. */
export function isInStar(column: ColumnDefinition, includeMessage: boolean): boolean {
  return (includeMessage ? IN_STAR_WITH_MESSAGE : IN_STAR).has(column.cost) && !column.hidden
}

/** The columns of a statement's view: those of `*`, and those named anywhere in it (names in lower case). */
export function messageViewColumns(
  table: MessageTableDefinition,
  named: ReadonlySet<string>,
  includeMessage: boolean,
): readonly ColumnDefinition[] {
  return table.columns.filter(
    column => isInStar(column, includeMessage) || named.has(column.name.toLowerCase()),
  )
}
