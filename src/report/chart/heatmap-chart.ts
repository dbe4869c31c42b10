import { GmailSqlError } from '../../util/errors.ts'
import type { SqlValue } from '../../util/value.ts'
import type { BlockOptions } from '../block-options.ts'
import type { QueryRows } from '../run-queries.ts'
import { formatOf, nameText } from '../value-text.ts'
import { filled } from './axis-names.ts'
import type { Drawn, HeatmapChart } from './chart.ts'
import { columnIndex, firstNumeric, numbersOf } from './columns.ts'

const MAX_CELLS = 5_000

/** A row of the query is a cell: `x` along the bottom, `y` from the top, `value` the colour. */
export function heatmapChart(data: QueryRows, options: BlockOptions): Drawn<HeatmapChart> {
  const x = options.x === undefined ? 0 : columnIndex(data, options.x)
  const y = options.y?.[0] === undefined ? (x === 1 ? 0 : 1) : columnIndex(data, options.y[0])
  const value = options.value === undefined ? firstNumeric(data, [x, y]) : columnIndex(data, options.value)
  const distinct = (index: number) => filled([...new Set(data.rows.map(row => row[index] ?? null))])
  const [across, down] = [distinct(x), distinct(y)]
  if (across.length * down.length > MAX_CELLS) {
    throw new GmailSqlError('BAD_VALUE', `${across.length} × ${down.length} cells are no heatmap`, {
      hint: `It takes up to ${MAX_CELLS}; group the rows by something coarser.`,
    })
  }
  const format = formatOf(data.columns[value]!.name, options)
  const series = {
    name: nameText(data.columns[value]!.name),
    values: cells({ x, y, value }, data, across, down),
    format,
  }
  const chart = {
    kind: 'heatmap',
    names: across.map(nameText),
    rowNames: down.map(nameText),
    series: [series],
  } as const
  return { chart, notes: [] }
}

function cells(
  { x, y, value }: { readonly x: number; readonly y: number; readonly value: number },
  data: QueryRows,
  across: readonly SqlValue[],
  down: readonly SqlValue[],
): (number | null)[] {
  const column = new Map(across.map((name, index) => [name, index]))
  const row = new Map(down.map((name, index) => [name, index]))
  const found: (number | null)[] = Array.from({ length: across.length * down.length }, () => null)
  for (const [index, number] of numbersOf(data, value).entries()) {
    const cellsOfRow = data.rows[index]!
    const at = row.get(cellsOfRow[y] ?? null)! * across.length + column.get(cellsOfRow[x] ?? null)!
    if (number !== null) found[at] = (found[at] ?? 0) + number
  }
  return found
}
