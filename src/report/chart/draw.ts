import type { ECharts } from 'echarts/core'
import { loadPackage } from '../load-package.ts'
import { numberText } from '../value-text.ts'
import type { Chart } from './chart.ts'
import { safeDrawing } from './drawing.ts'
import { optionOf, sizeOf } from './option.ts'
import { textWidth } from './size.ts'

/** Draws a chart at a width, as SVG for the page. */
export type Draw = (
  chart: Chart,
  drawing: { readonly width: number; readonly label: string; readonly name: string },
) => string

/** Loads the chart library, which takes a second. @throws NOT_SUPPORTED when it is not installed */
export async function loadDraw(): Promise<Draw> {
  const [core, charts, components, renderers] = await loadPackage('echarts', () =>
    Promise.all([
      import('echarts/core'),
      import('echarts/charts'),
      import('echarts/components'),
      import('echarts/renderers'),
    ]),
  )
  core.setPlatformAPI({ measureText: (text, font) => measured(text, font) })
  const { BarChart, LineChart, PieChart, HeatmapChart, TreemapChart } = charts
  const { GridComponent, LegendComponent, VisualMapPiecewiseComponent } = components
  core.use([BarChart, LineChart, PieChart, HeatmapChart, TreemapChart])
  core.use([GridComponent, LegendComponent, VisualMapPiecewiseComponent, renderers.SVGRenderer])
  return (chart, { width, label, name }) => {
    const size = sizeOf(chart, width)
    const drawing: ECharts = core.init(null, null, { renderer: 'svg', ssr: true, ...size })
    try {
      drawing.setOption(optionOf(chart, size))
      const titleOf = (series: number, index: number) => pointTitle(chart, series, index)
      return safeDrawing(drawing.renderToSVGString(), { label, name, titleOf })
    } finally {
      drawing.dispose()
    }
  }
}

/** @param font as of CSS: `12px sans-serif` */
function measured(text: string, font: string | undefined): { width: number } {
  const size = Number(/(\d+(?:\.\d+)?)px/.exec(font ?? '')?.[1] ?? 12)
  return { width: textWidth(text, size) }
}

/** `Work, Unread: 12` */
function pointTitle(chart: Chart, at: number, index: number): string | undefined {
  const series = chart.series[at]
  const place = chart.kind === 'treemap' ? index - 1 : index
  const value = series?.values[place]
  if (series === undefined || value === null || value === undefined) return undefined
  const text = numberText(value, series.format)
  if (chart.kind !== 'heatmap') return `${chart.names[place]}, ${series.name}: ${text}`
  const across = chart.names.length
  return `${chart.rowNames[Math.floor(place / across)]}, ${chart.names[place % across]}: ${text}`
}
