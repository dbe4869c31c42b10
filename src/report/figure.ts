import { type GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import { escapeForTerminal, htmlText } from '../util/text.ts'
import type { BlockOptions } from './block-options.ts'
import { axisChart } from './chart/axis-chart.ts'
import type { Chart, Drawn } from './chart/chart.ts'
import type { Draw } from './chart/draw.ts'
import { heatmapChart } from './chart/heatmap-chart.ts'
import { partsChart } from './chart/parts-chart.ts'
import { legendHtml } from './legend.ts'
import { atLine, type Figure } from './read-report.ts'
import type { Outcome, QueryRows } from './run-queries.ts'
import { emptyHtml, tableHtml } from './table.ts'
import { formatOf, nameText, plainLine, shortText } from './value-text.ts'

/** Widths that a chart is drawn at: the page shows one of them. */
const WIDE = 860
const HALF = 420
const NARROW = 350

/** Rows of the table behind a chart. */
const DATA_ROWS = 200

export interface FigureHtml {
  readonly html: string
  /** Why it could not be shown, or undefined. */
  readonly error: GmailSqlError | undefined
}

/** A block as HTML. What fails is shown in its place. */
export function figureHtml(figure: Figure, outcome: Outcome, draw: Draw): FigureHtml {
  if ('error' in outcome) return failed(figure, outcome.error)
  try {
    return { html: framed(figure, contentHtml(figure, outcome, draw)), error: undefined }
  } catch (error) {
    if (!isGmailSqlError(error)) throw error
    return failed(figure, atLine(figure.line, error))
  }
}

function failed(figure: Figure, error: GmailSqlError): FigureHtml {
  return { html: framed(figure, errorHtml(error)), error }
}

/** An error with its hint, as a box. */
export function errorHtml({ code, message, hint }: GmailSqlError): string {
  const told = hint === undefined ? '' : `<p>${htmlText(escapeForTerminal(hint))}</p>`
  return `<div class="error" role="alert"><p><strong>${code}</strong> ${htmlText(escapeForTerminal(message))}</p>${told}</div>`
}

function framed({ kind, options }: Figure, content: string): string {
  const title =
    options.title === undefined ? '' : `<figcaption>${htmlText(plainLine(options.title))}</figcaption>\n`
  return `<figure class="${kind}">\n${title}${content}\n</figure>\n`
}

function contentHtml(figure: Figure, data: QueryRows, draw: Draw): string {
  const { kind, options, query } = figure
  const label = plainLine(options.title ?? (query.name.startsWith('#') ? kind : query.name))
  if (kind === 'table') return tableHtml(data, options, label)
  if (kind === 'number') return numbersHtml(data, options)
  if (data.total === 0) return emptyHtml()
  const drawn = drawnOf(figure, data)
  const behind = `<details><summary>Data</summary>${tableHtml(data, { ...options, limit: DATA_ROWS, bars: [] }, `${label}, data`)}</details>`
  return chartHtml(drawn, `${kind} chart: ${label}`, { draw, isHalf: options.half ?? false }) + behind
}

function drawnOf({ kind, options }: Figure, data: QueryRows): Drawn {
  if (kind === 'heatmap') return heatmapChart(data, options)
  if (kind === 'pie' || kind === 'treemap') return partsChart(kind, data, options)
  return axisChart(kind as 'bar' | 'line' | 'area', data, options)
}

function chartHtml(
  { chart, notes }: Drawn,
  label: string,
  { draw, isHalf }: { readonly draw: Draw; readonly isHalf: boolean },
): string {
  if (!hasNumbers(chart)) return '<p class="empty">Nothing to draw: no value is above zero.</p>'
  const said = notes.map(note => `<p class="note">${htmlText(note)}</p>`)
  const legend = legendHtml(chart)
  if (chart.kind === 'pie') {
    const ring = draw(chart, { width: NARROW, label, name: 'ring' })
    return [...said, `<div class="ring">${ring}${legend}</div>`].join('\n')
  }
  const wide = draw(chart, { width: isHalf ? HALF : WIDE, label, name: 'wide' })
  const narrow = draw(chart, { width: NARROW, label, name: 'narrow' })
  const drawn = `${wide}\n${narrow}`
  return [...said, ...(chart.kind === 'heatmap' ? [drawn, legend] : [legend, drawn])].join('\n')
}

/** A pie of nothing has no slices. */
function hasNumbers({ kind, series }: Chart): boolean {
  return kind === 'pie' || kind === 'treemap' ? series.some(({ values }) => values.length > 0) : true
}

/** A tile for each column of the first row. */
function numbersHtml({ columns, rows }: QueryRows, options: BlockOptions): string {
  const [row] = rows
  if (!row) return emptyHtml()
  const tiles = columns.map(({ name }, index) => {
    const value = row[index] ?? null
    const isNumber = typeof value === 'number' || typeof value === 'bigint'
    const text = value === null ? '–' : isNumber ? shortText(value, formatOf(name, options)) : nameText(value)
    return `<div><dt>${htmlText(nameText(name))}</dt><dd dir="auto">${htmlText(text)}</dd></div>`
  })
  return `<dl class="numbers">${tiles.join('')}</dl>`
}
