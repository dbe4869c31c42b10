import { escapeLineEnds } from '../util/text.ts'
import type { SqlValue } from '../util/value.ts'
import { displayText, nullText, rowCountText, shown } from './cell.ts'
import { INCOMPLETE, type TextFormat, type WriterOptions } from './row-writer.ts'
import { styleOf } from './style.ts'
import { cutToWidth, displayWidth, wrapToWidth } from './width.ts'

/** Beside a label there must be room for so much of a value, else the terminal wraps the lines. */
const NARROWEST_VALUE = 10

/**
 * One line a column, for wide rows and long texts. A value of several lines, or longer than the screen, goes on
 * below itself behind the bar, so that no value can look like a column. NULL is `<null>`, a BLOB `x'…'`.
 */
export function verticalFormat(options: WriterOptions): TextFormat {
  const style = styleOf(options)
  let labels: string[] = []
  let valueWidth: number | undefined
  let count = 0

  const lines = (value: SqlValue) => {
    if (value === null) return [style.dim(shown(nullText(options), options))]
    const texts = displayText(value)
      .split(/\r\n|\n/)
      .map(line => shown(line, options))
    return valueWidth === undefined ? texts : texts.flatMap(text => wrapToWidth(text, valueWidth!))
  }
  const field = (value: SqlValue, column: number) => {
    const blank = ' '.repeat(displayWidth(labels[column]!))
    return lines(value)
      .map((line, i) => `${i === 0 ? style.bold(labels[column]!) : blank} ${style.vertical} ${line}\n`)
      .join('')
  }

  return {
    begin(columns) {
      labels = padLabels(
        columns.map(column => escapeLineEnds(shown(column.name, options))),
        options.width,
        style.cut,
      )
      const room = (options.width ?? 0) - displayWidth(labels[0] ?? '') - 3
      valueWidth = room >= NARROWEST_VALUE ? room : undefined
      return ''
    },
    row(row) {
      count++
      const rule = style.horizontal.repeat(2)
      return `${rule} row ${count} ${rule}\n${labels.map((_, i) => field(row[i] ?? null, i)).join('')}`
    },
    end: () => `${rowCountText(count, options.total?.())}\n`,
    abort: () => INCOMPLETE,
  }
}

function padLabels(names: readonly string[], width: number | undefined, mark: string): string[] {
  const limit = width === undefined ? undefined : Math.max(NARROWEST_VALUE, Math.floor(width / 3))
  const labels = names.map(name => (limit === undefined ? name : cutToWidth(name, limit, mark)))
  const widest = labels.reduce((most, label) => Math.max(most, displayWidth(label)), 0)
  return labels.map(label => label + ' '.repeat(widest - displayWidth(label)))
}
