import type { SqlValue } from '../../util/value.ts'
import type { BlockOptions } from '../block-options.ts'
import type { QueryRows } from '../run-queries.ts'
import { formatOf, nameText, numberText } from '../value-text.ts'
import { filled, timesOf } from './axis-names.ts'
import type { AxisChart, Drawn, Series } from './chart.ts'
import { columnIndex, firstNumeric, numbersOf, numericColumns } from './columns.ts'

const DEFAULT_BARS = 30
const MAX_SERIES = 8

/** Numbers by name, before what is too much is left out. */
interface Plotted {
  readonly names: readonly SqlValue[]
  readonly series: readonly Series[]
}

/** Bars, lines and areas: names along one axis, a series for each column of numbers or each value of `series=`. */
export function axisChart(kind: AxisChart['kind'], data: QueryRows, options: BlockOptions): Drawn<AxisChart> {
  const x = options.x === undefined ? 0 : columnIndex(data, options.x)
  const plotted = options.series === undefined ? byColumn(data, x, options) : bySeries(data, x, options)
  const notes: string[] = []
  const { names, series } = firstOf(plotted, kind, options, notes)
  const shown = series.slice(0, MAX_SERIES)
  if (shown.length < series.length)
    notes.push(`The first ${MAX_SERIES} of ${series.length} series are drawn.`)
  const texts = names.map(nameText)
  const times = kind === 'bar' ? undefined : timesOf(names)
  return {
    chart: {
      kind,
      names: texts,
      times,
      series: shown,
      isHorizontal: kind === 'bar' && isHorizontal(names, texts, options),
      isStacked: options.stacked ?? false,
    },
    notes,
  }
}

function byColumn(data: QueryRows, x: number, options: BlockOptions): Plotted {
  const wanted = options.y?.map(name => columnIndex(data, name)) ?? numericColumns(data, [x])
  const columns = wanted.length > 0 ? wanted : [firstNumeric(data, [x])]
  const names = data.rows.map(row => row[x] ?? null)
  const series = columns.map(index => ({
    name: nameText(data.columns[index]!.name),
    values: numbersOf(data, index),
    format: formatOf(data.columns[index]!.name, options),
  }))
  return spread({ names, series })
}

/** Puts in the names that are missing between the least and the greatest; where a name comes twice all stay as they are. */
function spread(plotted: Plotted): Plotted {
  if (new Set(plotted.names).size < plotted.names.length) return plotted
  const names = filled(plotted.names)
  if (names === plotted.names) return plotted
  const at = names.map(name => plotted.names.indexOf(name))
  const series = plotted.series.map(one => ({ ...one, values: at.map(index => one.values[index] ?? null) }))
  return { names, series }
}

/** A row is one number of one series. Of two for the same place the later one would hide the earlier, so they are added up. */
function bySeries(data: QueryRows, x: number, options: BlockOptions): Plotted {
  const group = columnIndex(data, options.series!)
  const y = options.y?.[0] === undefined ? firstNumeric(data, [x, group]) : columnIndex(data, options.y[0])
  const numbers = numbersOf(data, y)
  const names = filled([...new Set(data.rows.map(row => row[x] ?? null))])
  const place = new Map(names.map((name, index) => [name, index]))
  const found = new Map<SqlValue, (number | null)[]>()
  for (const [index, row] of data.rows.entries()) {
    const key = row[group] ?? null
    const values = found.get(key) ?? names.map(() => null)
    const at = place.get(row[x] ?? null)!
    const number = numbers[index] ?? null
    if (number !== null) values[at] = (values[at] ?? 0) + number
    found.set(key, values)
  }
  const format = formatOf(data.columns[y]!.name, options)
  return { names, series: [...found].map(([key, values]) => ({ name: nameText(key), values, format })) }
}

/** Too many bars are no picture; lines may have as many points as there are. */
function firstOf(plotted: Plotted, kind: AxisChart['kind'], options: BlockOptions, notes: string[]): Plotted {
  const isText = plotted.names.some(name => typeof name === 'string') && timesOf(plotted.names) === undefined
  const limit = options.limit ?? (kind === 'bar' && isText ? DEFAULT_BARS : Number.POSITIVE_INFINITY)
  const count = plotted.names.length
  if (count <= limit) return plotted
  notes.push(
    `The first ${numberText(limit)} of ${numberText(count)} names are drawn; limit=${count} in the report draws all.`,
  )
  const series = plotted.series.map(one => ({ ...one, values: one.values.slice(0, limit) }))
  return { names: plotted.names.slice(0, limit), series }
}

function isHorizontal(names: readonly SqlValue[], texts: readonly string[], options: BlockOptions): boolean {
  if (options.horizontal) return true
  if (options.vertical || timesOf(names) !== undefined) return false
  const longest = Math.max(0, ...texts.map(text => text.length))
  return longest > 12 || (texts.length > 6 && longest > 5)
}
