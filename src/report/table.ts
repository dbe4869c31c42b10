import { htmlText } from '../util/text.ts'
import type { SqlValue } from '../util/value.ts'
import type { BlockOptions } from './block-options.ts'
import { columnIndex } from './chart/columns.ts'
import type { QueryRows } from './run-queries.ts'
import { cellHtml, formatOf, nameText, numberText } from './value-text.ts'

const DEFAULT_ROWS = 50

/** The rows as a table that scrolls sideways in its own box; what is not shown of them is said above it. */
export function tableHtml(data: QueryRows, options: BlockOptions, label: string): string {
  const { columns, rows, total } = data
  if (total === 0) return emptyHtml()
  const limit = options.limit ?? DEFAULT_ROWS
  const shown = rows.slice(0, limit)
  const formats = columns.map(({ name }) => formatOf(name, options))
  const greatest = barsOf(data, options)
  const heads = columns.map(({ name }, index) => {
    const isNumber = shown.some(row => typeof row[index] === 'number' || typeof row[index] === 'bigint')
    return `<th scope="col"${isNumber ? ' class="number"' : ''}>${htmlText(nameText(name))}</th>`
  })
  const body = shown.map(row => {
    const cells = row.map((value, index) =>
      withBar(cellHtml(value, formats[index]), value, greatest.get(index)),
    )
    return `<tr>${cells.join('')}</tr>`
  })
  const table = `<table><thead><tr>${heads.join('')}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody></table>`
  return `${cutNote(shown.length, total)}<div class="scroll" role="region" tabindex="0" aria-label="${htmlText(label)}">${table}</div>`
}

/** What stands where a query found nothing. */
export function emptyHtml(): string {
  return '<p class="empty">No rows.</p>'
}

function cutNote(shown: number, total: number): string {
  if (shown === total) return ''
  return `<p class="note">Showing ${numberText(shown)} of ${numberText(total)} rows. <code>limit=</code> in the report shows more.</p>`
}

/** The greatest number of each column of `bars=`. */
function barsOf(data: QueryRows, options: BlockOptions): Map<number, number> {
  const indices = (options.bars ?? []).map(name => columnIndex(data, name))
  const numbers = (index: number) => data.rows.map(row => Number(row[index] ?? 0)).filter(Number.isFinite)
  return new Map(indices.map(index => [index, Math.max(0, ...numbers(index))]))
}

function withBar(cell: string, value: SqlValue, greatest: number | undefined): string {
  if (greatest === undefined || greatest === 0) return cell
  const share = Math.max(0, Math.min(100, (Number(value ?? 0) / greatest) * 100))
  if (Number.isNaN(share)) return cell
  const bar = `<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect width="${share.toFixed(1)}" height="4"/></svg>`
  return cell.replace('<td class="number"', '<td class="number barred"').replace('>', `>${bar}`)
}
