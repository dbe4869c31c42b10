import { htmlText } from '../util/text.ts'
import type { Chart, PartsChart } from './chart/chart.ts'
import { type ColourName, HEAT_COLOURS, partColour, SERIES_COLOURS } from './chart/colours.ts'
import { numberText } from './value-text.ts'

/** What the colours of a chart mean, as text of the page, which wraps; nothing where there is one colour. */
export function legendHtml(chart: Chart): string {
  if (chart.kind === 'pie') return partsLegend(chart)
  if (chart.kind === 'heatmap') return scaleHtml(chart)
  if (chart.kind === 'treemap' || chart.series.length < 2) return ''
  const items = chart.series.map(({ name }, index) => item(SERIES_COLOURS[index]!, name))
  return `<ul class="legend">${items.join('')}</ul>`
}

function partsLegend({ names, series }: PartsChart): string {
  const { values, format } = series[0]!
  const total = values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
  const items = names.map((name, index) => {
    const value = values[index] ?? 0
    return item(
      partColour(names, index),
      name,
      `${numberText(value, format)} · ${numberText(value / total, 'percent')}`,
    )
  })
  return `<ul class="legend parts">${items.join('')}</ul>`
}

function item(colour: ColourName, name: string, value?: string): string {
  const square = `<svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><rect width="12" height="12" rx="3" fill="var(--${colour})"/></svg>`
  const told = value === undefined ? '' : ` <b>${htmlText(value)}</b>`
  return `<li>${square}<span dir="auto">${htmlText(name)}</span>${told}</li>`
}

function scaleHtml({ series }: Chart): string {
  const { values, format } = series[0]!
  const greatest = Math.max(0, ...values.map(value => value ?? 0))
  const squares = HEAT_COLOURS.map(
    (name, at) => `<rect x="${at * 18}" width="16" height="16" rx="3" fill="var(--${name})"/>`,
  )
  const scale = `<svg viewBox="0 0 108 16" width="108" height="16" aria-hidden="true">${squares.join('')}</svg>`
  return `<p class="scale">0 ${scale} ${htmlText(numberText(greatest, format))}</p>`
}
