import { markdownCell } from '../util/text.ts'
import type { ColumnType, SqlValue } from '../util/value.ts'
import { displayText, shown } from './cell.ts'
import { INCOMPLETE, type TextFormat, type WriterOptions } from './row-writer.ts'

const RIGHT: ReadonlySet<ColumnType | null> = new Set<ColumnType>(['INTEGER', 'REAL', 'BOOLEAN'])

/**
 * A GitHub-flavoured Markdown table. Markup of a value is escaped, so that a message can place neither HTML nor a
 * link nor an image in the page. NULL is `*NULL*`.
 */
export function markdownFormat(options: WriterOptions): TextFormat {
  const text = (raw: string) => shown(markdownCell(raw), options)
  const cell = (value: SqlValue) => (value === null ? '*NULL*' : text(displayText(value)))
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  return {
    begin(columns) {
      const rule = columns.map(column => (RIGHT.has(column.type) ? '---:' : '---'))
      return line(columns.map(column => text(column.name))) + line(rule)
    },
    row: row => line(row.map(cell)),
    end: () => '',
    abort: () => INCOMPLETE,
  }
}
