import { GmailSqlError } from '../../util/errors.ts'
import type { BlockOptions } from '../block-options.ts'
import type { QueryRows } from '../run-queries.ts'
import { formatOf, nameText, numberText } from '../value-text.ts'
import type { Drawn, PartsChart } from './chart.ts'
import { columnIndex, firstNumeric, numbersOf } from './columns.ts'

/** Thinner slices cannot be told apart, and smaller areas hold no name. */
const DEFAULT_PARTS = { pie: 8, treemap: 40 } as const

/** Parts of a whole, the largest first; those beyond the limit are added up as one. */
export function partsChart(
  kind: PartsChart['kind'],
  data: QueryRows,
  options: BlockOptions,
): Drawn<PartsChart> {
  const x = options.x === undefined ? 0 : columnIndex(data, options.x)
  const wanted = options.value ?? options.y?.[0]
  const y = wanted === undefined ? firstNumeric(data, [x]) : columnIndex(data, wanted)
  const column = data.columns[y]!.name
  const numbers = numbersOf(data, y)
  const parts = data.rows.map((row, index) => ({
    name: nameText(row[x] ?? null),
    value: numbers[index] ?? 0,
  }))
  const negative = parts.find(({ value }) => value < 0)
  if (negative) {
    throw new GmailSqlError(
      'BAD_VALUE',
      `"${column}" of ${negative.name} is ${negative.value}: no part of a whole`,
      {
        hint: `Draw a bar instead of a ${kind}.`,
      },
    )
  }
  const notes: string[] = []
  const shown = largest(parts, options.limit ?? DEFAULT_PARTS[kind], notes)
  const series = {
    name: nameText(column),
    values: shown.map(({ value }) => value),
    format: formatOf(column, options),
  }
  return { chart: { kind, names: shown.map(({ name }) => name), series: [series] }, notes }
}

interface Part {
  readonly name: string
  readonly value: number
}

function largest(all: readonly Part[], limit: number, notes: string[]): Part[] {
  const parts = all.filter(({ value }) => value > 0).toSorted((a, b) => b.value - a.value)
  if (parts.length <= limit) return parts
  const rest = parts.slice(limit)
  notes.push(
    `The ${numberText(limit)} largest of ${numberText(parts.length)} are drawn, the others as one part.`,
  )
  const value = rest.reduce((sum, part) => sum + part.value, 0)
  return [...parts.slice(0, limit), { name: `${numberText(rest.length)} others`, value }]
}
